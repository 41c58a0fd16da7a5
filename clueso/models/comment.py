"""Comments: passages of a recording that a person highlighted or wrote about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class Comment(Base):
    """A comment on a stretch of a recording. Without a `text` it only highlights.

    `quote` is what was said there when the comment was made. Later edits of the transcript leave it as it is, so
    that a comment never speaks about other words than its author read.
    """

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_project", "project_id", "start_ms"),
        Index("ix_comments_owner", "owner_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(String(255))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    made_by: Mapped[str] = mapped_column(String(255))
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    updated_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
