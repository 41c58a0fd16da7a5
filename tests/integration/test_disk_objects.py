"""The disk store where it is more than its port: several users at once, and what its server answers."""

import hashlib
import io
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from clueso.domain.ports.storage import SignedRequest
from clueso.errors import CluesoError, UploadClosed, UploadMismatch
from clueso.storage.disk import DiskStorage
from clueso.storage.grants import PartGrant
from tests.storage_servers import ObjectsServer, start_objects

KEY = "uploads/u1/recording"
FAR = 2**33


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ObjectsServer]:
    with start_objects(tmp_path / "objects") as server:
        yield server


@pytest.fixture
def storage(server: ObjectsServer) -> DiskStorage:
    return opened(server)


def opened(server: ObjectsServer) -> DiskStorage:
    return DiskStorage(server.root, server.base_url, server.secret_key)


def signed_page(storage: DiskStorage, tmp_path: Path) -> SignedRequest:
    page = tmp_path / "page.html"
    page.write_text("<script>alert(1)</script>")
    storage.upload(page, KEY, "text/html")
    return storage.sign_get(KEY, lifetime_s=60, content_type="text/html")


def test_a_recording_is_on_the_disk_before_its_parts_go(
    storage: DiskStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    flushed: list[tuple[int, int]] = []

    def fsync(descriptor: int) -> None:
        flushed.append((os.fstat(descriptor).st_size, len(storage.list_parts(KEY, multipart_id))))

    monkeypatch.setattr(os, "fsync", fsync)
    etag = storage.receive_part(PartGrant(KEY, multipart_id, 1, 9, FAR), io.BytesIO(b"recording"))
    storage.complete_multipart(KEY, multipart_id, [(1, etag)])

    assert flushed == [(len(b"recording") + 16, 0), (len(b"recording"), 1), (len(b"video/mp4"), 1)]


def test_of_many_who_complete_an_upload_one_wins_and_the_others_learn_that_it_is_closed(
    server: ObjectsServer, storage: DiskStorage
) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    etag = storage.receive_part(PartGrant(KEY, multipart_id, 1, 9, FAR), io.BytesIO(b"recording"))

    def complete(other: DiskStorage) -> CluesoError | None:
        try:
            other.complete_multipart(KEY, multipart_id, [(1, etag)])
        except UploadClosed as error:
            return error
        return None

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(complete, [opened(server) for _ in range(8)]))

    assert ends.count(None) == 1
    assert storage.path_of(KEY).read_bytes() == b"recording"


def test_of_many_who_send_the_same_part_one_wins_whole(server: ObjectsServer, storage: DiskStorage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    bodies = [bytes([letter]) * 300_000 for letter in b"abcdefgh"]
    grant = PartGrant(KEY, multipart_id, 1, 300_000, FAR)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda body: opened(server).receive_part(grant, io.BytesIO(body)), bodies))
    [part] = storage.list_parts(KEY, multipart_id)
    storage.complete_multipart(KEY, multipart_id, [(1, part.etag)])

    stored = storage.path_of(KEY).read_bytes()
    assert stored in bodies
    assert hashlib.md5(stored).hexdigest() == part.etag


def test_objects_placed_and_deleted_beside_each_other_do_not_disturb_each_other(
    server: ObjectsServer, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x")

    def come_and_go(name: str) -> None:
        storage = opened(server)
        for _ in range(40):
            storage.upload(source, f"p/1/{name}", "text/plain")
            storage.delete([f"p/1/{name}"])
        storage.upload(source, f"p/1/{name}", "text/plain")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(come_and_go, "abcd"))

    assert list(opened(server).list_keys("p/1/")) == ["p/1/a", "p/1/b", "p/1/c", "p/1/d"]


def test_a_part_that_ends_early_leaves_nothing(storage: DiskStorage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")

    with pytest.raises(UploadMismatch):
        storage.receive_part(PartGrant(KEY, multipart_id, 1, 100, FAR), io.BytesIO(b"only this"))

    assert storage.list_parts(KEY, multipart_id) == []


def test_a_connection_lost_in_the_middle_of_a_part_leaves_nothing(
    server: ObjectsServer, storage: DiskStorage
) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    url = urlsplit(storage.sign_part(KEY, multipart_id, 1, size_bytes=1000, lifetime_s=60).url)

    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        head = f"PUT {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Length: 1000\r\n\r\n"
        connection.sendall(head.encode() + b"half")
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1000)

    assert answer.startswith(b"HTTP/1.1 400")
    assert storage.list_parts(KEY, multipart_id) == []


def test_an_upload_answers_only_to_its_own_key(storage: DiskStorage) -> None:
    multipart_id = storage.create_multipart(KEY, "video/mp4")

    with pytest.raises(UploadClosed):
        storage.list_parts("uploads/u2/recording", multipart_id)
    with pytest.raises(UploadClosed):
        storage.list_parts(KEY, f"../uploads/{multipart_id}")


def test_what_people_uploaded_never_runs_as_a_page(storage: DiskStorage, tmp_path: Path) -> None:
    answer = requests.get(signed_page(storage, tmp_path).url, timeout=10)

    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_head_tells_the_length_without_the_bytes(storage: DiskStorage, tmp_path: Path) -> None:
    answer = requests.head(signed_page(storage, tmp_path).url, timeout=10)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == "25"
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_range_past_the_end_is_416(storage: DiskStorage, tmp_path: Path) -> None:
    request = signed_page(storage, tmp_path)

    answer = requests.get(request.url, headers={"Range": "bytes=100-"}, timeout=10)

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */25"


def test_an_object_that_is_gone_is_404(storage: DiskStorage, tmp_path: Path) -> None:
    request = signed_page(storage, tmp_path)
    storage.delete([KEY])

    assert requests.get(request.url, timeout=10).status_code == 404


def test_a_token_of_another_secret_is_refused(server: ObjectsServer) -> None:
    stranger = DiskStorage(server.root, server.base_url, "another secret")

    request = stranger.sign_get(KEY, lifetime_s=60, content_type="text/html")

    assert requests.get(request.url, timeout=10).status_code == 403


@pytest.mark.parametrize("token", ["x", "x.y", "...", "ä.ö", "e30=.0"])
def test_what_is_no_token_is_refused(server: ObjectsServer, token: str) -> None:
    assert requests.get(f"{server.base_url}/objects/{token}", timeout=10).status_code == 403


def test_the_server_says_that_it_lives(server: ObjectsServer) -> None:
    assert requests.get(f"{server.base_url}/healthz", timeout=10).text == "ok\n"
