"""Searches the recordings of an owner and returns ranked hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from clueso.domain.searching import query as queries
from clueso.domain.searching.passages import stems_of
from clueso.domain.searching.query import Query
from clueso.domain.searching.ranking import Bag, Scale
from clueso.domain.searching.snippets import Snippet, snippet
from clueso.extensions import db
from clueso.models import Document, PassageRow, Place, Project
from clueso.services.projects.ownership import own_project
from clueso.services.search.matching import Candidate, Scope, candidates, languages_of
from clueso.services.transaction import transactional

FEW = 10
"""With fewer passages that satisfy the whole query, those that satisfy a part of it follow."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A moment of a recording at which the words stand.

    `source_id` is the id of the segment, of the screen, or of the segment that the document cites; None
    without one.
    """

    project_id: str
    title: str
    where: Place
    document_id: str | None
    document_kind: str | None
    source_id: str | None
    at_ms: int
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Position:
    """The end of a page: how many hits came before it, and the newest passage that was ranked."""

    newest: int
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, the best first. `end` is None if no page follows."""

    hits: list[Hit]
    end: Position | None


@transactional
def find(typed: str, scope: Scope, *, limit: int, after: Position | None = None) -> Found:
    """Return a page of the hits of what a person typed (`domain.searching.query`). Raises NotFound for a
    project that is not the owner's.
    """
    if scope.project_id is not None:
        own_project(scope.owner_id, scope.project_id)
    query = queries.read(typed, languages_of(scope.owner_id))
    matched = candidates(query, scope, until=after.newest if after else None)
    loose: list[Candidate] = []
    if len(matched) < FEW and len(query.demanded) > 1:
        known = {one.id for one in matched}
        others = candidates(query.loosened(), scope, until=after.newest if after else None)
        loose = [one for one in others if one.id not in known]
    scale = Scale.of(query, [one.bag for one in (*matched, *loose)])
    ranked = [*_ranked(matched, scale), *_ranked(loose, scale)]
    begin = after.count if after else 0
    shown = ranked[begin : begin + limit]
    end = None
    if len(ranked) > begin + limit:
        end = Position(after.newest if after else max(ranked), begin + limit)
    return Found(_hits(scope.owner_id, shown, query, scale), end)


def _ranked(found: Sequence[Candidate], scale: Scale) -> list[int]:
    """Return the ids, the best first, and the newest first among equals."""
    scores = {one.id: scale.score(one.bag) for one in found}
    return sorted(scores, key=lambda id_: (-scores[id_], -id_))


def _hits(owner_id: str, ids: Sequence[int], query: Query, scale: Scale) -> list[Hit]:
    rows = db.session.execute(
        select(PassageRow, Project.title, Document.kind)
        .join(Project, Project.id == PassageRow.project_id)
        .outerjoin(Document, Document.id == PassageRow.document_id)
        .where(PassageRow.id.in_(ids), PassageRow.owner_id == owner_id, Project.owner_id == owner_id)
    )
    hits = {row.id: _hit(row, title, kind, query, scale) for row, title, kind in rows}
    return [hits[id_] for id_ in ids]


def _hit(row: PassageRow, title: str, kind: str | None, query: Query, scale: Scale) -> Hit:
    """Return the best part of a passage: of parts that are as good, the first."""
    starts = [start for _, _, start in row.parts]
    texts = [row.text[start:end] for start, end in pairwise([*starts, len(row.text)])]
    scores = [scale.score(Bag.of(stems_of(text, row.language))) for text in texts]
    best = scores.index(max(scores))
    source_id, at_ms, begin = row.parts[best]
    return Hit(
        project_id=row.project_id,
        title=title,
        where=Place(row.place),
        document_id=row.document_id,
        document_kind=kind,
        source_id=source_id,
        at_ms=at_ms,
        snippet=snippet(row.text, row.language, query.terms, begin=begin),
    )
