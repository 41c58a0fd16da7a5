"""Transcripts: written chunk by chunk, joined once, readable while chunks are still transcribed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, delete, or_, select

from clueso.domain.hearing.spoken_languages import leaders, main_language, shares
from clueso.domain.hearing.transcript_warnings import TranscriptWarning, unfilled
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.transcript import Segment, Span, Word
from clueso.extensions import db
from clueso.models import Chunk, Project, SegmentRow, Transcript, TranscriptVersion, from_now
from clueso.services import passages
from clueso.services.projects.headlines import is_untitled
from clueso.services.projects.ownership import own_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import speakers

POSITIONS_PER_CHUNK = 1_000_000
WARNINGS_AT_ONCE = 100
SEGMENTS_AT_ONCE = 100
TEXT = (
    *(SegmentRow.id, SegmentRow.start_ms, SegmentRow.end_ms, SegmentRow.text),
    *(SegmentRow.speaker_id, SegmentRow.language),
)


@dataclass(frozen=True, slots=True)
class ChunkWork:
    """The input of a `transcribe` step. `speech` has times from the chunk's start.

    Without a `language` it is detected, among `languages` if there are any.
    """

    number: int
    start_ms: int
    end_ms: int
    speech: tuple[Span, ...]
    audio_key: str
    language: str | None
    vocabulary: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """A transcript as the API shows it, with the segments committed so far, in order.

    `engine` is the recogniser. `warnings` are those in whose stretch no one has written text yet.
    """

    project_id: str
    title: str
    language: str | None
    engine: str | None
    complete: bool
    version: int
    segments: tuple[Segment, ...]
    warnings: tuple[TranscriptWarning, ...] = ()
    is_untitled: bool = False

    @property
    def headline(self) -> str:
        """The title that heads files, empty if it is only the name of a file."""
        return "" if self.is_untitled else self.title

    def to_json(self) -> dict[str, Any]:
        """Return everything except the segments."""
        data = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "segments"}
        return data | {"warnings": [warning.to_json() for warning in self.warnings]}

    @classmethod
    def from_json(cls, data: dict[str, Any], segments: Sequence[Segment]) -> Self:
        warnings = tuple(map(TranscriptWarning.from_json, data["warnings"]))
        return cls(**data | {"warnings": warnings, "segments": tuple(segments)})


@transactional
def chunk_work(project_id: str, number: int) -> ChunkWork:
    chunk = db.session.get_one(Chunk, (project_id, number))
    project = db.session.get_one(Project, project_id)
    language, languages = _languages(project, number)
    return ChunkWork(
        number=number,
        start_ms=chunk.start_ms,
        end_ms=chunk.end_ms,
        speech=tuple(Span(start - chunk.start_ms, end - chunk.start_ms) for start, end in chunk.speech),
        audio_key=chunk.audio_key,
        language=language,
        vocabulary=tuple(project.vocabulary),
        languages=languages,
    )


def _languages(project: Project, number: int) -> tuple[str | None, tuple[str, ...]]:
    """Return the language of a chunk, or the languages among which it is detected; (None, ()) means any
    language.
    """
    if project.language:
        return project.language, ()
    rows = select(Chunk.number, Chunk.speech).where(Chunk.project_id == project.id)
    speech = {row.number: [Span(*span) for span in row.speech] for row in db.session.execute(rows)}
    languages = _languages_of(project.id, leaders(speech).get(number)) or tuple(project.languages)
    return (languages[0], ()) if len(languages) == 1 else (None, languages)


def _languages_of(project_id: str, chunk: int | None) -> tuple[str, ...]:
    """Return the languages found in a chunk, the most spoken first."""
    query = select(SegmentRow.language, SegmentRow.end_ms - SegmentRow.start_ms)
    rows = db.session.execute(query.where(SegmentRow.project_id == project_id, SegmentRow.chunk == chunk))
    return tuple(found.language for found in shares((language, length_ms) for language, length_ms in rows))


def record_segments(project: Project, work: ChunkWork, heard: Transcription, engine: str) -> None:
    """Record the transcription of one chunk, with times in the recording. Needs a transaction."""
    segments = [replace(segment, language=segment.language or heard.language) for segment in heard.segments]
    record_sentences(project.id, work, segments)
    chunk = db.session.get_one(Chunk, (project.id, work.number))
    chunk.language = heard.language
    chunk.language_probability = heard.language_probability
    chunk.doubtful = [[span.start_ms + work.start_ms, span.end_ms + work.start_ms] for span in heard.doubtful]
    transcript = db.session.get_one(Transcript, project.id)
    transcript.engine = engine
    transcript.language = transcript.language or heard.language


def record_sentences(
    project_id: str, work: ChunkWork, segments: Sequence[Segment], *, known: int = 0
) -> None:
    """Record segments of one chunk, with times in the recording. Needs a transaction.

    They replace the chunk's segments except the first `known`, which are stored already.
    """
    # A range of positions for each chunk: chunks end in any order and never have to be renumbered.
    base = work.number * POSITIONS_PER_CHUNK
    db.session.execute(
        delete(SegmentRow).where(
            SegmentRow.project_id == project_id,
            SegmentRow.chunk == work.number,
            SegmentRow.position > base + known,
        )
    )
    for index, segment in enumerate(segments[known:], known + 1):
        words = [_placed(word, work.start_ms).to_json() for word in segment.words]
        db.session.add(
            SegmentRow(
                project_id=project_id,
                # The same at every attempt, so that a repeated write gives the same ids.
                id=f"s{work.number}-{index}",
                chunk=work.number,
                position=base + index,
                start_ms=segment.start_ms + work.start_ms,
                end_ms=segment.end_ms + work.start_ms,
                text=segment.text,
                words=words,
                language=segment.language,
            )
        )
    db.session.get_one(Transcript, project_id).updated_at = from_now(0)


def _placed(word: Word, offset_ms: int) -> Word:
    start_ms, end_ms = word.start_ms + offset_ms, word.end_ms + offset_ms
    return replace(word, start_ms=start_ms, end_ms=end_ms, probability=round(word.probability, 3))


@transactional
def heard_so_far(project_id: str) -> tuple[list[Segment], list[Span]]:
    """Return all segments in order, and all stretches in which VAD found speech."""
    chunks = db.session.scalars(select(Chunk).where(Chunk.project_id == project_id).order_by(Chunk.number))
    speech = [Span(start, end) for chunk in chunks for start, end in chunk.speech]
    return list(_segments(project_id)), speech


@transactional
def doubtful_so_far(project_id: str) -> list[Span]:
    """Return all stretches whose language is doubtful, in order."""
    query = select(Chunk.doubtful).where(Chunk.project_id == project_id).order_by(Chunk.number)
    return [Span(start, end) for doubtful in db.session.scalars(query) for start, end in doubtful]


def complete(
    project: Project,
    kept: Sequence[Segment],
    dropped: Sequence[Segment],
    warnings: Sequence[TranscriptWarning] = (),
) -> None:
    """Make version 1: the recognised segments without loops and text over silence. Needs a transaction.

    The transcript's language is the declared one, else the language of most of the speech.
    """
    gone = [segment.id for segment in dropped]
    db.session.execute(delete(SegmentRow).where(SegmentRow.project_id == project.id, SegmentRow.id.in_(gone)))
    transcript = db.session.get_one(Transcript, project.id)
    transcript.language = project.language or main_language(kept) or transcript.language
    transcript.complete = True
    transcript.version = 1
    transcript.warnings = [warning.to_json() for warning in warnings]
    transcript.updated_at = from_now(0)
    db.session.execute(delete(TranscriptVersion).where(TranscriptVersion.project_id == project.id))
    db.session.add(TranscriptVersion(project_id=project.id, number=1, segment_count=len(kept)))
    passages.index_transcript(project)
    # Their language is known only now.
    passages.index_title(project)
    passages.index_screens(project)


@transactional
def version_of(owner_id: str, project_id: str) -> tuple[int, datetime | None]:
    """Return the values that make the ETag: the version and, until the transcript is complete, when it last
    grew.

    Raises NotFound.
    """
    transcript = db.session.get_one(Transcript, own_project(owner_id, project_id).id)
    return transcript.version, None if transcript.complete else transcript.updated_at


@transactional
def read(owner_id: str, project_id: str) -> TranscriptView:
    """Return the transcript without words, which are most of its data. Raises NotFound."""
    own_project(owner_id, project_id)
    return _view(project_id, _texts(project_id))


@transactional
def load(project_id: str) -> TranscriptView:
    return _view(project_id, _segments(project_id))


@transactional
def head(project_id: str) -> TranscriptView:
    """Return the transcript without segments."""
    return _view(project_id, ())


def stream(project_id: str) -> Iterator[Segment]:
    """Yield the segments in order, with few of them in memory at once. Needs a transaction."""
    return _segments(project_id, at_once=SEGMENTS_AT_ONCE)


def stream_texts(project_id: str) -> Iterator[Segment]:
    """Yield the segments in order, without words. Needs a transaction."""
    return _texts(project_id)


def _view(project_id: str, segments: Iterable[Segment]) -> TranscriptView:
    transcript = db.session.get_one(Transcript, project_id)
    project = db.session.get_one(Project, project_id)
    return TranscriptView(
        project_id=project_id,
        title=project.title,
        language=transcript.language,
        engine=transcript.engine,
        complete=transcript.complete,
        version=transcript.version,
        segments=tuple(segments),
        warnings=open_warnings(transcript),
        is_untitled=is_untitled(project),
    )


def open_warnings(transcript: Transcript) -> tuple[TranscriptWarning, ...]:
    """Return the warnings that still hold. Needs a transaction."""
    warnings = warnings_of(transcript)
    doubts = [warning for warning in warnings if warning.is_doubt]
    others = [warning for warning in warnings if not warning.is_doubt]
    still = {
        *unfilled(doubts, texts_around(transcript.project_id, doubts)),
        *unfilled(others, _around(transcript.project_id, others)),
    }
    return tuple(warning for warning in warnings if warning in still)


def _around(project_id: str, warnings: Sequence[TranscriptWarning]) -> list[Segment]:
    """Return the segments that overlap one of the warnings."""
    found: dict[str, Segment] = {}
    for first in range(0, len(warnings), WARNINGS_AT_ONCE):
        overlaps = map(_overlaps, warnings[first : first + WARNINGS_AT_ONCE])
        found |= {segment.id: segment for segment in _segments(project_id, or_(*overlaps))}
    return list(found.values())


def texts_around(project_id: str, warnings: Sequence[Span | TranscriptWarning]) -> list[Segment]:
    """Return the segments that overlap one of these stretches, without words. Needs a transaction.

    For more than WARNINGS_AT_ONCE stretches, the segments between them are included, because texts alone are
    small.
    """
    if not warnings:
        return []
    if len(warnings) <= WARNINGS_AT_ONCE:
        return list(_texts(project_id, or_(*map(_overlaps, warnings))))
    first_ms = min(warning.start_ms for warning in warnings)
    last_ms = max(warning.end_ms for warning in warnings)
    return list(_texts(project_id, _overlaps(Span(first_ms, last_ms))))


def _overlaps(stretch: Span | TranscriptWarning) -> ColumnElement[bool]:
    return and_(SegmentRow.start_ms < stretch.end_ms, SegmentRow.end_ms > stretch.start_ms)


def warnings_of(transcript: Transcript) -> list[TranscriptWarning]:
    """Return all warnings, also those that no longer hold."""
    return [TranscriptWarning.from_json(warning) for warning in transcript.warnings]


def _segments(project_id: str, *only: ColumnElement[bool], at_once: int | None = None) -> Iterator[Segment]:
    query = select(*TEXT, SegmentRow.words).where(SegmentRow.project_id == project_id, *only)
    if at_once is not None:
        query = query.execution_options(yield_per=at_once)
    known = speakers.of_project(project_id)
    rows = db.session.execute(query.order_by(SegmentRow.position))
    for id_, start_ms, end_ms, text, speaker_id, language, words_data in rows:
        words = tuple(Word(**word) for word in words_data)
        yield Segment(id_, start_ms, end_ms, text, words, known.shown(speaker_id), language, speaker_id)


def _texts(project_id: str, *only: ColumnElement[bool]) -> Iterator[Segment]:
    query = select(*TEXT).where(SegmentRow.project_id == project_id, *only)
    known = speakers.of_project(project_id)
    rows = db.session.execute(query.order_by(SegmentRow.position))
    for id_, start_ms, end_ms, text, speaker_id, language in rows:
        yield Segment(id_, start_ms, end_ms, text, (), known.shown(speaker_id), language, speaker_id)
