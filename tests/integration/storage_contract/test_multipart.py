"""The rules of the Storage port for uploads in parts."""

import hashlib
from pathlib import Path

import pytest

from clueso.domain.ports.storage import Storage, StoredObject, UploadedPart
from clueso.errors import UploadClosed, UploadMismatch
from tests.integration.storage_contract.objects import KEY, fetched, put, send

MIB = 1024**2


def content(size_bytes: int, seed: bytes = b"recording") -> bytes:
    return hashlib.shake_128(seed).digest(size_bytes)


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


def test_a_part_that_a_worker_stores_is_like_one_that_was_sent(storage: Storage, tmp_path: Path) -> None:
    data = content(6 * MIB)
    multipart_id = storage.create_multipart(KEY, "video/mp4")

    sent = send(storage, multipart_id, 2, data[5 * MIB :])
    stored = storage.upload_part(KEY, multipart_id, 1, data[: 5 * MIB])
    storage.complete_multipart(KEY, multipart_id, [(1, stored.etag), sent])

    assert stored.size_bytes == 5 * MIB
    assert fetched(storage, KEY, tmp_path) == data
    with pytest.raises(UploadClosed):
        storage.upload_part(KEY, multipart_id, 3, b"late")


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
