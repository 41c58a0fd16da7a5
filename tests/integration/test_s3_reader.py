"""The ObjectReader over a bucket of somebody else's: it reads by the full key and can do nothing more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from clueso.domain.ports.storage import ObjectReader, Storage, StoredObject
from clueso.errors import StorageDown, UploadMissing
from clueso.storage.s3_reader import S3Reader
from tests.storage_servers import S3Server, s3_client, start_s3

KEY = "uploads/customer/Ä b+c.mp4"


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with start_s3() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.env.items():
            patch.setenv(name, value)
        s3_client(server).put_object(
            Bucket=server.bucket, Key=KEY, Body=b"0123456789", ContentType="video/mp4"
        )
        yield server


@pytest.fixture
def reader(server: S3Server) -> ObjectReader:
    return S3Reader(server.bucket, region=server.region, endpoint_url=server.endpoint_url)


def test_a_reader_reads_an_object_by_its_full_key(reader: ObjectReader, tmp_path: Path) -> None:
    reader.download(KEY, tmp_path / "copy")

    assert reader.stat(KEY) == StoredObject(10, "video/mp4")
    assert (tmp_path / "copy").read_bytes() == b"0123456789"


def test_a_url_that_a_reader_signs_answers_ranges(reader: ObjectReader) -> None:
    url = reader.sign_get(KEY, lifetime_s=60, content_type="video/mp4").url

    answer = requests.get(url, headers={"Range": "bytes=2-4"}, timeout=10)

    assert (answer.status_code, answer.content) == (206, b"234")


def test_a_reader_tells_what_is_not_there(reader: ObjectReader, tmp_path: Path) -> None:
    assert reader.stat("uploads/nothing") is None
    with pytest.raises(UploadMissing):
        reader.download("uploads/nothing", tmp_path / "copy")


def test_a_reader_has_no_method_that_changes_anything(reader: ObjectReader) -> None:
    def methods(cls: type) -> set[str]:
        return {name for name in dir(cls) if not name.startswith("_")}

    assert methods(type(reader)) == methods(ObjectReader)
    assert methods(Storage) - methods(ObjectReader) >= {"upload", "delete", "abort_multipart"}


@pytest.mark.parametrize(
    ("bucket", "options", "address"),
    [
        ("media", {"region": "eu-west-1"}, "https://media.s3.eu-west-1.amazonaws.com/"),
        ("me.dia", {"region": "eu-west-1"}, "https://s3.eu-west-1.amazonaws.com/me.dia/"),
        ("media", {"region": "eu-west-1", "prefix": "a/b/"}, "https://media.s3.eu-west-1.amazonaws.com/a/b/"),
        ("media", {"endpoint_url": "https://s3.test"}, "https://s3.test/media/"),
        (
            "media",
            {"endpoint_url": "https://s3.test:9/base", "prefix": "c/"},
            "https://s3.test:9/base/media/c/",
        ),
        ("media", {}, "https://media.s3.from-the-environment.test/"),
    ],
)
def test_the_address_is_where_signed_urls_lead(
    monkeypatch: pytest.MonkeyPatch, bucket: str, options: dict[str, str], address: str
) -> None:
    if not options:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://s3.from-the-environment.test")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)

    unsigned = S3Reader(bucket, **options).address()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anyone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    signed = S3Reader(bucket, **options).sign_get("x", lifetime_s=60, content_type="video/mp4")

    assert unsigned == address
    assert signed.url.startswith(f"{address}x?")


def test_a_name_that_is_none_of_a_bucket_has_no_address() -> None:
    with pytest.raises(StorageDown):
        S3Reader("a; script-src *", region="eu-west-1").address()
