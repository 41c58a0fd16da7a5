"""Transcripts: heard chunk by chunk, joined once, read while the work goes on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from clueso.domain.ports import Transcription
from clueso.domain.transcript import Segment, Span, Word
from clueso.extensions import db
from clueso.models import Chunk, Project, SegmentRow, Transcript, TranscriptVersion, from_now
from clueso.services.ownership import own_project
from clueso.services.transaction import transactional

POSITIONS_PER_CHUNK = 1_000_000
TEXT = (SegmentRow.id, SegmentRow.start_ms, SegmentRow.end_ms, SegmentRow.text, SegmentRow.speaker)


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
    """A transcript as it is shown: the segments committed so far, in order. `engine` is who wrote it down."""

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
    return list(_segments(project_id)), speech


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
    transcript = db.session.get_one(Transcript, own_project(user_id, project_id).id)
    return transcript.version, None if transcript.complete else transcript.updated_at


@transactional
def view(user_id: str, project_id: str) -> TranscriptView:
    """Raises NotFound, also for somebody else's."""
    return load(own_project(user_id, project_id).id)


@transactional
def read(user_id: str, project_id: str) -> TranscriptView:
    """The same without the words, which are most of it. Raises NotFound."""
    own_project(user_id, project_id)
    return _view(project_id, _texts(project_id))


@transactional
def load(project_id: str) -> TranscriptView:
    return _view(project_id, _segments(project_id))


def _view(project_id: str, segments: Iterable[Segment]) -> TranscriptView:
    transcript = db.session.get_one(Transcript, project_id)
    return TranscriptView(
        project_id=project_id,
        title=db.session.get_one(Project, project_id).title,
        language=transcript.language,
        engine=transcript.engine,
        complete=transcript.complete,
        version=transcript.version,
        segments=tuple(segments),
    )


def _segments(project_id: str) -> Iterator[Segment]:
    query = select(*TEXT, SegmentRow.words).where(SegmentRow.project_id == project_id)
    for id_, start_ms, end_ms, text, speaker, words in db.session.execute(
        query.order_by(SegmentRow.position)
    ):
        yield Segment(id_, start_ms, end_ms, text, tuple(Word(**word) for word in words), speaker)


def _texts(project_id: str) -> Iterator[Segment]:
    query = select(*TEXT).where(SegmentRow.project_id == project_id)
    for id_, start_ms, end_ms, text, speaker in db.session.execute(query.order_by(SegmentRow.position)):
        yield Segment(id_, start_ms, end_ms, text, (), speaker)
