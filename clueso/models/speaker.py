"""Speakers: who says the segments of a transcript."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class SpeakerRow(Base):
    """`domain.speakers.Speaker`. Nobody is removed before the project is: older versions of the transcript, and
    documents, name those whom no present segment has."""

    __tablename__ = "speakers"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(255))
    voice: Mapped[int | None]
    merged_into: Mapped[str | None] = mapped_column(String(32))
