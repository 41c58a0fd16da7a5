"""Uploads: files that are being sent to storage or are stored."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clueso.domain.ports.storage import Place
from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class UploadStatus(StrEnum):
    PENDING = "pending"
    STORED = "stored"
    ABORTED = "aborted"
    EXPIRED = "expired"


class Upload(Base):
    """An upload.

    - `multipart_id` is the id that storage gave the multipart upload.
    - `removal_at` is the announced time of the recording's removal (`services/projects/retention.py`).
    - `cleared_at` is set once storage holds nothing of the upload any more.

    A linked upload is a file of the host application. `linked_id` is its id there, `linked_bucket` and
    `linked_key` say where the file is. Its `key` names no object, so code that deletes objects by `key`
    cannot delete the host's file. There is one row for each owner and host id, because `id` is derived from
    both.

    A fetched upload is read by a worker from an address that the owner named (`services/uploads/fetched_uploads.py`).
    `source_host` is set for good. `source_url` may hold a secret, so it is forgotten once the file is stored or given
    up. `source_validator` is the ETag or date with which the server knows this state of the file. `size_bytes` is 0
    until the server has said it, `fetched_bytes` is what has been read.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_user_created", "user_id", "created_at"),
        Index("ix_uploads_status_expires", "status", "expires_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    key: Mapped[str] = mapped_column(String(255), unique=True)
    multipart_id: Mapped[str | None] = mapped_column(String(1024))
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(127))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    part_size_bytes: Mapped[int] = mapped_column(BigInteger)
    part_count: Mapped[int]
    linked_id: Mapped[str | None] = mapped_column(String(255))
    linked_bucket: Mapped[str | None] = mapped_column(String(255))
    linked_key: Mapped[str | None] = mapped_column(String(1024))
    source_host: Mapped[str | None] = mapped_column(String(255))
    source_url: Mapped[str | None] = mapped_column(Text)
    source_validator: Mapped[str | None] = mapped_column(String(255))
    fetched_bytes: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    status: Mapped[str] = mapped_column(String(16), default=UploadStatus.PENDING)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    removal_at: Mapped[datetime | None] = mapped_column(Moment)
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    updated_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))

    @property
    def shown_id(self) -> str:
        """The id that the owner sees: for a linked upload, the id in the host application."""
        return self.linked_id or self.id

    @property
    def is_fetched(self) -> bool:
        """Whether a worker fetches the file, or has fetched it."""
        return self.source_host is not None

    @property
    def place(self) -> Place:
        """The bucket and key of the file."""
        if self.linked_key is None:
            return Place(None, self.key)
        return Place(self.linked_bucket, self.linked_key)
