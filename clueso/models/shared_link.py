"""Links that show parts of a project to anybody who has them."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class SharedLink(Base):
    """A link to a page for people without an account. A revoked one has no row.

    - `digest` is the SHA-256 of the token, `prefix` its first characters, by which its owner recognises it.
    - `shows` are the released parts: "video", "transcript", or a kind of document.
    - `embed` lets other sites show the page in a frame: those in `embed_origins`, any if there are none.
    - `views` counts how often the page was shown, last on the day `last_viewed_on` (UTC).
    """

    __tablename__ = "shared_links"
    __table_args__ = (
        Index("ix_shared_links_project", "project_id", "created_at"),
        Index("ix_shared_links_owner", "owner_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(String(255))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    prefix: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    shows: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    embed: Mapped[bool]
    embed_origins: Mapped[list[str]] = mapped_column(JSON)
    views: Mapped[int] = mapped_column(BigInteger, default=0)
    last_viewed_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
