"""Transcribes a stretch again: queues a step `hear:<n>`, and puts its result in place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from clueso.config import Settings
from clueso.domain.editing.positions import positions
from clueso.domain.hearing.rehearing import LONGEST_MS, Stretch, stretch_of, with_speakers
from clueso.domain.hearing.transcript_warnings import (
    TranscriptWarning,
    beside,
    in_doubt,
    unfilled,
    untold,
)
from clueso.domain.hearing.windows import parts_in
from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.step_kinds import HEAR
from clueso.domain.transcript import Segment, Span, overlap
from clueso.errors import Conflict, Invalid, RecordingRemoved, StaleVersion, StretchChanged
from clueso.extensions import db
from clueso.models import Chunk, Project, Rehearing, SegmentRow, Step, Transcript, Upload, new_id
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.limits import daily
from clueso.services.pipeline import step_rows
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects import retention
from clueso.services.projects.ownership import own_locked_project
from clueso.services.projects.project_views import ProjectView
from clueso.services.projects.projects import view
from clueso.services.transaction import transactional
from clueso.services.transcripts import history, transcripts

NOTHING_THERE = "There is nothing between the passages there that could be heard again."
TOO_LONG = "At most an hour can be heard again at once. For all of a long recording, transcribe it again."
SOUND_IS_GONE = "There is no sound of this recording any more that could be heard again."


@dataclass(frozen=True, slots=True)
class Wish:
    """The stretch that a person wants transcribed again, and its language; None to detect it."""

    span: Span
    language: str | None


@dataclass(frozen=True, slots=True)
class RehearingWork:
    """The input of a `hear` step. `speech` has times in the recording.

    Without a `language` it is detected, among `languages` if there are any.
    """

    audio_key: str
    speech: tuple[Span, ...]
    language: str | None
    languages: tuple[str, ...]
    vocabulary: tuple[str, ...]


def hear_again(
    owner_id: str,
    project_id: str,
    wish: Wish,
    *,
    if_version: int,
    settings: Settings,
    dispatcher: Dispatcher,
    step_id: str | None = None,
) -> ProjectView:
    """Queue the step. The transcript stays unchanged until the step is done.

    With `step_id` (derived from an idempotency key) a second call returns the step of the first. Raises
    NotFound, Conflict while the transcript is not complete, StaleVersion, RecordingRemoved, QuotaExceeded,
    Invalid.
    """
    _queue(owner_id, project_id, wish, if_version, settings, step_id or new_id())
    dispatcher.dispatch(owner_id)
    return view(owner_id, project_id)


@transactional
def _queue(
    owner_id: str, project_id: str, wish: Wish, if_version: int, settings: Settings, step_id: str
) -> None:
    project = own_locked_project(owner_id, project_id)
    mine = (Step.id == step_id, Step.owner_id == owner_id)
    # A repeated request: the first one has queued the step.
    if db.session.scalar(select(Step.id).where(*mine)) is not None:
        return
    transcript = db.session.get_one(Transcript, project_id, populate_existing=True)
    if not transcript.complete:
        raise Conflict(
            "The transcript is still being made; a part of it can be heard again once it is complete."
        )
    if transcript.version != if_version:
        raise StaleVersion
    _demand_sound(project)
    wanted = _within(project, wish.span)
    if wanted.end_ms - wanted.start_ms > LONGEST_MS:
        raise Invalid(extra={"errors": [{"pointer": "/end_ms", "detail": TOO_LONG}]})
    stretch = stretch_of(_outlines(project_id), wanted)
    lasts_ms = stretch.span.end_ms - stretch.span.start_ms
    if lasts_ms <= 0:
        raise Invalid(extra={"errors": [{"pointer": "/start_ms", "detail": NOTHING_THERE}]})
    daily.take_sound(owner_id, lasts_ms, minutes_per_day=settings.sound_minutes_per_day)
    query = select(func.max(Rehearing.number)).where(Rehearing.project_id == project_id)
    number = (db.session.scalar(query) or 0) + 1
    db.session.add(
        Rehearing(
            project_id=project_id,
            number=number,
            start_ms=wish.span.start_ms,
            end_ms=wanted.end_ms,
            language=wish.language,
            made_by=audit.author(owner_id),
            replaces=_marks(project_id, stretch),
        )
    )
    step_rows.add_step(project, PlannedStep(f"{HEAR.name}:{number}"), in_first_run=False).id = step_id
    step_rows.touch(project)
    details = {"start_ms": wish.span.start_ms, "end_ms": wish.span.end_ms, "language": wish.language}
    audit.record(Action.STRETCH_HEARD_AGAIN, project_id, owner_id, **details)


def _within(project: Project, span: Span) -> Span:
    return Span(span.start_ms, min(span.end_ms, project.duration_ms or span.end_ms))


def _demand_sound(project: Project) -> None:
    """Raise RecordingRemoved if the recording or its stored sound was removed."""
    retention.demand_recording(db.session.get_one(Upload, project.upload_id))
    if project.audio_key is None:
        raise RecordingRemoved(SOUND_IS_GONE)


@transactional
def work_of(project_id: str, number: int) -> RehearingWork:
    """Return the input of a `hear` step. Raises RecordingRemoved, and StretchChanged if the stretch was
    edited meanwhile.
    """
    project = db.session.get_one(Project, project_id)
    rehearing = db.session.get_one(Rehearing, (project_id, number))
    _demand_sound(project)
    assert project.audio_key is not None
    span = _unchanged(rehearing).span
    chunks = select(Chunk.speech).where(Chunk.project_id == project_id).order_by(Chunk.number)
    speech = [Span(*span) for spans in db.session.scalars(chunks) for span in spans]
    return RehearingWork(
        audio_key=project.audio_key,
        speech=tuple(parts_in(speech, span)) or (span,),  # the person hears speech that VAD did not find
        language=rehearing.language,
        languages=() if rehearing.language else tuple(project.languages),
        vocabulary=tuple(project.vocabulary),
    )


def record(
    project: Project, number: int, heard: Sequence[Segment], warnings: Sequence[TranscriptWarning]
) -> None:
    """Put the new segments in place of the old ones, as a version of the project's owner. Needs a
    transaction.

    The segments have times in the recording. Raises StretchChanged.
    """
    rehearing = db.session.get_one(Rehearing, (project.id, number))
    transcript = db.session.get_one(Transcript, project.id, populate_existing=True)
    stretch = _unchanged(rehearing)
    before = history.states(project.id, stretch.replaces)
    replaced = [history.segment_of(id_, before[id_]) for id_ in stretch.replaces]
    new = [
        # "h", so that no id is equal to a recognised one ("s1-2") or to one that an edit made.
        replace(segment, id=f"h{number}-{index}")
        for index, segment in enumerate(with_speakers(heard, replaced), 1)
    ]
    known, chunks = _places(project.id)
    order = _order(_outlines(project.id), stretch, new)
    # Replaced segments free their positions for the new ones.
    stay = known.keys() - stretch.replaces
    places = positions(order, {id_: place for id_, place in known.items() if id_ in stay})
    chunk = chunks[stretch.replaces[0]] if stretch.replaces else next(iter(chunks.values()), 1)
    after = {
        segment.id: history.state_of(segment, chunk=chunk, position=places[segment.id]) for segment in new
    }
    moved = [id_ for id_ in order if id_ in known and places[id_] != known[id_]]
    states = history.states(project.id, moved)
    before |= states
    after |= {id_: states[id_] | {"position": places[id_]} for id_ in moved}
    # A version of its own, so that a restore undoes exactly this.
    history.save(transcript, rehearing.made_by or project.owner_id, before, after, by_itself=True)
    if rehearing.language:
        shown = _chosen(transcript, stretch.span, replaced, warnings)
    else:
        shown = transcripts.warnings_of(transcript)
        shown += untold(warnings, transcripts.open_warnings(transcript))
    shown.sort(key=lambda warning: warning.start_ms)
    transcript.warnings = [warning.to_json() for warning in shown]


def _chosen(
    transcript: Transcript,
    span: Span,
    replaced: Sequence[Segment],
    warnings: Sequence[TranscriptWarning],
) -> list[TranscriptWarning]:
    """Return all warnings after a person named the language of a stretch and it was transcribed again with
    `warnings`.

    Text that came out as before is no longer doubtful.
    """
    still_open = transcripts.open_warnings(transcript)
    judged = frozenset(one for one in still_open if one.is_doubt and overlap(one, span))
    same = frozenset(unfilled([one for one in warnings if one.is_doubt], replaced))
    rest = beside(judged, span)
    return [
        *(one for one in transcripts.warnings_of(transcript) if one not in judged),
        *in_doubt(transcripts.texts_around(transcript.project_id, rest), rest),
        *untold([one for one in warnings if one not in same], still_open),
    ]


def _unchanged(rehearing: Rehearing) -> Stretch:
    """Return the requested stretch. Raises StretchChanged if a segment in it changed since the request."""
    wanted = Span(rehearing.start_ms, rehearing.end_ms)
    stretch = stretch_of(_outlines(rehearing.project_id), wanted)
    if _marks(rehearing.project_id, stretch) != rehearing.replaces:
        raise StretchChanged
    return stretch


def _marks(project_id: str, stretch: Stretch) -> list[list[str | int]]:
    """Return the ids of the replaced segments, each with the version that changed it last."""
    query = select(SegmentRow.id, SegmentRow.changed_in).where(SegmentRow.project_id == project_id)
    marks = {row.id: row.changed_in for row in db.session.execute(query)}
    return [[id_, marks[id_]] for id_ in stretch.replaces]


def _outlines(project_id: str) -> list[Segment]:
    """Return the segments in order, without texts and words."""
    query = select(SegmentRow.id, SegmentRow.start_ms, SegmentRow.end_ms)
    rows = db.session.execute(query.where(SegmentRow.project_id == project_id).order_by(SegmentRow.position))
    return [Segment(id_, start_ms, end_ms, "") for id_, start_ms, end_ms in rows]


def _places(project_id: str) -> tuple[dict[str, float], dict[str, int]]:
    """Return the position and the chunk of each segment."""
    query = select(SegmentRow.id, SegmentRow.position, SegmentRow.chunk)
    rows = db.session.execute(query.where(SegmentRow.project_id == project_id)).all()
    return {row.id: row.position for row in rows}, {row.id: row.chunk for row in rows}


def _order(outlines: Sequence[Segment], stretch: Stretch, new: Sequence[Segment]) -> list[str]:
    """Return all ids in order: new segments where the replaced ones were, else before the next segment in
    time.
    """
    replaced = frozenset(stretch.replaces)
    first = next(
        (
            index
            for index, segment in enumerate(outlines)
            if segment.id in replaced or segment.start_ms >= stretch.span.end_ms
        ),
        len(outlines),
    )
    ids = [segment.id for segment in outlines]
    rest = [id_ for id_ in ids[first:] if id_ not in replaced]
    return [*ids[:first], *(segment.id for segment in new), *rest]
