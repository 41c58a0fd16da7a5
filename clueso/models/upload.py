"""Uploads: a file on its way into storage, or there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.domain.ports import Place
from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class UploadStatus(StrEnum):
    PENDING = "pending"
    STORED = "stored"
    ABORTED = "aborted"
    EXPIRED = "expired"


class Upload(Base):
    """`multipart_id` is storage's id of the upload; `cleared_at` tells that storage holds nothing any more,
    `removal_at` when its owner was told that it goes (`services/projects/retention.py`).

    A linked upload is a file of the host: `linked_id` is the host's id of it, and `linked_bucket` and
    `linked_key` say where it lies. Its `key` names nothing, so code that removes objects by `key` removes
    nothing of the host's. There is one row for each user and host id, since its `id` is made of both.
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
        """The id by which its owner knows it: the host's for a linked upload."""
        return self.linked_id or self.id

    @property
    def place(self) -> Place:
        """Where the file is."""
        if self.linked_key is None:
            return Place(None, self.key)
        return Place(self.linked_bucket, self.linked_key)
