"""Exports: files that a worker renders for download."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class Export(Base):
    """An export; a project has one of each `subject` ("guide.pdf", "transcript.docx.n", "everything.zip"),
    which holds the options too (`ExportSubject`).

    A repeated request renders the same row again. The status is that of the step "export:<subject>". `key` is
    None until the first file exists.
    """

    __tablename__ = "exports"
    __table_args__ = (UniqueConstraint("project_id", "subject"), Index("ix_exports_user", "user_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(32))
    key: Mapped[str | None] = mapped_column(String(255))
    filename: Mapped[str | None] = mapped_column(String(255))
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
