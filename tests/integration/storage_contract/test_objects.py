"""The rules of the Storage port for objects, and for a storage that is gone."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clueso.domain.ports.storage import Storage, StoredObject
from clueso.errors import StorageDown, UploadMissing
from clueso.storage.disk import DiskStorage
from clueso.storage.s3 import S3Storage
from tests.integration.storage_contract.objects import KEY, fetched, send, store

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
