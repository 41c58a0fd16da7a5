"""Linked uploads: files of the host from which projects are made. No code here writes to the host or its
bucket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from clueso.config import Settings
from clueso.domain.files.media_types import type_by_name
from clueso.domain.ports.host_uploads import HostUpload, HostUploads
from clueso.domain.ports.storage import ObjectReader, Place
from clueso.errors import NotFound, UploadNotStored, UploadsUnavailable
from clueso.services.uploads.accepted_files import (
    UNKNOWN_TYPES,
    accepted_type,
    bare,
    check_size,
    file_name,
)

KEY_MAX_BYTES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFile:
    """A file of the host that may be processed: it is in storage, and its type and size are accepted."""

    upload_id: str
    place: Place
    filename: str
    content_type: str
    size_bytes: int
    created_at: datetime | None


class LinkedUploads:
    """The host's uploads of one caller, whose `user_id` comes from the verified token in `authorization`; of a program
    that signed in with a key, `authorization` is None.
    """

    def __init__(
        self,
        host: HostUploads | None,
        reader_of: Callable[[str | None], ObjectReader],
        settings: Settings,
        *,
        user_id: str,
        authorization: str | None,
    ) -> None:
        self._host = host
        self._reader_of = reader_of
        self._settings = settings
        self._user_id = user_id
        self._authorization = authorization

    def find(self, upload_id: str) -> LinkedFile:
        """Request an upload from the host, and check its file in the bucket.

        Raises NotFound if the host knows no such upload of this user (or there is no host), UploadNotStored
        if the file is not there yet, Invalid for a type or size that is not accepted, UploadsUnavailable,
        StorageDown.
        """
        found = self._asked(upload_id)
        if not found.is_stored:
            raise UploadNotStored("The upload is not complete yet. Create the project when it is.")
        place = self._place(found)
        stored = self._reader_of(place.bucket).stat(place.key)
        if stored is None:
            raise UploadNotStored("The file of this upload is not in storage. Upload it again.")
        filename = shown_name(found, upload_id)
        declared = _declared_type(found.content_type, stored.content_type, filename, place.key)
        check_size(stored.size_bytes, self._settings, pointer="/upload_id")
        return LinkedFile(
            upload_id=upload_id,
            place=place,
            filename=filename,
            content_type=accepted_type(declared, filename, pointer="/upload_id"),
            size_bytes=stored.size_bytes,
            created_at=found.created_at,
        )

    def available(self, limit: int) -> list[HostUpload]:
        """Return at most `limit` uploads whose file is stored. Raises NotFound if the host has no list,
        UploadsUnavailable.
        """
        if self._host is None or not self._host.can_list:
            raise NotFound("Uploads are not listed here. Name one by its id.")
        listed = self._host.available(user_id=self._user_id, authorization=self._authorization, limit=limit)
        # The host may list uploads that are not complete yet.
        return [upload for upload in listed if upload.is_stored]

    def _asked(self, upload_id: str) -> HostUpload:
        found = None
        if self._host is not None:
            found = self._host.find(upload_id, user_id=self._user_id, authorization=self._authorization)
        if found is None:
            raise NotFound("There is no such upload.")
        return found

    def _place(self, found: HostUpload) -> Place:
        """Return where the file is.

        Raises UploadsUnavailable for a place that linked uploads may not be in.
        """
        settings = self._settings
        bucket = found.bucket or settings.uploads_buckets[0]
        is_ours = settings.storage == "s3" and bucket == settings.s3_bucket
        if bucket not in settings.uploads_buckets:
            wrong = "UPLOADS_BUCKETS does not name this bucket"
        elif is_ours and found.key.startswith(settings.s3_prefix):
            wrong = "what lies under S3_PREFIX is our own and no upload of the host"
        elif len(found.key.encode()) > KEY_MAX_BYTES:
            wrong = "the key is too long for S3"
        else:
            return Place(bucket, found.key)
        raise UploadsUnavailable(
            "The file of this upload lies where this service may not read. Tell those who run it."
            # The cause is for the log: a user must not read names of buckets.
        ) from ValueError(f"The host says that an upload is s3://{bucket}/{found.key}: {wrong}.")


def shown_name(found: HostUpload, upload_id: str) -> str:
    """Return the host's name for the file, else the end of its key: one line, without folders and invisible
    characters.
    """
    return file_name(found.filename, found.key, upload_id)


def _declared_type(announced: str | None, stored: str, filename: str, key: str) -> str:
    """Return the type from the host, else from storage. If neither knows one, return the type of the name's
    ending.
    """
    known = [kind for kind in (announced or "", stored) if bare(kind) not in UNKNOWN_TYPES]
    if known:
        return known[0]
    # Most uploads are videos, and `probe` finds out what the file really is.
    return type_by_name(filename) or type_by_name(key) or "video/mp4"
