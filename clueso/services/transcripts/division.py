"""Writes segments once their speakers are known: with speakers, and divided where the speaker changes."""

from collections.abc import Container, Iterator, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from clueso.domain.transcript import Segment
from clueso.extensions import db
from clueso.models import Project, SegmentRow


def record(project: Project, whole: Sequence[Segment], parts: Sequence[Segment]) -> None:
    """Write the `parts` into which the `whole` segments were divided, in the same order. Needs a transaction.

    The first part of each segment has the segment's id.
    """
    known = {segment.id: segment for segment in whole}
    query = select(SegmentRow.id, SegmentRow.chunk, SegmentRow.position)
    rows = db.session.execute(query.where(SegmentRow.project_id == project.id))
    places = {id_: (chunk, position) for id_, chunk, position in rows}
    altered: list[dict[str, Any]] = []
    added: list[dict[str, Any]] = []
    for first, *others in _divided(known, parts):
        if first != known[first.id]:
            altered.append(_row(project, first))
        chunk, position = places[first.id]
        # Spread evenly up to the next segment: if positions are too close, the first edit has to renumber
        # all.
        step = 1 / (len(others) + 1)
        added += [
            _row(project, part)
            | {"chunk": chunk, "position": position + number * step, "language": part.language}
            for number, part in enumerate(others, 1)
        ]
    if altered:
        db.session.execute(update(SegmentRow), altered)
    if added:
        db.session.execute(insert(SegmentRow), added)


def _divided(known: Container[str], parts: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Yield the parts of each segment."""
    row: list[Segment] = []
    for part in parts:
        if part.id in known and row:
            yield row
            row = []
        row.append(part)
    if row:
        yield row


def _row(project: Project, part: Segment) -> dict[str, Any]:
    return {
        "project_id": project.id,
        "id": part.id,
        "start_ms": part.start_ms,
        "end_ms": part.end_ms,
        "text": part.text,
        "words": [word.to_json() for word in part.words],
        "speaker_id": part.speaker_id,
    }
