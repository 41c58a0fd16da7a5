"""Transcripts: heard chunk by chunk, joined once, read while the work goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from clueso.domain.ports import Transcription
from clueso.domain.transcript import Segment, Span
from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Chunk, Project, SegmentRow, Transcript, TranscriptVersion, from_now
from clueso.services.transaction import transactional

POSITIONS_PER_CHUNK = 1_000_000
SHOWN = ("id", "start_ms", "end_ms", "text", "speaker", "words")


@dataclass(frozen=True, slots=True)
class ChunkWork:
    """What a `transcribe` step needs; `speech` from the chunk's start, `language` once it is known."""

    number: int
    start_ms: int
    end_ms: int
    speech: tuple[Span, ...]
    audio_key: str
    language: str | None
    vocabulary: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """A transcript as it is shown: the segments committed so far, in order."""

    project_id: str
    title: str
    language: str | None
    engine: str | None
    complete: bool
    version: int
    segments: tuple[Segment, ...]


@transactional
def chunk_work(project_id: str, number: int) -> ChunkWork:
    chunk = db.session.get_one(Chunk, (project_id, number))
    project = db.session.get_one(Project, project_id)
    transcript = db.session.get_one(Transcript, project_id)
    return ChunkWork(
        number=number,
        start_ms=chunk.start_ms,
        end_ms=chunk.end_ms,
        speech=tuple(Span(start - chunk.start_ms, end - chunk.start_ms) for start, end in chunk.speech),
        audio_key=chunk.audio_key,
        language=project.language or transcript.language,
        vocabulary=tuple(project.vocabulary),
    )


def record_segments(project: Project, work: ChunkWork, heard: Transcription, engine: str) -> None:
    """Within a transaction: the segments of one chunk, at their places in the recording."""
    db.session.execute(
        delete(SegmentRow).where(SegmentRow.project_id == project.id, SegmentRow.chunk == work.number)
    )
    for index, segment in enumerate(heard.segments, 1):
        words = [
            {
                "start_ms": word.start_ms + work.start_ms,
                "end_ms": word.end_ms + work.start_ms,
                "text": word.text,
                "probability": round(word.probability, 3),
            }
            for word in segment.words
        ]
        db.session.add(
            SegmentRow(
                project_id=project.id,
                id=f"s{work.number}-{index}",
                chunk=work.number,
                position=work.number * POSITIONS_PER_CHUNK + index,
                start_ms=segment.start_ms + work.start_ms,
                end_ms=segment.end_ms + work.start_ms,
                text=segment.text,
                words=words,
            )
        )
    transcript = db.session.get_one(Transcript, project.id)
    transcript.engine = engine
    transcript.language = transcript.language or heard.language
    transcript.updated_at = from_now(0)


@transactional
def heard_so_far(project_id: str) -> tuple[list[Segment], list[Span]]:
    """Every segment in order, and every stretch in which VAD found speech."""
    chunks = db.session.scalars(select(Chunk).where(Chunk.project_id == project_id).order_by(Chunk.number))
    speech = [Span(start, end) for chunk in chunks for start, end in chunk.speech]
    return [segment_of(row) for row in _rows(project_id)], speech


def complete(project: Project, kept: Sequence[Segment], dropped: Sequence[Segment]) -> None:
    """Within a transaction: version 1, what the recogniser said without loops and text over silence."""
    gone = [segment.id for segment in dropped]
    db.session.execute(delete(SegmentRow).where(SegmentRow.project_id == project.id, SegmentRow.id.in_(gone)))
    transcript = db.session.get_one(Transcript, project.id)
    transcript.complete = True
    transcript.version = 1
    transcript.dropped = len(gone)
    transcript.updated_at = from_now(0)
    db.session.execute(delete(TranscriptVersion).where(TranscriptVersion.project_id == project.id))
    db.session.add(TranscriptVersion(project_id=project.id, number=1, segment_count=len(kept)))


@transactional
def version_of(user_id: str, project_id: str) -> tuple[int, datetime | None]:
    """What makes the ETag: the version and, until the transcript is complete, when it last grew.

    Raises NotFound.
    """
    transcript = db.session.get_one(Transcript, _own(user_id, project_id).id)
    return transcript.version, None if transcript.complete else transcript.updated_at


@transactional
def view(user_id: str, project_id: str) -> TranscriptView:
    """Raises NotFound, also for somebody else's."""
    return load(_own(user_id, project_id).id)


@transactional
def shown(user_id: str, project_id: str) -> dict[str, Any]:
    """The transcript in plain values: making objects of the words of ten hours takes seconds.

    Raises NotFound, also for somebody else's.
    """
    transcript = db.session.get_one(Transcript, _own(user_id, project_id).id)
    columns = (getattr(SegmentRow, name) for name in SHOWN)
    query = select(*columns).where(SegmentRow.project_id == project_id).order_by(SegmentRow.position)
    return {
        "language": transcript.language,
        "engine": transcript.engine,
        "complete": transcript.complete,
        "version": transcript.version,
        "segments": [dict(row) for row in db.session.execute(query).mappings()],
    }


@transactional
def load(project_id: str) -> TranscriptView:
    project = db.session.get_one(Project, project_id)
    transcript = db.session.get_one(Transcript, project_id)
    return TranscriptView(
        project_id=project_id,
        title=project.title,
        language=transcript.language,
        engine=transcript.engine,
        complete=transcript.complete,
        version=transcript.version,
        segments=tuple(segment_of(row) for row in _rows(project_id)),
    )


def segment_of(row: SegmentRow) -> Segment:
    return Segment.from_json(
        {
            "id": row.id,
            "start_ms": row.start_ms,
            "end_ms": row.end_ms,
            "text": row.text,
            "words": row.words,
            "speaker": row.speaker,
        }
    )


def _rows(project_id: str) -> Sequence[SegmentRow]:
    query = select(SegmentRow).where(SegmentRow.project_id == project_id).order_by(SegmentRow.position)
    return db.session.scalars(query).all()


def _own(user_id: str, project_id: str) -> Project:
    project = db.session.get(Project, project_id)
    if project is None or project.user_id != user_id or project.deleted_at is not None:
        raise NotFound("There is no such project.")
    return project
