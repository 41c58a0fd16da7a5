"""The rules of the Storage port, on the disk store with its server and on S3 behind a signature gate."""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests

from clueso.domain.ports.storage import SignedRequest, Storage, StoredObject, UploadedPart
from clueso.errors import StorageDown, UploadClosed, UploadMismatch, UploadMissing
from clueso.storage.disk import DiskStorage
from clueso.storage.s3 import S3Storage
from tests.storage_servers import s3_storage, start_objects

MIB = 1024**2
KEY = "uploads/u1/recording"
HOSTILE_KEYS = [
    "../../etc/passwd",
    "/etc/passwd",
    "a//b",
    "a/./b",
    "data",
    "a",
    "a/b",
    "nächste Aufnahme (1) =%2F+&?#.mp4",
    "x" * 255,
]


@dataclass(frozen=True)
class Store:
    """A storage, and a way to take away what it stores on."""

    storage: Storage
    vanish: Callable[[], None]


@pytest.fixture(scope="module")
def bucket() -> Iterator[Storage]:
    with s3_storage() as storage:
        yield storage


@pytest.fixture
def s3(bucket: Storage) -> Iterator[Storage]:
    yield bucket
    bucket.delete(list(bucket.list_keys("")))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Storage]:
    with start_objects(tmp_path / "objects") as server:
        yield DiskStorage(server.root, server.base_url, server.secret_key)


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest) -> Storage:
    found: Storage = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["disk", "s3"])
