"""The speakers of a transcript and their turns, as the API shows them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from clueso.domain.editing.speakers import Speakers
from clueso.extensions import db
from clueso.models import SegmentRow
from clueso.services.transcripts import speakers, turns


def to_json(project_id: str, known: Speakers, spoken: Iterable[tuple[str | None, int]]) -> dict[str, Any]:
    """Return the speakers who say a segment, and the turns of those found by diarization. Needs a
    transaction.

    `spoken` holds the speaker's id and the length in ms of each segment.
    """
    spoken_ms: Counter[str] = Counter()
    for id_, length_ms in spoken:
        if id_ is not None:
            spoken_ms[id_] += length_ms
    return {
        "speakers": _speakers(known, spoken_ms),
        "turns": [
            {"start_ms": turn.start_ms, "end_ms": turn.end_ms, "speaker_id": speaker.id}
            for turn in turns.of_project(project_id)
            if (speaker := known.of_voice(turn.voice))
        ],
    }


def of_present(project_id: str) -> list[dict[str, Any]]:
    """Return the speakers who say a segment of the present version. Needs a transaction."""
    query = select(SegmentRow.speaker_id, func.sum(SegmentRow.end_ms - SegmentRow.start_ms))
    said = query.where(SegmentRow.project_id == project_id, SegmentRow.speaker_id.is_not(None))
    rows = db.session.execute(said.group_by(SegmentRow.speaker_id))
    return _speakers(speakers.of_project(project_id), {id_: ms for id_, ms in rows if id_ is not None})


def _speakers(known: Speakers, spoken_ms: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": speaker.id,
            "name": speaker.shown,
            "is_named": speaker.name is not None,
            "number": speaker.number,
            "spoken_ms": spoken_ms[speaker.id],
        }
        for speaker in known
        if speaker.id in spoken_ms
    ]
