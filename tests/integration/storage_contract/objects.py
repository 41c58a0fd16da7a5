"""Objects that are sent to a storage and fetched from it."""

from pathlib import Path

import requests

from clueso.domain.ports.storage import SignedRequest, Storage

KEY = "uploads/u1/recording"


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
