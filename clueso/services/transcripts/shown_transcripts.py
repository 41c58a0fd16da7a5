"""A transcript as the API shows it, in JSON.

Ten hours have ninety thousand words, so words are passed on as the JSON text in the database, never as
objects.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Text, cast, func, select

from clueso.domain.editing.speakers import Speakers
from clueso.domain.hearing.spoken_languages import shares
from clueso.domain.hearing.transcript_warnings import TranscriptWarning, unfilled
from clueso.domain.ports.sink import S
from clueso.domain.transcript import Segment
from clueso.extensions import db
from clueso.models import SegmentRow, Transcript
from clueso.services.projects.ownership import own_project
from clueso.services.transaction import may_rest, transactional
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
def present(owner_id: str, project_id: str, begin: Callable[[], S]) -> S:
    """Write the present transcript, or the segments so far. `begin` makes an empty sink; a repeated transaction
    begins another one. Raises NotFound.
    """
    own_project(owner_id, project_id)
    may_rest()
    transcript = db.session.get_one(Transcript, project_id)
    known = speakers.of_project(project_id)
    warnings, into = transcripts.open_warnings(transcript), begin()
    head = _head(transcript, transcript.version, _spoken(transcript), warnings, known)
    into.write(_opened(head, "segments") + "[")
    before = ""
    for shown in _rows(transcript, known):
        into.write(before + shown.text)
        before = ","
    into.write("]}")
    return into


@transactional
def version(owner_id: str, project_id: str, number: int) -> str:
    """Return the transcript as it was at the end of version `number`. Raises NotFound."""
    own_project(owner_id, project_id)
    history.require_version(project_id, number)
    transcript = db.session.get_one(Transcript, project_id)
    # The order matters: an edit between the two reads appears in the later one.
    known = history.speakers_then(project_id, number)
    now = list(_rows(transcript, known))
    then = history.replaced_since(project_id, number)
    segments = [shown for shown in now if shown.id not in then]
    segments += [_of_state(transcript, known, id_, state) for id_, state in then.items() if state is not None]
    segments.sort(key=attrgetter("position"))
    spoken = ((shown.speaker_id, shown.language, shown.length_ms) for shown in segments)
    head = _head(transcript, number, spoken, _open_then(transcript, segments), known)
    return f"{_opened(head, 'segments')}[{','.join(shown.text for shown in segments)}]}}"


def _open_then(transcript: Transcript, segments: Iterable[_Shown]) -> tuple[TranscriptWarning, ...]:
    """Return the warnings that held for these segments."""
    if not transcript.warnings:
        return ()
    return unfilled(
        transcripts.warnings_of(transcript),
        [Segment.from_json(json.loads(shown.text)) for shown in segments],
    )


def _spoken(transcript: Transcript) -> Iterator[tuple[str | None, str | None, int]]:
    """Yield who spoke which language for how long, in the order of their first words."""
    length_ms = func.sum(SegmentRow.end_ms - SegmentRow.start_ms)
    query = (
        select(SegmentRow.speaker_id, SegmentRow.language, length_ms)
        .where(SegmentRow.project_id == transcript.project_id)
        .group_by(SegmentRow.speaker_id, SegmentRow.language)
        .order_by(func.min(SegmentRow.position))
    )
    for speaker_id, language, ms in db.session.execute(query):
        yield speaker_id, language or transcript.language, int(ms)


def _head(
    transcript: Transcript,
    version: int,
    spoken: Iterable[tuple[str | None, str | None, int]],
    warnings: Iterable[TranscriptWarning],
    known: Speakers,
) -> dict[str, Any]:
    """Return all but the segments. `spoken` are the speaker, the language and the length in ms of stretches."""
    stretches = list(spoken)
    head = {
        "language": transcript.language,
        "languages": [asdict(found) for found in shares((language, ms) for _, language, ms in stretches)],
        "engine": transcript.engine,
        "complete": transcript.complete,
        "version": version,
        "warnings": [warning.to_json() for warning in warnings],
    }
    by_speaker = ((speaker_id, ms) for speaker_id, _, ms in stretches)
    return head | shown_speakers.to_json(transcript.project_id, known, by_speaker)


def _rows(transcript: Transcript, known: Speakers) -> Iterator[_Shown]:
    """Yield the present segments in order, with few of them in memory at once."""
    # As text: the driver would parse the words of the whole transcript into objects.
    columns = (*transcripts.TEXT, SegmentRow.position, cast(SegmentRow.words, Text))
    query = select(*columns).where(SegmentRow.project_id == transcript.project_id)
    query = query.order_by(SegmentRow.position).execution_options(yield_per=transcripts.SEGMENTS_AT_ONCE)
    for row in db.session.execute(query):
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
    return f"{_opened(members, name)}{value}}}"


def _opened(members: Mapping[str, Any], name: str) -> str:
    """Return the members as a JSON object that ends before the value of one more."""
    # The JSON object without its closing brace.
    return f'{json.dumps(members)[:-1]}, "{name}": '
