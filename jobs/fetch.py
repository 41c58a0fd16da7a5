"""fetch: reads the recording from the link that its owner named, and stores it in parts."""

import logging
import time

from clueso.domain.ports.outgoing import Download
from clueso.domain.ports.storage import UploadedPart
from clueso.errors import AddressUnreachable, FetchFailed, FileTooLarge, NotMedia, UploadClosed
from clueso.models import UploadStatus
from clueso.services.pipeline import claimed_steps
from clueso.services.uploads import fetched_uploads
from clueso.services.uploads.fetched_uploads import Begun
from jobs import fetched_files
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)

RECORD_PAUSE_S = 1.0


def run(attempt: Attempt, runtime: Runtime) -> None:
    fetch = Fetch(attempt, runtime)
    size_bytes = fetch.stored_before()
    if size_bytes is None:
        _read(fetch)
        size_bytes = fetch.complete()
    claimed_steps.finish(attempt.claim, lambda project: fetched_uploads.store(project, size_bytes))


def _read(fetch: "Fetch") -> None:
    """Read to the end. A connection that broke off after it brought something new is no failed try.

    Raises FetchFailed.
    """
    furthest = fetch.offset
    while True:
        try:
            fetch.read()
            return
        except AddressUnreachable as error:
            if fetch.offset <= furthest:
                raise FetchFailed(f"{error.detail} {FetchFailed.default_detail}") from error
            furthest = fetch.offset
            log.info("upload %s goes on at byte %s: %s", fetch.upload.id, furthest, error.detail)


class Fetch:
    """One attempt at a recording. The parts of an earlier attempt are kept, if the server has the same file still."""

    def __init__(self, attempt: Attempt, runtime: Runtime) -> None:
        self.upload = fetched_uploads.of_project(attempt.claim.project_id)
        self._attempt = attempt
        self._settings = runtime.settings
        self._storage = runtime.toolbox.storage
        self._outgoing = runtime.toolbox.outgoing
        self._url = self.upload.source_url or ""
        self._multipart_id = self.upload.multipart_id
        self._validator = self.upload.source_validator
        self._size_bytes = self.upload.size_bytes
        self._part_size_bytes = self.upload.part_size_bytes
        self._parts: list[UploadedPart] = []
        self._recorded_at = 0.0

    @property
    def offset(self) -> int:
        """The bytes that are stored."""
        return sum(part.size_bytes for part in self._parts)

    def stored_before(self) -> int | None:
        """Return the size of the file if an earlier attempt stored all of it; None otherwise. Then the parts that it
        left are taken over.
        """
        if self.upload.status == UploadStatus.STORED:
            return self.upload.size_bytes
        if self._multipart_id is None:
            return None
        stored = self._storage.stat(self.upload.key)
        if stored is None and self._validator:
            self._take_over(self._multipart_id)
        return stored.size_bytes if stored else None

    def _take_over(self, multipart_id: str) -> None:
        try:
            held = self._storage.list_parts(self.upload.key, multipart_id)
        except UploadClosed:
            return
        for part in held:
            if (part.number, part.size_bytes) != (len(self._parts) + 1, self._part_size_bytes):
                break
            self._parts.append(part)

    def read(self) -> None:
        """Read what is missing. Raises AddressUnreachable once the connection breaks off."""
        if self.offset and self.offset == self._size_bytes:
            return
        if self.offset and self._validator:
            rest = {"Range": f"bytes={self.offset}-", "If-Range": self._validator}
            with self._outgoing.get(self._url, rest) as download:
                if fetched_files.goes_on(download, self.offset, self._size_bytes):
                    self._store(download)
                    return
                if fetched_files.is_whole(download):
                    self._store_anew(download)
                    return
                fetched_files.demand_rest(download)
        with self._outgoing.get(self._url, {}) as download:
            self._store_anew(download)

    def _store_anew(self, download: Download) -> None:
        fetched_files.demand_file(download)
        filename = fetched_files.name_of(download, self.upload.filename)
        content_type = fetched_files.type_of(download, filename)
        self._size_bytes = fetched_files.size_of(download)
        self._demand_size(self._size_bytes)
        if self._multipart_id is not None:
            self._storage.abort_multipart(self.upload.key, self._multipart_id)
        self._parts = []
        self._validator = fetched_files.validator_of(download)
        self._part_size_bytes = self._settings.upload_part_bytes
        self._multipart_id = self._storage.create_multipart(self.upload.key, content_type)
        begun = Begun(
            multipart_id=self._multipart_id,
            filename=filename,
            content_type=content_type,
            size_bytes=self._size_bytes,
            validator=self._validator,
            part_size_bytes=self._part_size_bytes,
        )
        fetched_uploads.begin(self._attempt.claim, self.upload.id, begun, self._settings)
        self._store(download)

    def _store(self, download: Download) -> None:
        rest = bytearray()
        for block in download.blocks:
            self._attempt.check()
            rest += block
            self._demand_size(self.offset + len(rest))
            while len(rest) >= self._part_size_bytes:
                self._store_part(bytes(rest[: self._part_size_bytes]))
                del rest[: self._part_size_bytes]
            self._record(self.offset + len(rest))
        if rest:
            self._store_part(bytes(rest))

    def _store_part(self, data: bytes) -> None:
        assert self._multipart_id is not None, "reading begins with a multipart upload"
        self._attempt.check()
        number = len(self._parts) + 1
        self._parts.append(self._storage.upload_part(self.upload.key, self._multipart_id, number, data))

    def _demand_size(self, size_bytes: int) -> None:
        most = self._settings.upload_max_bytes
        if size_bytes > most:
            raise FileTooLarge(
                f"The file at this link has more than the {most:,} bytes that a recording can have. Cut it into"
                " shorter ones, or compress it, and add it again."
            )

    def _record(self, fetched_bytes: int) -> None:
        if time.monotonic() - self._recorded_at < RECORD_PAUSE_S:
            return
        self._recorded_at = time.monotonic()
        fetched_uploads.record(self._attempt.claim, self.upload.id, fetched_bytes, self._settings)
        share = fetched_bytes / self._size_bytes if self._size_bytes else 0.0
        claimed_steps.report_progress(self._attempt.claim, share)

    def complete(self) -> int:
        """Join the parts into the file and return its size. Raises NotMedia for an empty one."""
        if not self.offset or self._multipart_id is None:
            raise NotMedia("The file at this link is empty. Check the link, and add it again.")
        # A size that the server did not announce is not reserved to its last byte yet.
        fetched_uploads.record(self._attempt.claim, self.upload.id, self.offset, self._settings)
        numbered = [(part.number, part.etag) for part in self._parts]
        try:
            self._storage.complete_multipart(self.upload.key, self._multipart_id, numbered)
        except UploadClosed as error:
            # An attempt that has lost the step meanwhile may have joined the same parts.
            if self._storage.stat(self.upload.key) is None:
                raise FetchFailed from error
        return self.offset
