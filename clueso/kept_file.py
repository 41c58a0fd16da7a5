"""A file that is created once and shared by all processes that use its folder, such as a key."""

import fcntl
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the file's content. The first process creates it with `make`.

    An empty file, which a power loss may leave, is created again. Raises OSError.
    """
    if content := _content(path):
        return content
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # The kernel releases the lock with the descriptor, also if the process is killed.
        fcntl.flock(folder, fcntl.LOCK_EX)
        # Another process may have created the file while this one waited.
        return _content(path) or _made(path, make(), folder)
    finally:
        os.close(folder)


def _content(path: Path) -> bytes:
    return path.read_bytes().strip() if path.exists() else b""


def _made(path: Path, content: bytes, folder: int) -> bytes:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    # Such a file is often a key, so only its owner may read it.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    # Otherwise a power loss could lose the new name.
    os.fsync(folder)
    return content
