"""The rules of the Storage port for signed URLs."""

from pathlib import Path
from urllib.parse import unquote

import pytest
import requests

from clueso.domain.ports.storage import Storage
from clueso.storage.s3 import S3Storage
from tests.integration.storage_contract.objects import KEY, fetched, put, store


def _unsigned(url: str) -> str:
    """The URL without its query (S3) and without what follows the dot of its token (disk)."""
    return url.partition("?")[0] if "?" in url else url.rpartition(".")[0]


@pytest.mark.parametrize("data", [b"", b"1234", b"123456"], ids=["empty", "shorter", "longer"])
def test_a_part_of_another_length_than_was_signed_is_refused(storage: Storage, data: bytes) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    request = storage.sign_part(KEY, multipart_id, 1, size_bytes=5, lifetime_s=60)

    assert put(request, data).status_code == 403
    assert storage.list_parts(KEY, multipart_id) == []


def test_an_expired_url_is_refused(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    request = storage.sign_part(KEY, multipart_id, 1, size_bytes=4, lifetime_s=0)

    assert put(request, b"part").status_code == 403
    assert storage.list_parts(KEY, multipart_id) == []


def test_an_altered_url_is_refused(storage: Storage, tmp_path: Path) -> None:
    store(storage, KEY, b"data", tmp_path)
    url = storage.sign_get(KEY, lifetime_s=60, content_type="audio/wav").url
    last = "0" if url[-1] != "0" else "4"  # both hex and base64 of whole bytes

    assert requests.get(url, timeout=10).status_code == 200
    assert requests.get(url[:-1] + last, timeout=10).status_code == 403


def test_every_signed_url_begins_with_the_address(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")

    read = storage.sign_get(KEY, lifetime_s=60, content_type="audio/wav")
    write = storage.sign_part(KEY, multipart_id, 1, size_bytes=4, lifetime_s=60)

    assert storage.address().endswith("/")
    assert read.url.startswith(storage.address())
    assert write.url.startswith(storage.address())


def test_a_url_without_its_signature_is_refused(storage: Storage, tmp_path: Path) -> None:
    store(storage, KEY, b"data", tmp_path)
    url = storage.sign_get(KEY, lifetime_s=60, content_type="audio/wav").url

    assert requests.get(_unsigned(url), timeout=10).status_code == 403


def test_leave_to_read_is_not_leave_to_write(storage: Storage, tmp_path: Path) -> None:
    store(storage, KEY, b"data", tmp_path)
    request = storage.sign_get(KEY, lifetime_s=60, content_type="audio/wav")

    assert put(request, b"fake").status_code in (403, 405)
    assert fetched(storage, KEY, tmp_path) == b"data"


def test_a_signed_get_answers_a_range_with_206(storage: Storage, tmp_path: Path) -> None:
    store(storage, KEY, b"0123456789", tmp_path)
    request = storage.sign_get(KEY, lifetime_s=60, content_type="video/mp4")

    answer = requests.get(request.url, headers={"Range": "bytes=2-4"}, timeout=10)

    assert (answer.status_code, answer.content) == (206, b"234")
    assert answer.headers["Content-Range"] == "bytes 2-4/10"
    assert answer.headers["Content-Type"] == "video/mp4"


def test_a_signed_get_with_a_filename_is_a_download_by_that_name(storage: Storage, tmp_path: Path) -> None:
    store(storage, KEY, b"data", tmp_path)
    request = storage.sign_get(KEY, lifetime_s=60, content_type="audio/wav", filename='Übung "1".wav')

    answer = requests.get(request.url, timeout=10)

    kind, _, names = answer.headers["Content-Disposition"].partition(";")
    assert kind == "attachment"
    assert unquote(names.partition("filename*=UTF-8''")[2]) == 'Übung "1".wav'


def test_a_browser_of_another_origin_may_use_a_signed_url(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    request = storage.sign_part(KEY, multipart_id, 1, size_bytes=4, lifetime_s=60)
    asking = {"Origin": "http://app.test", "Access-Control-Request-Method": "PUT"}

    preflight = requests.options(request.url, headers=asking, timeout=10)
    answer = put(request, b"part")

    assert preflight.status_code == 200
    assert "PUT" in preflight.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_a_url_of_aws_names_the_region_of_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    # The global host answers a browser with a redirect that its signature does not fit.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anyone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    storage = S3Storage("recordings", prefix="clueso/", region="eu-central-1")

    url = storage.sign_part(KEY, "upload", 1, size_bytes=1, lifetime_s=60).url

    assert url.startswith("https://recordings.s3.eu-central-1.amazonaws.com/")
