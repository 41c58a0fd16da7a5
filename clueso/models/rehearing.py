"""Rehearings: stretches of a transcript that a person wants transcribed again."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class Rehearing(Base):
    """The stretch that the step `hear:<number>` transcribes again. `language` None means to detect it.

    `made_by` is the person who asked, None in older rows.
    `replaces` holds [id, changed_in] of each segment in the stretch at the time of the request.
    """

    __tablename__ = "rehearings"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    language: Mapped[str | None] = mapped_column(String(16))
    made_by: Mapped[str | None] = mapped_column(String(255))
    replaces: Mapped[list[list[Any]]] = mapped_column(JSON)
