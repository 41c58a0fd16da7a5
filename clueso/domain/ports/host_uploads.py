"""The port to the uploads of a host: the application that Clueso is added to, with uploads of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

STORED_STATUSES = frozenset({"stored", "completed", "complete", "uploaded", "ready"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HostUpload:
    """A file of one user as the host describes it. Only `key` is certain: a host may not store the rest.

    `upload_id` is the host's own id. It is missing in the answer to a request for one upload.
    """

    key: str
    upload_id: str | None = None
    bucket: str | None = None
    size_bytes: int | None = None
    content_type: str | None = None
    filename: str | None = None
    status: str | None = None
    created_at: datetime | None = None

    @property
    def is_stored(self) -> bool:
        """Whether the host says that the whole file is in storage. No status counts as stored."""
        return self.status is None or self.status.strip().lower() in STORED_STATUSES


class HostUploads(Protocol):
    """Reads the uploads of one user from the host. No method changes them.

    `user_id` comes from a verified sign-in. `authorization` is the header with the session token, None for a
    program that signed in with a key. Every method raises UploadsUnavailable if the host does not answer, or
    not as agreed, and Forbidden if it needs a session token and there is none.
    """

    @property
    def can_list(self) -> bool:
        """Whether `available` can be called."""

    def find(self, upload_id: str, *, user_id: str, authorization: str | None) -> HostUpload | None:
        """Return this user's upload, or None if the host knows no such upload of this user."""

    def available(self, *, user_id: str, authorization: str | None, limit: int) -> list[HostUpload]:
        """Return at most `limit` uploads of this user in the host's order, each with its `upload_id`."""

    def check(self) -> str:
        """Request an upload that cannot exist and return a description of the answer, for operators."""
