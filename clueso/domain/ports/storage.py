"""The ports to the objects of our own storage and of a host."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from clueso.domain.ports.watch import Watch

MIN_PART_BYTES, MAX_PARTS = 5 * 1024**2, 10_000
"""S3's own limits for the parts of an upload. The last part may be smaller."""


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """A part in storage. `etag` has no quotes."""

    number: int
    etag: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A URL that works without credentials until `expires_at`, with exactly these headers."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an object: a key of our own storage (`bucket` None), or the full key in a bucket of the
    host, which is only read.
    """

    bucket: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Ailment:
    """A problem in the setup that will cause a failure one day, with advice. `is_certain` is false if the
    check itself was not possible.
    """

    seen: str
    advice: str
    is_certain: bool = True


class ObjectReader(Protocol):
    """Reads objects by key. It has no method that writes or removes, so a caller with a reader can change
    nothing.

    Every method raises StorageDown if storage does not answer.
    """

    def stat(self, key: str) -> StoredObject | None:
        """Return the size and type of the object under `key`, or None."""

    def sign_get(
        self, key: str, *, lifetime_s: int, content_type: str, filename: str | None = None
    ) -> SignedRequest:
        """Sign a GET that supports Range; `filename` makes it a download. No network.

        The response has this type and disposition, whatever is stored with the object.
        """

    def address(self) -> str:
        """Return the beginning of every URL signed here, up to the "/" before the key. No network."""

    def download(self, key: str, path: Path, watch: Watch | None = None) -> None:
        """Copy an object into a file. Raises UploadMissing if there is none, DiskFull, and at once what
        `watch.check()` raises.
        """


class Storage(ObjectReader, Protocol):
    """Our own objects by key, in S3's terms. Every method raises StorageDown if storage does not answer.

    Keys are relative to our place in the bucket or folder. Whatever key is given, nothing outside of that
    place is read, written, listed or removed.
    """

    def object_key(self, key: str) -> str:
        """Return the full key of the object in the bucket, for other programs."""

    def create_multipart(self, key: str, content_type: str) -> str:
        """Begin a multipart upload and return its id."""

    def sign_part(
        self, key: str, multipart_id: str, number: int, *, size_bytes: int, lifetime_s: int
    ) -> SignedRequest:
        """Sign the PUT of one part (1-based) of exactly `size_bytes`. No network."""

    def upload_part(self, key: str, multipart_id: str, number: int, data: bytes) -> UploadedPart:
        """Store one part (1-based), replacing an earlier one. Raises UploadClosed if the multipart upload is gone."""

    def list_parts(self, key: str, multipart_id: str) -> list[UploadedPart]:
        """Return the parts that arrived, by number. Raises UploadClosed if the multipart upload is gone."""

    def complete_multipart(self, key: str, multipart_id: str, parts: Sequence[tuple[int, str]]) -> None:
        """Assemble the object from its (number, etag) parts. Raises UploadMismatch if a part is missing or
        has another ETag, UploadClosed if the multipart upload is gone.
        """

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        """Remove a multipart upload and its parts. No error if it is already gone."""

    def upload(self, path: Path, key: str, content_type: str, watch: Watch | None = None) -> None:
        """Copy a file into an object, replacing an existing one. Raises at once what `watch.check()`
        raises.
        """

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects. No error for those that are already gone."""

    def list_keys(self, prefix: str, *, older_than_s: float = 0) -> Iterator[str]:
        """Yield every key that begins with `prefix`, in order, last written at least `older_than_s` ago by
        storage's clock.
        """

    def list_multiparts(self, prefix: str, *, older_than_s: float = 0) -> Iterator[tuple[str, str]]:
        """Yield (key, multipart id) of every unfinished upload whose key begins with `prefix`, begun at least
        `older_than_s` ago.
        """

    def clear_drafts(self, *, older_than_s: float) -> int:
        """Remove half-made files of processes that were killed at least so long ago, which no other method
        shows. Return their number.
        """

    def stray_files(self) -> Iterator[str]:
        """Yield the names of files in our place that are no objects and were not written by this store."""

    def owner(self) -> str | None:
        """Return the id of the installation that owns this place; None if no one has claimed it, empty if the
        marker is damaged.
        """

    def claim(self, owner: str) -> None:
        """Write the marker that names the owner of this place."""

    def ping(self) -> None:
        """Return if storage answers and the bucket exists; raise StorageDown otherwise."""

    def ailments(self, *, origins: Sequence[str], upload_days: float | None) -> list[Ailment]:
        """Return problems in the setup of storage, for operators; none if all is well.

        Pages at `origins` must be able to send parts and read objects (with no known origin, pages at any
        one), and an upload must live for `upload_days`, None if our pages upload nothing.
        """
