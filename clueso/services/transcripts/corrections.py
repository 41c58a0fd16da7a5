"""Corrections of a transcript: those of a person that are not in the vocabulary yet, and those that the screens
suggest.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from clueso.domain.editing import corrections as domain
from clueso.domain.editing.corrections import Correction
from clueso.domain.screens.screen import Screen
from clueso.domain.seen import offers
from clueso.domain.seen.offers import Offer
from clueso.domain.transcript import Segment
from clueso.extensions import db
from clueso.models import Project, ReplacedSegment, SegmentRow, Transcript
from clueso.services import screens
from clueso.services.people.accounts import vocabulary_of
from clueso.services.projects.ownership import own_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import transcripts

RECOGNISED = 1
"""The version that holds the recogniser's own text."""
MOST_OFFERED = 50

Heard = dict[str, Segment | None]


@transactional
def of_project(owner_id: str, project_id: str) -> list[Correction]:
    """Return the names and terms with which a person replaced recognised text, most frequent first.

    Return none before the transcript is complete. Raises NotFound.
    """
    project = own_project(owner_id, project_id)
    heard = _heard(project_id)
    if not heard:
        return []
    present = _present(project_id)
    unchanged = {
        segment.id for segment in present if (old := heard.get(segment.id)) and old.text == segment.text
    }
    language = project.language or db.session.get_one(Transcript, project_id).language or "en"
    then = [segment for segment in heard.values() if segment and segment.id not in unchanged]
    now = [segment for segment in present if segment.id in heard and segment.id not in unchanged]
    return domain.corrections(
        then,
        now,
        language=language,
        known=vocabulary_of(owner_id),
        elsewhere="\n".join(segment.text for segment in present),
    )[:MOST_OFFERED]


@transactional
def of_screens(owner_id: str, project_id: str) -> list[Offer]:
    """Return the corrections that the screens suggest, without those whose text stands nowhere any more. Raises
    NotFound.
    """
    own_project(owner_id, project_id)
    transcript = db.session.get(Transcript, project_id)
    stored = [Offer(**offer) for offer in transcript.seen_offers] if transcript else []
    return offers.standing(stored, [segment.text for segment in _present(project_id)]) if stored else []


def seen(project_id: str) -> list[Offer]:
    """Return the corrections that the screens suggest for the present text. It may take seconds, without a
    transaction.
    """
    segments, found, language = _shown_and_said(project_id)
    return offers.offers(segments, found, language)[:MOST_OFFERED]


@transactional
def _shown_and_said(project_id: str) -> tuple[Sequence[Segment], list[Screen], str]:
    found = screens.of_project(project_id)
    transcript = db.session.get(Transcript, project_id) if found else None
    if transcript is None:
        return (), [], ""
    return transcripts.load(project_id).segments, found, transcript.language or "en"


def record_seen(project: Project, found: Sequence[Offer]) -> None:
    """Replace the corrections that the screens suggest. Needs a transaction."""
    transcript = db.session.get(Transcript, project.id)
    if transcript is not None:
        transcript.seen_offers = [asdict(offer) for offer in found]


def _heard(project_id: str) -> Heard:
    """Return the segments that differ from the recogniser's, in its order and without words. Each is as it
    was recognised, None if it is new.
    """
    state = ReplacedSegment.state
    # The first version after the recognised one in which a segment was replaced holds the recognised state.
    first = (
        select(ReplacedSegment.segment_id, func.min(ReplacedSegment.number).label("number"))
        .where(ReplacedSegment.project_id == project_id, ReplacedSegment.number > RECOGNISED)
        .group_by(ReplacedSegment.segment_id)
        .subquery()
    )
    columns: list[ColumnElement[Any]] = [
        state["start_ms"].as_integer(),
        state["end_ms"].as_integer(),
        state["text"].as_string(),
        state["position"].as_float().label("position"),
    ]
    query = (
        select(ReplacedSegment.segment_id, *columns)
        .join(
            first,
            and_(ReplacedSegment.segment_id == first.c.segment_id, ReplacedSegment.number == first.c.number),
        )
        .where(ReplacedSegment.project_id == project_id)
    )
    rows = sorted(db.session.execute(query), key=lambda row: row.position or 0)
    return {
        id_: None if text is None else Segment(id_, start, end, text) for id_, start, end, text, _ in rows
    }


def _present(project_id: str) -> list[Segment]:
    query = (
        select(SegmentRow.id, SegmentRow.start_ms, SegmentRow.end_ms, SegmentRow.text)
        .where(SegmentRow.project_id == project_id)
        .order_by(SegmentRow.position)
    )
    return [Segment(*row) for row in db.session.execute(query)]
