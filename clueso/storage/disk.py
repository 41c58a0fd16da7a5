"""The disk store: objects in a folder, with signed URLs that `clueso.dev.objects` serves."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import quote

from clueso.domain.ports.storage import Ailment, SignedRequest, StoredObject, UploadedPart
from clueso.domain.ports.watch import Watch
from clueso.errors import StorageDown, UploadClosed, UploadMissing, disk_full_translated
from clueso.storage.belongings import DATA, DRAFTS, OBJECTS, TYPE, UPLOADS, is_draft, stray_files
from clueso.storage.folders import folder_of, keys_under
from clueso.storage.grants import Grant, PartGrant, ReadGrant, Signer
from clueso.storage.marker import MARKER, marker_text, owner_in
from clueso.storage.multipart import BLOCK_BYTES, Multipart
from clueso.storage.transfers import Tell, watched

PLACING_TRIES = 10


class DiskStorage:
    """The Storage port on a folder. Any number of processes on this machine may share it.

    An object is a folder with two files, its bytes (`data`) and its content type (`type`). Drafts are under
    the same root, so placing one is an atomic rename.
    """

    def __init__(self, root: Path, base_url: str, secret_key: str) -> None:
        self._root = root
        self._objects = root / OBJECTS
        self._uploads = root / UPLOADS
        self._drafts = root / DRAFTS
        self._base_url = base_url.rstrip("/")
        self.signer = Signer(secret_key)
        with suppress(OSError):  # the first call raises StorageDown if they are missing
            for folder in (self._objects, self._uploads, self._drafts):
                folder.mkdir(parents=True, exist_ok=True)

    def object_key(self, key: str) -> str:
        return key

    def create_multipart(self, key: str, content_type: str) -> str:
        with self._reachable():
            return Multipart.begin(self._uploads, key, content_type)

    def sign_part(
        self, key: str, multipart_id: str, number: int, *, size_bytes: int, lifetime_s: int
    ) -> SignedRequest:
        expires_at = _in(lifetime_s)
        grant = PartGrant(key, multipart_id, number, size_bytes, expires_at)
        return self._signed("parts", grant, expires_at)

    def receive_part(self, grant: PartGrant, stream: IO[bytes]) -> str:
        """Store a part that was sent to a signed URL, and return its ETag.

        Raises UploadMismatch if its length is not the signed one, UploadClosed if the upload has ended.
        """
        with self._reachable():
            upload = Multipart.open(self._uploads, grant.key, grant.multipart_id)
            return upload.receive(grant.number, stream, grant.size_bytes)

    def upload_part(self, key: str, multipart_id: str, number: int, data: bytes) -> UploadedPart:
        with self._reachable(), disk_full_translated():
            upload = Multipart.open(self._uploads, key, multipart_id)
            return UploadedPart(number, upload.receive(number, BytesIO(data), len(data)), len(data))

    def list_parts(self, key: str, multipart_id: str) -> list[UploadedPart]:
        with self._reachable():
            return Multipart.open(self._uploads, key, multipart_id).parts()

    def complete_multipart(self, key: str, multipart_id: str, parts: Sequence[tuple[int, str]]) -> None:
        with self._reachable(), self._draft() as draft:
            upload = Multipart.open(self._uploads, key, multipart_id)
            with upload.locked():
                upload.assemble(parts, draft)
                self._place(draft, key, upload.content_type)
                upload.remove()

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        with self._reachable(), suppress(UploadClosed):
            upload = Multipart.open(self._uploads, key, multipart_id)
            with upload.locked():
                upload.remove()

    def stat(self, key: str) -> StoredObject | None:
        folder = folder_of(self._objects, key)
        with self._reachable():
            try:
                return StoredObject((folder / DATA).stat().st_size, (folder / TYPE).read_text())
            except FileNotFoundError:
                return None

    def sign_get(
        self, key: str, *, lifetime_s: int, content_type: str, filename: str | None = None
    ) -> SignedRequest:
        expires_at = _in(lifetime_s)
        return self._signed("objects", ReadGrant(key, content_type, filename, expires_at), expires_at)

    def address(self) -> str:
        return f"{self._base_url}/"

    def path_of(self, key: str) -> Path:
        """Return the path of the file with an object's bytes. Raises UploadMissing if there is none."""
        path = folder_of(self._objects, key) / DATA
        with self._reachable():
            if not path.exists():
                raise UploadMissing
        return path

    def download(self, key: str, path: Path, watch: Watch | None = None) -> None:
        source = self.path_of(key)
        with self._reachable(), disk_full_translated():
            watched(partial(_copy, source, path), watch)

    def upload(self, path: Path, key: str, content_type: str, watch: Watch | None = None) -> None:
        with self._reachable(), self._draft() as draft:
            watched(partial(_copy, path, draft), watch)
            self._place(draft, key, content_type)

    def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            folder = folder_of(self._objects, key)
            with self._reachable():
                # The data first: without it no reader finds the object.
                (folder / DATA).unlink(missing_ok=True)
                (folder / TYPE).unlink(missing_ok=True)
            self._prune(folder)

    def list_keys(self, prefix: str, *, older_than_s: float = 0) -> Iterator[str]:
        with self._reachable():
            for key in sorted(keys_under(self._objects, prefix, {DATA, TYPE})):
                folder = folder_of(self._objects, key)
                # A kill may have left only one of the two files. List the key, so that the janitor deletes it.
                if any(_is_older(folder / name, older_than_s) for name in (DATA, TYPE)):
                    yield key

    def list_multiparts(self, prefix: str, *, older_than_s: float = 0) -> Iterator[tuple[str, str]]:
        with self._reachable():
            for key, multipart_id in Multipart.under_way(self._uploads):
                if key.startswith(prefix) and _is_older(self._uploads / multipart_id, older_than_s):
                    yield key, multipart_id

    def clear_drafts(self, *, older_than_s: float) -> int:
        with self._reachable():
            drafts = (path for path in self._drafts.iterdir() if is_draft(path))
            left = [*drafts, *Multipart.left_over(self._uploads)]
            # A younger draft may belong to a process that is still writing it.
            old = [path for path in left if _is_older(path, older_than_s)]
            for path in old:
                if path.is_dir():
                    # Its process may still be alive and remove files too.
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
        return len(old)

    def stray_files(self) -> Iterator[str]:
        with self._reachable():
            yield from stray_files(self._root)

    def owner(self) -> str | None:
        with self._reachable():
            try:
                return owner_in((self._root / MARKER).read_text(errors="replace"))
            except FileNotFoundError:
                return None

    def claim(self, owner: str) -> None:
        with self._reachable(), self._draft() as draft:
            draft.write_text(marker_text(owner))
            _flush(draft)
            # A reader sees the old marker or the new one, never a part of it.
            os.replace(draft, self._root / MARKER)

    def ping(self) -> None:
        with self._reachable():
            if not os.access(self._drafts, os.W_OK):
                raise StorageDown("The folder of the disk store cannot be written to.")

    def ailments(self, *, origins: Sequence[str], upload_days: float | None) -> list[Ailment]:
        del origins, upload_days
        return []  # clueso.dev.objects sends the CORS headers, and the sweep ends old uploads

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        if not self._objects.is_dir():
            raise StorageDown("The folder of the disk store is gone.")
        try:
            yield
        except OSError as error:
            raise StorageDown from error

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        draft = self._drafts / secrets.token_hex(16)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def _place(self, draft: Path, key: str, content_type: str) -> None:
        folder = folder_of(self._objects, key)
        label = draft.with_suffix(".type")
        # The caller deletes the parts afterwards. After a power loss, the parts or the object must be on the disk.
        _flush(draft)
        for _ in range(PLACING_TRIES):
            # Another process's delete may prune the folder between mkdir and replace.
            with suppress(FileNotFoundError):
                folder.mkdir(parents=True, exist_ok=True)
                label.write_text(content_type)
                _flush(label)
                # The type first: an object exists once its data is there, and then it must have its type.
                os.replace(label, folder / TYPE)
                os.replace(draft, folder / DATA)
                return
        raise StorageDown

    def _prune(self, folder: Path) -> None:
        """Remove the folders that a delete has emptied, up to the root of the objects."""
        # A folder that still holds an object cannot be removed, which ends the loop.
        with suppress(OSError):
            while folder != self._objects:
                folder.rmdir()
                folder = folder.parent

    def _signed(self, place: str, grant: Grant, expires_at: int) -> SignedRequest:
        url = f"{self._base_url}/{place}/{quote(self.signer.sign(grant))}"
        return SignedRequest(url, {}, datetime.fromtimestamp(expires_at, UTC))


def _copy(source: Path, target: Path, tell: Tell) -> None:
    with source.open("rb") as file, target.open("wb") as copy:
        while block := file.read(BLOCK_BYTES):
            copy.write(block)
            tell(len(block))


def _flush(path: Path) -> None:
    """Write a file's bytes to the disk (fsync)."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _is_older(path: Path, age_s: float) -> bool:
    with suppress(FileNotFoundError):
        return age_s <= 0 or path.stat().st_mtime <= time.time() - age_s
    return False


def _in(lifetime_s: int) -> int:
    return int(datetime.now(UTC).timestamp()) + lifetime_s
