"""The history of a transcript: the present segments, and the state that each version replaced."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update

from clueso.domain.editing.speakers import NOBODY, Speakers
from clueso.domain.transcript import Segment
from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Project, ReplacedSegment, SegmentRow, Transcript, TranscriptVersion, from_now
from clueso.services import audit, passages
from clueso.services.audit import Action
from clueso.services.pipeline import step_rows
from clueso.services.transcripts import speakers

State = dict[str, Any]
"""A segment with its position: all columns of its row except the keys and `changed_in`."""

ONE_VERSION_S = 600
"""Saves of one person within this time become one version."""
MOST_IDS = 1000
"""Ids in one statement, because databases limit its parameters."""


def require_version(project_id: str, number: int) -> None:
    """Raise NotFound if the history has no such version."""
    if db.session.get(TranscriptVersion, (project_id, number)) is None:
        raise NotFound("There is no such version.")


def states(project_id: str, ids: Collection[str]) -> dict[str, State]:
    """Return the states of those segments that exist, by id."""
    found: dict[str, State] = {}
    for some in _batches(ids):
        query = select(SegmentRow).where(SegmentRow.project_id == project_id, SegmentRow.id.in_(some))
        found |= {row.id: _state_of(row) for row in db.session.scalars(query)}
    return found


def existing(project_id: str, ids: Collection[str]) -> set[str]:
    """Return those ids that name a segment of the present transcript."""
    found: set[str] = set()
    for some in _batches(ids):
        query = select(SegmentRow.id).where(SegmentRow.project_id == project_id, SegmentRow.id.in_(some))
        found.update(db.session.scalars(query))
    return found


def _state_of(row: SegmentRow) -> State:
    return {
        "chunk": row.chunk,
        "position": row.position,
        "start_ms": row.start_ms,
        "end_ms": row.end_ms,
        "text": row.text,
        "speaker_id": row.speaker_id,
        "words": row.words,
        "language": row.language,
    }


def state_of(segment: Segment, *, chunk: int, position: float) -> State:
    state = segment.to_json() | {"chunk": chunk, "position": position}
    del state["id"], state["speaker"]  # the name belongs to the speaker's row
    return state


def segment_of(id_: str, state: State, known: Speakers = NOBODY) -> Segment:
    return Segment.from_json(state | {"id": id_, "speaker": known.shown(state["speaker_id"])})


def save(
    transcript: Transcript,
    made_by: str,
    before: Mapping[str, State],
    after: Mapping[str, State],
    *,
    speakers_before: Speakers = NOBODY,
    speakers_after: Speakers = NOBODY,
    restored_from: int | None = None,
    by_itself: bool = False,
) -> None:
    """Save the change from the states `before` to the states `after` as the transcript's next version.

    `made_by` is the id of a person. An id that is only in `before` is removed, one that is only in `after` is new. The speakers may be left
    out if none of them changes. A change `by_itself` gets a line of its own in the history. Needs a
    transaction that holds the project.
    """
    transcript.version += 1
    transcript.updated_at = from_now(0)
    touched = [id_ for id_ in {**before, **after} if before.get(id_) != after.get(id_)]
    project_id = transcript.project_id
    line = None if by_itself or restored_from else _fresh_line(project_id, made_by)
    line = line or _new_line(project_id, made_by, restored_from)
    # Later saves do not join this line, so that undoing it undoes nothing else.
    line.is_closed = by_itself
    line.segment_count += sum((id_ in after) - (id_ in before) for id_ in touched)
    line.updated_at = from_now(0)
    _keep_replaced(line, {id_: before.get(id_) for id_ in touched})
    _save_speakers(line, speakers_before, speakers_after)
    _remove(transcript.project_id, [id_ for id_ in touched if id_ not in after])
    rows = [
        _row(transcript, id_, after[id_]) | _mark(transcript, before.get(id_), after[id_], speakers_after)
        for id_ in touched
        if id_ in after
    ]
    if new := [row for row in rows if row["id"] not in before]:
        db.session.execute(insert(SegmentRow), new)
    # Rows of one statement must set the same columns.
    for marked in (True, False):
        known = [row for row in rows if row["id"] in before and ("changed_in" in row) is marked]
        if known:
            db.session.execute(update(SegmentRow), known)
    _index(project_id, [(before.get(id_), after.get(id_)) for id_ in touched])


def _index(project_id: str, changes: Iterable[tuple[State | None, State | None]]) -> None:
    """Let search find the new words of these segments, and no longer their old ones."""
    altered = [(old, new) for old, new in changes if _found_as(old) != _found_as(new)]
    places = [state["position"] for change in altered for state in change if state]
    if places:
        project = db.session.get_one(Project, project_id)
        passages.index_transcript(project, (min(places), max(places)))


def _found_as(state: State | None) -> tuple[Any, ...] | None:
    """Return what search knows of a segment. It knows nothing of speakers and the times of words."""
    if state is None:
        return None
    return tuple(state[name] for name in ("position", "start_ms", "text", "language"))


def _row(transcript: Transcript, id_: str, state: State) -> dict[str, Any]:
    return state | {"project_id": transcript.project_id, "id": id_}


def _mark(transcript: Transcript, before: State | None, after: State, known: Speakers) -> dict[str, int]:
    """Return `changed_in` for the row; empty if only its position changed, or its speaker was merged:
    documents don't depend on these.
    """
    if before is not None:
        speaker = known.get(before["speaker_id"])
        speaker_id = speaker.id if speaker else before["speaker_id"]
        if before | {"position": after["position"], "speaker_id": speaker_id} == after:
            return {}
    return {"changed_in": transcript.version}


def _save_speakers(line: TranscriptVersion, before: Speakers, after: Speakers) -> None:
    """Save the altered speakers. The version keeps their state from before it began."""
    altered = after.changed_since(before)
    if not altered:
        return
    speakers.save(line.project_id, altered)
    ids = {speaker.id for speaker in altered}
    # The state that is stored already is the older one, from before the version began.
    line.replaced_speakers = {one.id: one.state for one in before if one.id in ids} | line.replaced_speakers
    project = db.session.get_one(Project, line.project_id)
    step_rows.touch(project)  # documents show the speakers' names
    passages.index_documents(project, after)


def _newest_line(project_id: str) -> TranscriptVersion:
    query = select(TranscriptVersion).where(TranscriptVersion.project_id == project_id)
    return db.session.scalars(query.order_by(TranscriptVersion.number.desc()).limit(1)).one()


def _fresh_line(project_id: str, made_by: str) -> TranscriptVersion | None:
    """Return the person's recent version that this save can join; None if it was restored, is closed, or is
    another person's.
    """
    newest = _newest_line(project_id)
    if newest.restored_from is not None or newest.is_closed or newest.made_by != made_by:
        return None
    return db.session.scalars(
        select(TranscriptVersion).where(
            TranscriptVersion.project_id == project_id,
            TranscriptVersion.number == newest.number,
            TranscriptVersion.created_at > from_now(-ONE_VERSION_S),
        )
    ).one_or_none()


def _new_line(project_id: str, made_by: str, restored_from: int | None) -> TranscriptVersion:
    newest = _newest_line(project_id)
    line = TranscriptVersion(
        project_id=project_id,
        number=newest.number + 1,
        made_by=made_by,
        restored_from=restored_from,
        segment_count=newest.segment_count,
    )
    db.session.add(line)
    db.session.flush()
    action = Action.TRANSCRIPT_EDITED if restored_from is None else Action.TRANSCRIPT_RESTORED
    owner_id = db.session.get_one(Project, project_id).owner_id
    audit.record(action, project_id, owner_id, version=line.number)
    return line


def _keep_replaced(line: TranscriptVersion, replaced: Mapping[str, State | None]) -> None:
    """Store the states from before the version began. Later saves of the same version add only new ids."""
    kept: set[str] = set()
    for some in _batches(replaced):
        query = select(ReplacedSegment.segment_id).where(
            ReplacedSegment.project_id == line.project_id,
            ReplacedSegment.number == line.number,
            ReplacedSegment.segment_id.in_(some),
        )
        kept.update(db.session.scalars(query))
    new = [id_ for id_ in replaced if id_ not in kept]
    written = _changed_in(line.project_id, new)
    rows = [
        {
            "project_id": line.project_id,
            "number": line.number,
            "segment_id": id_,
            "state": state and state | {"changed_in": written[id_]},
        }
        for id_ in new
        for state in (replaced[id_],)
    ]
    if rows:
        db.session.execute(insert(ReplacedSegment), rows)


def _changed_in(project_id: str, ids: Collection[str]) -> dict[str, int]:
    """Return the version of the transcript that wrote each segment last."""
    found: dict[str, int] = {}
    for some in _batches(ids):
        query = select(SegmentRow.id, SegmentRow.changed_in).where(
            SegmentRow.project_id == project_id, SegmentRow.id.in_(some)
        )
        found |= {id_: number for id_, number in db.session.execute(query)}  # noqa: C416 (rows are no pairs)
    return found


def _remove(project_id: str, ids: Collection[str]) -> None:
    for some in _batches(ids):
        db.session.execute(
            delete(SegmentRow).where(SegmentRow.project_id == project_id, SegmentRow.id.in_(some))
        )


def replaced_since(project_id: str, number: int) -> dict[str, State | None]:
    """Return the segments that differ now from the end of version `number`: each in its state then, None if
    it did not exist.
    """
    query = (
        select(ReplacedSegment.segment_id, ReplacedSegment.state)
        # From newest to oldest: of several states of a segment, the oldest is the one of version `number`.
        .where(ReplacedSegment.project_id == project_id, ReplacedSegment.number > number)
        .order_by(ReplacedSegment.number.desc())
    )
    return {id_: state and _as_now(state) for id_, state in db.session.execute(query)}


def segments_at(project_id: str, ids: Collection[str], version: int) -> dict[str, Segment]:
    """Return changed segments as they were in this version of the transcript, those of which the history knows
    it: states from before they held `changed_in` do not tell.
    """
    found: dict[str, Segment] = {}
    for some in _batches(ids):
        query = (
            select(ReplacedSegment.segment_id, ReplacedSegment.state)
            .where(ReplacedSegment.project_id == project_id, ReplacedSegment.segment_id.in_(some))
            .order_by(ReplacedSegment.number.desc())
        )
        for id_, state in db.session.execute(query):
            if id_ not in found and state and state.get("changed_in", version + 1) <= version:
                found[id_] = segment_of(id_, _as_now(state))
    return found


def segments(project_id: str, ids: Collection[str]) -> dict[str, Segment]:
    """Return the segments with these ids, without the names of their speakers."""
    return {id_: segment_of(id_, state) for id_, state in states(project_id, ids).items()}


def _as_now(state: State) -> State:
    """Return a state in today's shape. Older states hold the speaker's name and lack later columns."""
    known = {name: value for name, value in state.items() if name not in ("speaker", "changed_in")}
    return {"speaker_id": None, "language": None} | known


def speakers_then(project_id: str, number: int) -> Speakers:
    """Return the speakers as they were at the end of version `number`."""
    query = select(TranscriptVersion.replaced_speakers).where(
        TranscriptVersion.project_id == project_id, TranscriptVersion.number > number
    )
    then: dict[str, dict[str, Any]] = {}
    for replaced in db.session.scalars(query.order_by(TranscriptVersion.number.desc())):
        then |= replaced
    return speakers.of_project(project_id).as_in(then)


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    left = iter(ids)
    while some := list(islice(left, MOST_IDS)):
        yield some
