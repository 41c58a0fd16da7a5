"""Uploads: a file on its way into storage, or there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class UploadStatus(StrEnum):
    PENDING = "pending"
    STORED = "stored"
    ABORTED = "aborted"
    EXPIRED = "expired"


class Upload(Base):
    """`multipart_id` is storage's id of the upload; `cleared_at` tells that storage holds nothing any more."""

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
    status: Mapped[str] = mapped_column(String(16), default=UploadStatus.PENDING)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    updated_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