def gone(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """A storage whose other end has gone away."""
    if request.param == "disk":
        found = DiskStorage(tmp_path / "objects", "http://127.0.0.1:1", "secret")
        shutil.rmtree(tmp_path / "objects")
        return found
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anyone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    return S3Storage("bucket", prefix="clueso/", region="eu-central-1", endpoint_url="http://127.0.0.1:1")


def content(size_bytes: int, seed: bytes = b"recording") -> bytes:
    return hashlib.shake_128(seed).digest(size_bytes)


def put(request: SignedRequest, data: bytes) -> requests.Response:
    return requests.put(request.url, data=data, headers=request.headers, timeout=10)


def send(storage: Storage, multipart_id: str, number: int, data: bytes, key: str = KEY) -> tuple[int, str]:
    request = storage.sign_part(key, multipart_id, number, size_bytes=len(data), lifetime_s=60)
    answer = put(request, data)
    answer.raise_for_status()
    return number, answer.headers["ETag"].strip('"')


def store(storage: Storage, key: str, data: bytes, tmp_path: Path, content_type: str = "audio/wav") -> None:
    source = tmp_path / "source"
    source.write_bytes(data)
    storage.upload(source, key, content_type)


def fetched(storage: Storage, key: str, tmp_path: Path) -> bytes:
    storage.download(key, tmp_path / "fetched")
    return (tmp_path / "fetched").read_bytes()


def _unsigned(url: str) -> str:
    """The URL without its query (S3) and without what follows the dot of its token (disk)."""
    return url.partition("?")[0] if "?" in url else url.rpartition(".")[0]


# Multipart uploads ----------------------------------------------------------------------------------


def test_an_object_sent_in_parts_is_the_same_byte_for_byte(storage: Storage, tmp_path: Path) -> None:
    data = content(12 * MIB)
    multipart_id = storage.create_multipart(KEY, "video/mp4")

    parts = [
        send(storage, multipart_id, number, data[(number - 1) * 5 * MIB : number * 5 * MIB])
        for number in (1, 2, 3)
    ]
    storage.complete_multipart(KEY, multipart_id, parts)

    assert fetched(storage, KEY, tmp_path) == data
    assert storage.stat(KEY) == StoredObject(12 * MIB, "video/mp4")


def test_parts_are_listed_by_number_in_whatever_order_they_arrive(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    assert storage.list_parts(KEY, multipart_id) == []

    second = send(storage, multipart_id, 2, b"two")
    first = send(storage, multipart_id, 1, b"first")

    assert storage.list_parts(KEY, multipart_id) == [
        UploadedPart(1, first[1], 5),
        UploadedPart(2, second[1], 3),
    ]


def test_the_etag_of_a_part_is_its_md5(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")

    _, etag = send(storage, multipart_id, 1, b"part")

    assert etag == hashlib.md5(b"part").hexdigest()


def test_a_part_sent_again_replaces_the_first(storage: Storage, tmp_path: Path) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    send(storage, multipart_id, 1, b"broken")

    part = send(storage, multipart_id, 1, b"whole")
    storage.complete_multipart(KEY, multipart_id, [part])

    assert fetched(storage, KEY, tmp_path) == b"whole"


def test_an_upload_completed_with_a_wrong_etag_goes_on(storage: Storage, tmp_path: Path) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    part = send(storage, multipart_id, 1, b"part")

    with pytest.raises(UploadMismatch):
        storage.complete_multipart(KEY, multipart_id, [(1, "0" * 32)])
    assert storage.stat(KEY) is None

    storage.complete_multipart(KEY, multipart_id, [part])
    assert fetched(storage, KEY, tmp_path) == b"part"


def test_an_upload_completes_with_the_etag_in_the_quotes_it_came_in(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    number, etag = send(storage, multipart_id, 1, b"part")

    storage.complete_multipart(KEY, multipart_id, [(number, f'"{etag}"')])

    assert storage.stat(KEY) == StoredObject(4, "video/mp4")


@pytest.mark.parametrize("numbers", [[], [1, 3]], ids=["none", "one-that-never-came"])
def test_an_upload_with_a_part_missing_does_not_complete(storage: Storage, numbers: list[int]) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    etags = dict(send(storage, multipart_id, number, content(5 * MIB)) for number in (1, 2))

    with pytest.raises(UploadMismatch):
        storage.complete_multipart(KEY, multipart_id, [(n, etags.get(n, "0" * 32)) for n in numbers])


def test_parts_in_a_wrong_order_do_not_complete(disk: Storage) -> None:
    # Not on S3: moto does not look at the order, S3 itself answers InvalidPartOrder.
    multipart_id = disk.create_multipart(KEY, "video/mp4")
    parts = [send(disk, multipart_id, number, content(5 * MIB)) for number in (1, 2)]

    with pytest.raises(UploadMismatch):
        disk.complete_multipart(KEY, multipart_id, parts[::-1])


def test_only_the_last_part_may_be_small(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    parts = [send(storage, multipart_id, number, b"small") for number in (1, 2)]

    with pytest.raises(UploadMismatch):
        storage.complete_multipart(KEY, multipart_id, parts)


def test_an_aborted_upload_is_closed(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    part = send(storage, multipart_id, 1, b"part")

    storage.abort_multipart(KEY, multipart_id)

    with pytest.raises(UploadClosed):
        storage.complete_multipart(KEY, multipart_id, [part])
    with pytest.raises(UploadClosed):
        storage.list_parts(KEY, multipart_id)
    assert storage.stat(KEY) is None


def test_a_part_for_an_aborted_upload_is_refused(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    request = storage.sign_part(KEY, multipart_id, 1, size_bytes=4, lifetime_s=60)

    storage.abort_multipart(KEY, multipart_id)

    assert put(request, b"part").status_code == 404


def test_an_abort_of_what_is_gone_is_quiet(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")

    storage.abort_multipart(KEY, multipart_id)
    storage.abort_multipart(KEY, multipart_id)


def test_a_completed_upload_is_closed(storage: Storage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    storage.complete_multipart(KEY, multipart_id, [send(storage, multipart_id, 1, b"part")])

    with pytest.raises(UploadClosed):
        storage.list_parts(KEY, multipart_id)


def test_no_part_can_change_a_completed_object(storage: Storage, tmp_path: Path) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    request = storage.sign_part(KEY, multipart_id, 1, size_bytes=4, lifetime_s=60)
    storage.complete_multipart(KEY, multipart_id, [send(storage, multipart_id, 1, b"true")])

    assert put(request, b"fake").status_code == 404
    assert fetched(storage, KEY, tmp_path) == b"true"


# Signed URLs ----------------------------------------------------------------------------------------


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


# Objects --------------------------------------------------------------------------------------------


def test_what_is_not_there_has_no_stat(storage: Storage) -> None:
    assert storage.stat("nothing/here") is None


def test_a_download_of_what_is_not_there_says_so(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(UploadMissing):
        storage.download("nothing/here", tmp_path / "target")

    assert not (tmp_path / "target").exists()


def test_an_upload_replaces_what_is_there(storage: Storage, tmp_path: Path) -> None:
    store(storage, KEY, b"old", tmp_path, "audio/wav")
    store(storage, KEY, b"newer", tmp_path, "audio/mpeg")

    assert fetched(storage, KEY, tmp_path) == b"newer"
    assert storage.stat(KEY) == StoredObject(5, "audio/mpeg")


def test_deleted_objects_are_gone_and_deleting_them_again_is_quiet(storage: Storage, tmp_path: Path) -> None:
    store(storage, "p/1", b"1", tmp_path)
    store(storage, "p/2", b"2", tmp_path)

    storage.delete(["p/1", "p/never-there"])
    storage.delete(["p/1"])
    storage.delete([])

    assert list(storage.list_keys("")) == ["p/2"]


def test_keys_are_listed_by_prefix_in_order(storage: Storage, tmp_path: Path) -> None:
    for key in ("projects/10/a", "projects/1/b", "projects/1/a", "projects/1", "other"):
        store(storage, key, b"", tmp_path)

    assert list(storage.list_keys("projects/1/")) == ["projects/1/a", "projects/1/b"]
    assert list(storage.list_keys("projects/1")) == [
        "projects/1",
        "projects/1/a",
        "projects/1/b",
        "projects/10/a",
    ]
    assert list(storage.list_keys("projects/2")) == []


def test_more_keys_than_one_page_are_listed_and_deleted(storage: Storage, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.touch()
    keys = [f"many/{number:04d}" for number in range(1005)]
    for key in keys:
        storage.upload(source, key, "image/jpeg")

    listed = list(storage.list_keys("many/"))
    storage.delete(listed)

    assert listed == keys
    assert list(storage.list_keys("many/")) == []


def test_only_what_is_old_enough_is_listed(storage: Storage, tmp_path: Path) -> None:
    store(storage, "projects/1/a", b"", tmp_path)

    assert list(storage.list_keys("projects/", older_than_s=3600)) == []


def test_uploads_under_way_are_listed_until_they_end(storage: Storage) -> None:
    ended = storage.create_multipart("under-way/1/a", "video/mp4")
    under_way = storage.create_multipart("under-way/2/a", "video/mp4")
    storage.create_multipart("other", "video/mp4")
    storage.abort_multipart("under-way/1/a", ended)

    assert list(storage.list_multiparts("under-way/")) == [("under-way/2/a", under_way)]
    storage.abort_multipart("under-way/2/a", under_way)


def test_only_uploads_begun_long_ago_are_listed(disk: Storage) -> None:  # moto's all began in 2010
    disk.create_multipart("uploads/1/a", "video/mp4")

    assert list(disk.list_multiparts("uploads/", older_than_s=3600)) == []


def test_clearing_drafts_takes_no_object_and_no_upload_under_way(storage: Storage, tmp_path: Path) -> None:
    store(storage, KEY, b"data", tmp_path)
    multipart_id = storage.create_multipart("uploads/u2/recording", "video/mp4")
    part = send(storage, multipart_id, 1, b"part", "uploads/u2/recording")

    assert storage.clear_drafts(older_than_s=0) == 0

    storage.complete_multipart("uploads/u2/recording", multipart_id, [part])
    assert fetched(storage, KEY, tmp_path) == b"data"
    assert fetched(storage, "uploads/u2/recording", tmp_path) == b"part"


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_any_key_keeps_its_own_object(disk: Storage, tmp_path: Path, key: str) -> None:
    store(disk, "a/b/c", b"another", tmp_path)
    store(disk, key, b"mine", tmp_path)

    assert fetched(disk, key, tmp_path) == b"mine"
    assert list(disk.list_keys("")) == sorted(["a/b/c", key])
    assert {path.name for path in tmp_path.iterdir()} == {"objects", "source", "fetched"}


# Failure --------------------------------------------------------------------------------------------


def test_storage_that_answers_says_so(storage: Storage) -> None:
    storage.ping()


@pytest.mark.parametrize(
    "call",
    [
        lambda storage: storage.ping(),
        lambda storage: storage.stat(KEY),
        lambda storage: storage.create_multipart(KEY, "video/mp4"),
        lambda storage: storage.download(KEY, Path("nowhere")),
        lambda storage: storage.upload(Path(__file__), KEY, "text/plain"),
        lambda storage: storage.delete([KEY]),
        lambda storage: list(storage.list_keys("")),
        lambda storage: list(storage.list_multiparts("")),
    ],
    ids=["ping", "stat", "create", "download", "upload", "delete", "list", "multiparts"],
)
def test_storage_that_is_gone_is_down(gone: Storage, call: Callable[[Storage], object]) -> None:
    began = time.monotonic()

    with pytest.raises(StorageDown):
        call(gone)

    assert time.monotonic() - began < 10
