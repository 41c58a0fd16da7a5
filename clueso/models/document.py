"""Documents: generated texts with their versions, and the pictures taken for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clueso.domain.documents.documents import LONGEST_KIND, DocumentKind, DocumentStatus
from clueso.domain.documents.kinds.body import Body
from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class Document(Base):
    """A document; a project has one of each kind.

    `version` is the number of the visible version, 0 before the first.
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("project_id", "kind"), Index("ix_documents_user", "user_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    kind: Mapped[str] = mapped_column(String(LONGEST_KIND))
    status: Mapped[str] = mapped_column(String(16), default=DocumentStatus.QUEUED)
    version: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    instructions: Mapped[str | None] = mapped_column(Text)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    updated_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class DocumentVersion(Base):
    """One version of a document, with its whole body. `made_by` is a user's id, None for the writer.

    A user's saves within some minutes are one version: `saves` counts them. `updated_at` is the time of the
    last save, None after the first.
    """

    __tablename__ = "document_versions"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    sources: Mapped[list[str]] = mapped_column(JSON)
    coverage: Mapped[dict[str, int]] = mapped_column(JSON)
    warnings: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    generator: Mapped[dict[str, Any]] = mapped_column(JSON)
    transcript_version: Mapped[int]
    made_by: Mapped[str | None] = mapped_column(String(255))
    restored_from: Mapped[int | None]
    saves: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    updated_at: Mapped[datetime | None] = mapped_column(Moment)

    def content(self, kind: DocumentKind) -> Body:
        """Return the body as a value; `kind` is the document's."""
        return kind.body.read(self.body)


class DocumentPicture(Base):
    """A picture of the screen that was taken for a document.

    A step of a guide shows it, has shown it, or could show it. `is_searched` means that alternatives around
    this picture were searched.
    """

    __tablename__ = "document_pictures"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    at_ms: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(255))
    width: Mapped[int]
    height: Mapped[int]
    is_searched: Mapped[bool]


class OwnPicture(Base):
    """A picture that a person added to a document. It stays while a version shows it, for the history's sake."""

    __tablename__ = "own_pictures"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(255))
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
