"""Edits a transcript by operations, and restores earlier versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from clueso.domain.editing import edits
from clueso.domain.editing.edits import Change
from clueso.domain.editing.operations import Operation
from clueso.domain.editing.positions import positions
from clueso.domain.editing.reach import reach
from clueso.domain.editing.speakers import NOBODY, Speakers
from clueso.domain.transcript import Segment
from clueso.errors import Conflict, StaleVersion
from clueso.extensions import db
from clueso.models import Project, SegmentRow, Transcript, TranscriptVersion, new_id
from clueso.services import audit
from clueso.services.projects.ownership import own_locked_project, own_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import history, speakers
from clueso.services.transcripts.history import State


@dataclass(frozen=True, slots=True)
class Edited:
    """The version after an edit, the new and changed segments, and the ids of removed segments."""

    version: int
    segments: tuple[Segment, ...] = ()
    removed: tuple[str, ...] = ()
    language: str | None = field(default=None, compare=False)
    """The language of the transcript, for segments without one of their own."""


@dataclass(slots=True)
class _Rows:
    """The rows of a transcript in order: the positions of all, and the whole state of those that are
    needed.
    """

    project_id: str
    speakers: Speakers = NOBODY
    segments: list[Segment] = field(default_factory=list)
    places: dict[str, float] = field(default_factory=dict)
    chunks: dict[str, int] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)


@transactional
def edit(owner_id: str, project_id: str, operations: Sequence[Operation], *, if_version: int) -> Edited:
    """Apply the operations, all or none, to the version that the person has read. Without a change no version
    is made.

    Raises NotFound, Conflict while the transcript is not complete, StaleVersion, Invalid.
    """
    project, transcript = locked(owner_id, project_id, if_version)
    rows = _rows(project_id, operations)
    change = edits.apply(
        rows.segments, operations, new_id, duration_ms=project.duration_ms, speakers=rows.speakers
    )
    if not change.changed and not change.removed:
        return Edited(transcript.version)
    after = _states_after(rows, change)
    before = {id_: rows.states[id_] for id_ in {*after, *change.removed} if id_ in rows.states}
    history.save(
        transcript,
        audit.author(owner_id),
        before,
        after,
        speakers_before=rows.speakers,
        speakers_after=change.speakers,
    )
    changed = set(change.changed)
    segments = tuple(segment for segment in change.segments if segment.id in changed)
    return Edited(transcript.version, segments, change.removed, transcript.language)


def _rows(project_id: str, operations: Sequence[Operation]) -> _Rows:
    """Read the rows, with words only for the segments that the operations may touch: words are most of a long
    transcript.
    """
    query = (
        select(
            SegmentRow.id,
            SegmentRow.start_ms,
            SegmentRow.end_ms,
            SegmentRow.text,
            SegmentRow.speaker_id,
            SegmentRow.position,
            SegmentRow.chunk,
        )
        .where(SegmentRow.project_id == project_id)
        .order_by(SegmentRow.position)
    )
    rows = _Rows(project_id, speakers.of_project(project_id))
    for id_, start_ms, end_ms, text, speaker_id, position, chunk in db.session.execute(query):
        name = rows.speakers.shown(speaker_id)
        rows.segments.append(Segment(id_, start_ms, end_ms, text, speaker=name, speaker_id=speaker_id))
        rows.places[id_] = position
        rows.chunks[id_] = chunk
    rows.states = history.states(project_id, reach(rows.segments, operations))
    for index, segment in enumerate(rows.segments):
        if segment.id in rows.states:
            state = rows.states[segment.id]
            rows.segments[index] = history.segment_of(segment.id, state, rows.speakers)
    return rows


def _states_after(rows: _Rows, change: Change) -> dict[str, State]:
    """Return the new states of changed segments, and of rows that moved to make room."""
    places = positions([segment.id for segment in change.segments], rows.places)
    # A new segment belongs to the chunk of the segment before it.
    changed, chunk = set(change.changed), 0
    after: dict[str, State] = {}
    for segment in change.segments:
        chunk = rows.chunks.get(segment.id, chunk)
        if segment.id in changed:
            # Positions may have to be spread anew, which moves rows that no operation named.
            after[segment.id] = history.state_of(segment, chunk=chunk, position=places[segment.id])
    moved = [id_ for id_, place in places.items() if id_ not in after and rows.places[id_] != place]
    rows.states |= history.states(rows.project_id, moved)
    return after | {id_: rows.states[id_] | {"position": places[id_]} for id_ in moved}


@transactional
def versions(owner_id: str, project_id: str) -> list[TranscriptVersion]:
    """Return the history, newest first; none before the transcript is complete. Raises NotFound."""
    own_project(owner_id, project_id)
    query = select(TranscriptVersion).where(TranscriptVersion.project_id == project_id)
    return list(db.session.scalars(query.order_by(TranscriptVersion.number.desc())))


@transactional
def restore(owner_id: str, project_id: str, number: int, *, if_version: int | None = None) -> Edited:
    """Make a new version that reads as version `number` did at its end. The versions in between stay in the
    history.

    Raises NotFound, Conflict while the transcript is not complete, StaleVersion.
    """
    _, transcript = locked(owner_id, project_id, if_version)
    history.require_version(project_id, number)
    then = history.replaced_since(project_id, number)
    known, known_then = speakers.of_project(project_id), history.speakers_then(project_id, number)
    before = history.states(project_id, then)
    after = {id_: state for id_, state in then.items() if state is not None}
    if before == after and not known_then.changed_since(known):
        return Edited(transcript.version)
    history.save(
        transcript,
        audit.author(owner_id),
        before,
        after,
        speakers_before=known,
        speakers_after=known_then,
        restored_from=number,
    )
    return Edited(
        transcript.version,
        _changed(before, after, known_then),
        tuple(id_ for id_ in before if id_ not in after),
        transcript.language,
    )


def _changed(
    before: Mapping[str, State], after: Mapping[str, State], speakers_now: Speakers
) -> tuple[Segment, ...]:
    differing = [(id_, state) for id_, state in after.items() if before.get(id_) != state]
    differing.sort(key=lambda item: float(item[1]["position"]))
    return tuple(history.segment_of(id_, state, speakers_now) for id_, state in differing)


def locked(owner_id: str, project_id: str, if_version: int | None) -> tuple[Project, Transcript]:
    """Lock the project and return it with its transcript, for an edit. Needs a transaction. Raises as `edit`
    does.
    """
    project = own_locked_project(owner_id, project_id)
    transcript = db.session.get_one(Transcript, project_id, populate_existing=True)
    if not transcript.complete:
        raise Conflict("The transcript is still being made; edit it once it is complete.")
    if if_version is not None and transcript.version != if_version:
        raise StaleVersion()
    return project, transcript
