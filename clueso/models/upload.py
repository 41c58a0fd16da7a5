"""Uploads: files that are being sent to storage or are stored."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, String
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
    cannot delete the host's file. There is one row for each user and host id, because `id` is derived from
    both.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_user_created", "user_id", "created_at"),
        Index("ix_uploads_status_expires", "status", "expires_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(String(255))
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
    def place(self) -> Place:
        """The bucket and key of the file."""
        if self.linked_key is None:
            return Place(None, self.key)
        return Place(self.linked_bucket, self.linked_key)
