"""A transcript as the API shows it, in JSON.

Ten hours have ninety thousand words, so words are passed on as the JSON text in the database, never as
objects.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Text, cast, select

from clueso.domain.editing.speakers import Speakers
from clueso.domain.hearing.spoken_languages import shares
from clueso.domain.hearing.transcript_warnings import TranscriptWarning, unfilled
from clueso.domain.transcript import Segment
from clueso.extensions import db
from clueso.models import SegmentRow, Transcript
from clueso.services.projects.ownership import own_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import history, shown_speakers, speakers, transcripts
from clueso.services.transcripts.history import State

MEMBERS = tuple(column.key for column in transcripts.TEXT)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A segment in JSON, with the values that the whole transcript needs."""

    id: str
    position: float
    speaker_id: str | None
    language: str | None
    length_ms: int
    text: str


@transactional
def present(user_id: str, project_id: str) -> str:
    """Return the present transcript, or the segments so far. Raises NotFound."""
    own_project(user_id, project_id)
    transcript = db.session.get_one(Transcript, project_id)
    known = speakers.of_project(project_id)
    segments = list(_rows(transcript, known))
    return _json(transcript, transcript.version, segments, transcripts.open_warnings(transcript), known)


@transactional
def version(user_id: str, project_id: str, number: int) -> str:
    """Return the transcript as it was at the end of version `number`. Raises NotFound."""
    own_project(user_id, project_id)
    history.require_version(project_id, number)
    transcript = db.session.get_one(Transcript, project_id)
    # The order matters: an edit between the two reads appears in the later one.
    known = history.speakers_then(project_id, number)
    now = list(_rows(transcript, known))
    then = history.replaced_since(project_id, number)
    segments = [shown for shown in now if shown.id not in then]
    segments += [_of_state(transcript, known, id_, state) for id_, state in then.items() if state is not None]
    segments.sort(key=attrgetter("position"))
    return _json(transcript, number, segments, _open_then(transcript, segments), known)


def _open_then(transcript: Transcript, segments: Iterable[_Shown]) -> tuple[TranscriptWarning, ...]:
    """Return the warnings that held for these segments."""
    if not transcript.warnings:
        return ()
    return unfilled(
        transcripts.warnings_of(transcript),
        [Segment.from_json(json.loads(shown.text)) for shown in segments],
    )


def _json(
    transcript: Transcript,
    version: int,
    segments: Sequence[_Shown],
    warnings: Iterable[TranscriptWarning],
    known: Speakers,
) -> str:
    head = {
        "language": transcript.language,
        "languages": [asdict(found) for found in shares((one.language, one.length_ms) for one in segments)],
        "engine": transcript.engine,
        "complete": transcript.complete,
        "version": version,
        "warnings": [warning.to_json() for warning in warnings],
    }
    spoken = ((shown.speaker_id, shown.length_ms) for shown in segments)
    head |= shown_speakers.to_json(transcript.project_id, known, spoken)
    return _with(head, "segments", f"[{','.join(shown.text for shown in segments)}]")


def _rows(transcript: Transcript, known: Speakers) -> Iterable[_Shown]:
    # As text: the driver would parse the words of the whole transcript into objects.
    columns = (*transcripts.TEXT, SegmentRow.position, cast(SegmentRow.words, Text))
    query = select(*columns).where(SegmentRow.project_id == transcript.project_id)
    for row in db.session.execute(query.order_by(SegmentRow.position)):
        *members, position, words = row
        yield _shown(transcript, known, dict(zip(MEMBERS, members, strict=True)), position, words)


def _of_state(transcript: Transcript, known: Speakers, id_: str, state: State) -> _Shown:
    members = {name: id_ if name == "id" else state[name] for name in MEMBERS}
    return _shown(transcript, known, members, state["position"], json.dumps(state["words"]))


def _shown(
    transcript: Transcript, known: Speakers, members: dict[str, Any], position: float, words: str
) -> _Shown:
    speaker_id = members["speaker_id"]
    members["speaker"] = known.shown(speaker_id)
    language = members["language"] = members["language"] or transcript.language
    length_ms = members["end_ms"] - members["start_ms"]
    return _Shown(members["id"], position, speaker_id, language, length_ms, _with(members, "words", words))


def _with(members: Mapping[str, Any], name: str, value: str) -> str:
    """Return the members as a JSON object with one more member, whose value is already JSON."""
    # The JSON object without its closing brace.
    return f'{json.dumps(members)[:-1]}, "{name}": {value}}}'
