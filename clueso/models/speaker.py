"""Speakers of the segments of a transcript."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class SpeakerRow(Base):
    """The row of a `domain.editing.speakers.Speaker`.

    A speaker stays as long as the project, even if no present segment has it: older versions of the
    transcript and documents name it.
    """

    __tablename__ = "speakers"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(255))
    voice: Mapped[int | None]
    merged_into: Mapped[str | None] = mapped_column(String(32))
