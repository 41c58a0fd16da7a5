"""The disk store's server among slow clients: parts and recordings of others still pass."""

import os
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from clueso.storage.disk import DiskStorage
from tests.slow_clients import Kind, crowd
from tests.web_process import objects_process

MIB = 1024 * 1024
MANY = 300
KEY = "uploads/u1/recording"


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DiskStorage]:
    with objects_process(tmp_path_factory.mktemp("store")) as storage:
        yield storage


@pytest.fixture(scope="module")
def recording(storage: DiskStorage, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    content = os.urandom(40 * MIB)
    path = tmp_path_factory.mktemp("recordings") / "recording"
    path.write_bytes(content)
    storage.upload(path, KEY, "video/mp4")
    return content


def port_of(storage: DiskStorage) -> int:
    return int(storage.sign_get(KEY, lifetime_s=60, content_type="video/mp4").url.split("/")[2].split(":")[1])


def putting(storage: DiskStorage, size_bytes: int, sent: bytes) -> bytes:
    multipart_id = storage.create_multipart(KEY, "video/mp4")
    url = urlsplit(storage.sign_part(KEY, multipart_id, 1, size_bytes=size_bytes, lifetime_s=600).url)
    return f"PUT {url.path} HTTP/1.1\r\nHost: a\r\nContent-Length: {size_bytes}\r\n\r\n".encode() + sent


def watching(storage: DiskStorage) -> bytes:
    url = urlsplit(storage.sign_get(KEY, lifetime_s=600, content_type="video/mp4").url)
    return f"GET {url.path} HTTP/1.1\r\nHost: a\r\nRange: bytes=1000-\r\n\r\n".encode()


@pytest.mark.parametrize("name", ["puts byte by byte", "stops within a part", "watches and pauses"])
def test_parts_and_recordings_pass_among_slow_clients(
    storage: DiskStorage, recording: bytes, name: str
) -> None:
    slow = {
        "puts byte by byte": Kind(name, putting(storage, 8 * MIB, b"x"), then=b"x"),
        "stops within a part": Kind(name, putting(storage, 8 * MIB, b"x" * 100_000)),
        "watches and pauses": Kind(name, watching(storage), reads=False),
    }[name]

    with crowd(port_of(storage), slow, MANY):
        part = os.urandom(8 * MIB)
        multipart_id = storage.create_multipart("uploads/u2/recording", "video/mp4")
        put = storage.sign_part("uploads/u2/recording", multipart_id, 1, size_bytes=len(part), lifetime_s=60)
        stored = httpx.put(put.url, content=part, timeout=30, trust_env=False)
        read = storage.sign_get(KEY, lifetime_s=60, content_type="video/mp4")
        seen = httpx.get(read.url, headers={"Range": "bytes=5000000-35000000"}, timeout=30, trust_env=False)

    assert stored.status_code == 200
    assert storage.list_parts("uploads/u2/recording", multipart_id)[0].size_bytes == len(part)
    assert (seen.status_code, seen.content == recording[5_000_000:35_000_001]) == (206, True)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        (None, 200, slice(None)),
        ("bytes=0-0", 206, slice(0, 1)),
        ("bytes=41943039-", 206, slice(41943039, None)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=41943040-", 416, None),
    ],
)
def test_a_recording_is_read_from_wherever_one_likes(
    storage: DiskStorage, recording: bytes, asked: str | None, status: int, part: slice | None
) -> None:
    url = storage.sign_get(KEY, lifetime_s=60, content_type="video/mp4").url

    answer = httpx.get(url, headers={"Range": asked} if asked else {}, timeout=30, trust_env=False)

    assert answer.status_code == status
    assert part is None or answer.content == recording[part]


def test_a_part_that_nobody_signed_is_refused_before_it_comes(storage: DiskStorage) -> None:
    with socket.create_connection(("127.0.0.1", port_of(storage)), timeout=30) as client:
        client.sendall(
            f"PUT /parts/nobody.signed HTTP/1.1\r\nHost: a\r\nContent-Length: {10**12}\r\n\r\n".encode()
        )
        answer = client.recv(1000)

    assert answer.startswith(b"HTTP/1.1 403 ")
