"""Transcripts: chunks of sound, segments, and the history of versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now


class Chunk(Base):
    """A few minutes of sound that one `transcribe` step works on. `speech` is [[start_ms, end_ms], …].

    That step writes `language` and the columns after it. `doubtful` are stretches as in `Transcription`, with
    times in the recording.
    """

    __tablename__ = "chunks"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    speech: Mapped[list[list[int]]] = mapped_column(JSON)
    audio_key: Mapped[str] = mapped_column(String(255))
    language: Mapped[str | None] = mapped_column(String(16))
    language_probability: Mapped[float | None]
    doubtful: Mapped[list[list[int]]] = mapped_column(JSON, default=list, server_default="[]")


class Transcript(Base):
    """The present state of a project's transcript. It is `complete` once `join` has made version 1.

    `warnings` (`TranscriptWarning`) come from version 1 and from stretches that were transcribed again since.
    Reading them decides which still apply. `seen_offers` (`Offer`) are the corrections that the screens suggest
    for the recognised text.
    """

    __tablename__ = "transcripts"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str | None] = mapped_column(String(16))
    engine: Mapped[str | None] = mapped_column(String(64))
    complete: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[int] = mapped_column(default=0)  # unused: a later migration may drop this column
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    seen_offers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    updated_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class SegmentRow(Base):
    """A segment of the present version, ordered by `position`.

    `changed_in` is the transcript's version that wrote it last. It shows which documents were made from an
    older text. `language` None means the transcript's language.
    """

    __tablename__ = "segments"
    __table_args__ = (Index("ix_segments_project_position", "project_id", "position"),)

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    chunk: Mapped[int]
    position: Mapped[float]
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str | None] = mapped_column(String(255))  # unused, like `dropped`
    speaker_id: Mapped[str | None] = mapped_column(String(32))
    words: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    language: Mapped[str | None] = mapped_column(String(16))
    changed_in: Mapped[int] = mapped_column(default=1)


class TranscriptVersion(Base):
    """One version in the history of a transcript. Number 1 is the recogniser's own text (`made_by` None).

    The text of a version is not stored: it follows from the present segments and the states that later
    versions replaced. `replaced_speakers` maps the id of each speaker that this version changed to its
    earlier `Speaker.state`. Further changes are added to the newest version until it `is_closed`.
    """

    __tablename__ = "transcript_versions"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_by: Mapped[str | None] = mapped_column(String(255))
    restored_from: Mapped[int | None]
    segment_count: Mapped[int]
    is_closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    replaced_speakers: Mapped[dict[str, dict[str, Any]]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    updated_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class ReplacedSegment(Base):
    """The state of a segment before version `number` changed it; None if the segment did not exist before."""

    __tablename__ = "replaced_segments"

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    segment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
