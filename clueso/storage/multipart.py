"""Multipart uploads of the disk store: a folder for each upload, a file for each part.

The file of a part ends with the MD5 of its bytes (16 bytes). One `os.replace` puts both in place, so several
processes may receive the same part at once, and the last one wins completely.
"""

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from clueso.domain.ports.storage import MIN_PART_BYTES, UploadedPart
from clueso.errors import UploadClosed, UploadMismatch

BLOCK_BYTES = 1024**2
MD5_BYTES = 16
UPLOAD = re.compile(r"[0-9a-f]{32}")
LEFT_UPLOAD = re.compile(r"\.[0-9a-f]{32}(\.[0-9a-f]{16})?")
FILE = re.compile(r"upload\.json|[0-9]{5}|\.[0-9]+\.[0-9a-f]{16}")
"""Names of the folders that this module creates, and of the files in them."""


@dataclass(frozen=True, slots=True)
class Multipart:
    """An unfinished upload."""

    folder: Path
    content_type: str

    @classmethod
    def begin(cls, root: Path, key: str, content_type: str) -> str:
        """Create the folder of a new upload and return its id."""
        multipart_id = secrets.token_hex(16)
        # A name with a dot is not an upload yet. The rename below makes it one, with all its content.
        draft = root / f".{multipart_id}"
        draft.mkdir()
        with (draft / "upload.json").open("w") as file:
            json.dump({"key": key, "content_type": content_type}, file)
            file.flush()
            # Otherwise a power loss could keep the folder but lose the file's content.
            os.fsync(file.fileno())
        draft.rename(root / multipart_id)
        return multipart_id

    @classmethod
    def open(cls, root: Path, key: str, multipart_id: str) -> Self:
        """Return the upload with this id and key. Raises UploadClosed if there is none."""
        # The id comes from a client and becomes a path.
        if not (multipart_id.isascii() and multipart_id.isalnum()):
            raise UploadClosed
        about = _about(root / multipart_id)
        if about is None or about["key"] != key:
            raise UploadClosed
        return cls(root / multipart_id, about["content_type"])

    @classmethod
    def under_way(cls, root: Path) -> Iterator[tuple[str, str]]:
        """Yield key and id of every unfinished upload, sorted by id."""
        for name in sorted(name for name in os.listdir(root) if UPLOAD.fullmatch(name)):
            if about := _about(root / name):
                yield about["key"], name

    @classmethod
    def left_over(cls, root: Path) -> Iterator[Path]:
        """Yield folders that are not a usable upload: half created, half removed, or damaged by a power loss.

        A process may still be creating or removing one, so the caller must check their age.
        """
        for folder in root.iterdir():
            is_torn = UPLOAD.fullmatch(folder.name) and _about(folder) is None
            if (is_torn or LEFT_UPLOAD.fullmatch(folder.name)) and _holds_only_ours(folder):
                yield folder

    def receive(self, number: int, stream: IO[bytes], size_bytes: int) -> str:
        """Store a part of exactly `size_bytes` in constant memory and return its ETag.

        Raises UploadMismatch if the stream ends early, UploadClosed if the upload has ended in the meantime.
        """
        draft = self.folder / f".{number}.{secrets.token_hex(8)}"
        try:
            digest = _received(stream, draft, size_bytes)
            os.replace(draft, self._part(number))
        except FileNotFoundError as error:
            # Another process has removed the upload's folder meanwhile.
            raise UploadClosed from error
        finally:
            draft.unlink(missing_ok=True)
        return digest

    def parts(self) -> list[UploadedPart]:
        """Return the received parts, sorted by number. Raises UploadClosed."""
        try:
            numbers = sorted(int(name) for name in os.listdir(self.folder) if name.isdecimal())
            return [self._described(number) for number in numbers]
        except FileNotFoundError as error:
            raise UploadClosed from error

    def assemble(self, parts: Sequence[tuple[int, str]], target: Path) -> None:
        """Join the parts into a file. Raises UploadMismatch, UploadClosed."""
        chosen = _checked(parts, {part.number: part for part in self.parts()})
        with target.open("wb") as whole:
            for part in chosen:
                with self._part(part.number).open("rb") as source:
                    _copy(source, whole, part.size_bytes)

    def remove(self) -> None:
        """Remove the upload."""
        # After the rename no other process finds the upload. So none sees it half removed.
        gone = self.folder.with_name(f".{self.folder.name}.{secrets.token_hex(8)}")
        self.folder.rename(gone)
        # The janitor may remove it at the same time, and removes what is left.
        shutil.rmtree(gone, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock with which one process at a time ends this upload.

        Raises UploadClosed if another one has.
        """
        try:
            with (self.folder / "upload.json").open() as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                # The process that held the lock before may have removed the upload.
                if not self.folder.exists():
                    raise UploadClosed
                yield
        except FileNotFoundError as error:
            raise UploadClosed from error

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:05d}"

    def _described(self, number: int) -> UploadedPart:
        with self._part(number).open("rb") as file:
            size_bytes = file.seek(-MD5_BYTES, os.SEEK_END)
            return UploadedPart(number, file.read().hex(), size_bytes)


def _holds_only_ours(folder: Path) -> bool:
    try:
        return all(FILE.fullmatch(name) for name in os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return False


def _about(folder: Path) -> dict[str, str] | None:
    """Return key and content type of an upload; None if it has ended or a power loss has damaged it."""
    try:
        about: dict[str, str] = json.loads((folder / "upload.json").read_text())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return about


def _received(stream: IO[bytes], draft: Path, size_bytes: int) -> str:
    # S3's ETags of parts are MD5 too. It protects against accidents, not against attackers.
    digest = hashlib.md5(usedforsecurity=False)
    left = size_bytes
    with draft.open("wb") as file:
        while left and (block := stream.read(min(left, BLOCK_BYTES))):
            left -= len(block)
            digest.update(block)
            file.write(block)
        file.write(digest.digest())
        if left:
            raise UploadMismatch(f"The part ended {left} bytes early.")
        file.flush()
        # Before the client gets its ETag, so that a power loss cannot cut a confirmed part.
        os.fsync(file.fileno())
    return digest.hexdigest()


def _checked(parts: Sequence[tuple[int, str]], arrived: dict[int, UploadedPart]) -> list[UploadedPart]:
    numbers = [number for number, _ in parts]
    if not parts or numbers != sorted(set(numbers)):
        raise UploadMismatch("List each part once, in ascending order.")
    for number, etag in parts:
        if number not in arrived or arrived[number].etag != etag.strip('"'):
            raise UploadMismatch(f"Part {number} is missing or has another ETag. Send it again.")
    chosen = [arrived[number] for number in numbers]
    if any(part.size_bytes < MIN_PART_BYTES for part in chosen[:-1]):
        raise UploadMismatch(f"Every part but the last must have at least {MIN_PART_BYTES} bytes.")
    return chosen


def _copy(source: IO[bytes], target: IO[bytes], size_bytes: int) -> None:
    while size_bytes:
        block = source.read(min(size_bytes, BLOCK_BYTES))
        target.write(block)
        size_bytes -= len(block)
