"""Turns: who speaks when, as found by the step `speakers`."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class TurnRow(Base):
    """A stretch in which one voice speaks; `number` counts from 1 in order of time, `voice` from 0."""

    __tablename__ = "turns"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    voice: Mapped[int]
