"""Renames the speakers of a transcript, and merges two of them. Both are edits: each makes a version that can
be undone.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from clueso.domain.editing.speakers import Speaker, Speakers
from clueso.errors import Invalid, NotFound
from clueso.extensions import db
from clueso.models import SegmentRow, Transcript
from clueso.services import audit
from clueso.services.transaction import transactional
from clueso.services.transcripts import editing, history, shown_speakers, speakers


@dataclass(frozen=True, slots=True)
class SpeakersChange:
    """The transcript's version after the change, and its speakers as `shown_speakers` returns them."""

    version: int
    speakers: list[dict[str, Any]]


@transactional
def rename(
    owner_id: str, project_id: str, speaker_id: str, name: str | None, *, if_version: int
) -> SpeakersChange:
    """Name a speaker, also in finished documents; None removes the name.

    Raises NotFound, Conflict while the transcript is not complete, StaleVersion, Invalid for the name of
    another speaker.
    """
    _, transcript = editing.locked(owner_id, project_id, if_version)
    known = speakers.of_project(project_id)
    speaker = _found(known, speaker_id)
    namesake = known.called(name) if name else None
    if namesake is not None and namesake.id != speaker.id and _speaks(project_id, namesake.id):
        raise _wrong("name", f"Another speaker is called {name}. Merge the two if they are one person.")
    if speaker.name != name:
        _save(transcript, owner_id, known, known.with_name(speaker.id, name), {})
    return _change(transcript)


@transactional
def merge(owner_id: str, project_id: str, speaker_id: str, into: str, *, if_version: int) -> SpeakersChange:
    """Merge one speaker into another: the second gets all segments of the first, and the first one's name if
    it has none.

    Raises NotFound, Conflict while the transcript is not complete, StaleVersion, Invalid if the second does
    not exist or is the first.
    """
    _, transcript = editing.locked(owner_id, project_id, if_version)
    known = speakers.of_project(project_id)
    first, second = _found(known, speaker_id), known.present(into)
    if second is None or second.id == first.id:
        raise _wrong("into", "Choose another speaker of this transcript.")
    merged = known.merged(first.id, second.id)
    if second.name is None and first.name is not None:
        merged = merged.with_name(second.id, first.name)
    said = select(SegmentRow.id).where(SegmentRow.project_id == project_id, SegmentRow.speaker_id == first.id)
    before = history.states(project_id, list(db.session.scalars(said)))
    _save(transcript, owner_id, known, merged, before, by_itself=True, speaker_id=second.id)
    return _change(transcript)


def _save(
    transcript: Transcript,
    owner_id: str,
    known: Speakers,
    after: Speakers,
    before: dict[str, history.State],
    *,
    by_itself: bool = False,
    **altered: str,
) -> None:
    """Save a version in which these segments and the speakers are altered."""
    history.save(
        transcript,
        audit.author(owner_id),
        before,
        {id_: state | altered for id_, state in before.items()},
        speakers_before=known,
        speakers_after=after,
        by_itself=by_itself,
    )


def _found(known: Speakers, speaker_id: str) -> Speaker:
    speaker = known.present(speaker_id)
    if speaker is None:
        raise NotFound("There is no such speaker.")
    return speaker


def _speaks(project_id: str, speaker_id: str) -> bool:
    query = select(SegmentRow.id).where(
        SegmentRow.project_id == project_id, SegmentRow.speaker_id == speaker_id
    )
    return db.session.scalar(query.limit(1)) is not None


def _wrong(field: str, detail: str) -> Invalid:
    return Invalid(extra={"errors": [{"pointer": f"/{field}", "detail": detail}]})


def _change(transcript: Transcript) -> SpeakersChange:
    db.session.flush()
    return SpeakersChange(transcript.version, shown_speakers.of_present(transcript.project_id))
