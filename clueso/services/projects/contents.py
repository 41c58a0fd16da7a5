"""What is inside projects, for a list of them: their documents, and how many people speak."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.extensions import db
from clueso.models import Document, SegmentRow, SpeakerRow


@dataclass(frozen=True, slots=True)
class ListedDocument:
    kind: DocumentKind
    status: DocumentStatus


@dataclass(frozen=True, slots=True)
class Contents:
    """The documents in the order of the kinds. `speaker_count` is 0 until voices were told apart."""

    documents: list[ListedDocument]
    speaker_count: int


NOTHING = Contents([], 0)


def of_projects(project_ids: list[str]) -> dict[str, Contents]:
    """Return the contents of each project, read with two queries. Needs a transaction."""
    if not project_ids:
        return {}
    documents: dict[str, dict[str, str]] = {}
    rows = db.session.execute(
        select(Document.project_id, Document.kind, Document.status).where(
            Document.project_id.in_(project_ids)
        )
    )
    for project_id, kind, status in rows:
        documents.setdefault(project_id, {})[kind] = status
    # A speaker stays without a segment. The first segment found is enough, however long the transcript.
    speaks = exists().where(
        SegmentRow.project_id == SpeakerRow.project_id, SegmentRow.speaker_id == SpeakerRow.id
    )
    counted = db.session.execute(
        select(SpeakerRow.project_id, func.count().label("many"))
        .where(SpeakerRow.project_id.in_(project_ids), speaks)
        .group_by(SpeakerRow.project_id)
    )
    speakers = {row.project_id: row.many for row in counted}
    return {id_: Contents(_in_order(documents.get(id_, {})), speakers.get(id_, 0)) for id_ in project_ids}


def _in_order(statuses: dict[str, str]) -> list[ListedDocument]:
    return [ListedDocument(kind, DocumentStatus(statuses[kind])) for kind in DocumentKind if kind in statuses]
