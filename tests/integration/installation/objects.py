"""Objects that the tests of this folder put into storage."""

from pathlib import Path

from clueso.domain.files import keys
from clueso.domain.ports.storage import Storage
from clueso.models import new_id

ORPHAN = keys.poster(new_id(), 1)
"""The key of an object that no row names."""


def put(storage: Storage, key: str, tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"bytes")
    storage.upload(path, key, "application/octet-stream")
