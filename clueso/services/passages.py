"""Passages of a project, which search finds: each is written in the transaction that writes its words.

All functions need a transaction. They replace the passages of what they index.
"""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import ValidationError
from sqlalchemy import ColumnElement, delete, func, insert, select

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import head_sources, heads, parts
from clueso.domain.editing import mentions
from clueso.domain.editing.speakers import Speakers
from clueso.domain.pages.written_language import written_language
from clueso.domain.searching.passages import Piece, passages
from clueso.extensions import db
from clueso.models import (
    Document,
    DocumentVersion,
    PassageRow,
    Place,
    Project,
    ScreenRow,
    SegmentRow,
    Transcript,
)

IDS_AT_ONCE = 1000
Stretch = tuple[float, float]
"""The positions of the first and the last segment."""


def index_title(project: Project) -> None:
    _remove(project, Place.TITLE)
    _add(project, Place.TITLE, [Piece(None, 0, project.title, language=language_of(project))])


def index_new_title(project: Project, language: str) -> None:
    """Index the title of a project that has no passages yet. `language` is that of its transcript."""
    _add(project, Place.TITLE, [Piece(None, 0, project.title, language=language)])


def index_transcript(project: Project, stretch: Stretch | None = None) -> None:
    """Index the transcript; only a stretch of it if the rest has not changed."""
    query = select(
        SegmentRow.id, SegmentRow.start_ms, SegmentRow.text, SegmentRow.position, SegmentRow.language
    ).where(SegmentRow.project_id == project.id)
    if stretch:
        first, last = _with_passages(project, stretch)
        query = query.where(SegmentRow.position.between(first, last))
        _remove(
            project,
            Place.TRANSCRIPT,
            PassageRow.from_position <= last,
            PassageRow.to_position >= first,
        )
    else:
        _remove(project, Place.TRANSCRIPT)
    spoken = language_of(project)
    rows = db.session.execute(query.order_by(SegmentRow.position))
    pieces = (
        Piece(id_, start_ms, text, position, language or spoken)
        for id_, start_ms, text, position, language in rows
    )
    _add(project, Place.TRANSCRIPT, pieces)


def index_screens(project: Project) -> None:
    """Index what is written on the screens. Of screens that look the same, only the first counts."""
    _remove(project, Place.SCREEN)
    query = select(ScreenRow).where(ScreenRow.project_id == project.id).order_by(ScreenRow.number)
    first: dict[str, ScreenRow] = {}
    for row in db.session.scalars(query):
        first.setdefault(row.key, row)
    language = language_of(project)
    for row in first.values():
        text = " ".join(line[0] for line in row.lines or ())
        # A passage of its own: words of two screens have nothing in common.
        _add(project, Place.SCREEN, [Piece(f"screen-{row.number}", row.from_ms, text, language=language)])


def index_documents(project: Project, speakers: Speakers, kind: DocumentKind | None = None) -> None:
    """Index the visible versions, with the names of the speakers; only one document if `kind` names it."""
    query = (
        select(Document.id, Document.kind, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(Document.project_id == project.id, Document.owner_id == project.owner_id)
        .where(DocumentVersion.number == Document.version)
    )
    if kind:
        query = query.where(Document.kind == kind)
    spoken = language_of(project)
    for document_id, stored_kind, version in db.session.execute(query).all():
        _remove(project, Place.DOCUMENT, PassageRow.document_id == document_id)
        try:
            stored = version.content(DocumentKind(stored_kind))
        except (ValidationError, ValueError):  # of another release, which alone can read it
            continue
        body = mentions.with_names(stored, speakers)
        language = written_language(body, spoken=spoken)
        _add(project, Place.DOCUMENT, _pieces_of(project, body, language), document_id)


def language_of(project: Project) -> str:
    """Return the language of a recording, empty if it is unknown."""
    query = select(Transcript.language).where(Transcript.project_id == project.id)
    return db.session.scalar(query) or project.language or ""


def _pieces_of(project: Project, body: Body, language: str) -> Iterator[Piece]:
    cited = {at: ids[:1] for at, ids in head_sources(body).items()}
    placed = list(parts(body))
    times = _times(project, {id_ for ids in [*cited.values(), *_first_cited(body)] for id_ in ids})
    for pointer, text in heads(body):
        id_ = next(iter(cited[pointer]), None)
        yield Piece(id_, times.get(id_, 0), text, language=language)
    for one in placed:
        id_ = next(iter(one.part.segment_ids), None)
        at_ms = getattr(one.part, "start_ms", None)
        for _, text in one.texts():
            yield Piece(id_, times.get(id_, 0) if at_ms is None else at_ms, text, language=language)


def _first_cited(body: Body) -> Iterator[Sequence[str]]:
    """Yield the first citation of each part that has no time of its own."""
    for placed in parts(body):
        if not hasattr(placed.part, "start_ms"):
            yield placed.part.segment_ids[:1]


def _times(project: Project, ids: Iterable[str]) -> dict[str | None, int]:
    """Return when these segments begin."""
    wanted = list(ids)
    found: dict[str | None, int] = {}
    for first in range(0, len(wanted), IDS_AT_ONCE):
        query = select(SegmentRow.id, SegmentRow.start_ms).where(
            SegmentRow.project_id == project.id, SegmentRow.id.in_(wanted[first : first + IDS_AT_ONCE])
        )
        found.update((row.id, row.start_ms) for row in db.session.execute(query))
    return found


def _with_passages(project: Project, stretch: Stretch) -> Stretch:
    """Return the stretch, longer by the passages that reach beyond it."""
    query = select(func.min(PassageRow.from_position), func.max(PassageRow.to_position)).where(
        *_mine(project, Place.TRANSCRIPT),
        PassageRow.from_position <= stretch[1],
        PassageRow.to_position >= stretch[0],
    )
    first, last = db.session.execute(query).one()
    return (stretch[0], stretch[1]) if first is None else (min(first, stretch[0]), max(last, stretch[1]))


def _add(project: Project, place: Place, pieces: Iterable[Piece], document_id: str | None = None) -> None:
    rows = [
        {
            "owner_id": project.owner_id,
            "project_id": project.id,
            "place": place,
            "document_id": document_id,
            "language": passage.language,
            "from_position": passage.pieces[0].position,
            "to_position": passage.pieces[-1].position,
            "text": passage.text,
            "parts": passage.parts,
            "stems": passage.stems,
        }
        for passage in passages(pieces)
    ]
    if rows:
        db.session.execute(insert(PassageRow), rows)


def _remove(project: Project, place: Place, *only: ColumnElement[bool]) -> None:
    db.session.execute(delete(PassageRow).where(*_mine(project, place), *only))


def _mine(project: Project, place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        PassageRow.project_id == project.id,
        PassageRow.owner_id == project.owner_id,
        PassageRow.place == place,
    )
