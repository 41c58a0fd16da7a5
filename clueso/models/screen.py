"""Screens: what stood still in a recording, and what is written there, as found by the step `screens`."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class ScreenRow(Base):
    """A screen; `number` counts from 1 in order of time.

    `lines` are `[text, [left, top, width, height], confidence]`, None while they are not read. Screens that
    look the same have the same `key`.
    """

    __tablename__ = "screens"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_ms: Mapped[int]
    to_ms: Mapped[int]
    key: Mapped[str] = mapped_column(String(255))
    width: Mapped[int]
    height: Mapped[int]
    lines: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
