"""Finds the passages that satisfy a query, by the full-text index of PostgreSQL or SQLite."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, cast, column, func, literal, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from clueso.domain.searching.query import Clause, Phrase, Query
from clueso.domain.searching.ranking import Bag
from clueso.extensions import db
from clueso.models import PassageRow, Place, Project
from clueso.models.passage import WORDS

MOST = 1000
"""Passages that are ranked: the newest that satisfy the query."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched: these places of one user's projects, or of one project."""

    user_id: str
    places: frozenset[Place]
    project_id: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that satisfies a query."""

    id: int
    bag: Bag


def languages_of(user_id: str) -> list[str]:
    """Return the languages of the user's passages. Needs a transaction."""
    found: list[str] = []
    query = select(func.min(PassageRow.language)).where(PassageRow.user_id == user_id)
    # One look into the index for each language, however many passages there are.
    language = db.session.scalar(query)
    while language is not None:
        found.append(language)
        language = db.session.scalar(query.where(PassageRow.language > language))
    return found


def candidates(query: Query, scope: Scope, *, until: int | None = None) -> list[Candidate]:
    """Return the newest passages that satisfy the query, up to the one with the id `until`. Needs a
    transaction.
    """
    if not query.demanded:
        return []
    rows = select(PassageRow.id, PassageRow.stems).where(*_inside(scope))
    if until is not None:
        rows = rows.where(PassageRow.id <= until)
    if db.engine.dialect.name == "postgresql":
        rows = rows.where(PassageRow.stems.bool_op("@@")(cast(literal(_tsquery(query)), TSQUERY)))
        rows = rows.order_by(PassageRow.id.desc())
    else:
        rows = _by_words(rows, query)
    return [Candidate(id_, Bag.of(stems)) for id_, stems in db.session.execute(rows.limit(MOST))]


def _inside(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope. A deleted project is never searched."""
    present = select(Project.id).where(Project.user_id == scope.user_id, Project.deleted_at.is_(None))
    if scope.project_id is not None:
        present = present.where(Project.id == scope.project_id)
    conditions = [PassageRow.user_id == scope.user_id, PassageRow.project_id.in_(present)]
    if scope.places != frozenset(Place):
        conditions.append(PassageRow.place.in_(sorted(scope.places)))
    return conditions


def _by_words(rows: Select[int, Sequence[str]], query: Query) -> Select[int, Sequence[str]]:
    words = table(WORDS, column("rowid"))
    matches = text(f"{WORDS} MATCH :words").bindparams(words=_fts5(query))
    return (
        rows.join_from(words, PassageRow, PassageRow.id == words.c.rowid)
        .where(matches)
        .order_by(words.c.rowid.desc())
    )


def _tsquery(query: Query) -> str:
    """Return the query as PostgreSQL writes it. Stems are letters, digits and marks and need no escape."""

    def phrase(terms: Phrase) -> str:
        return " <-> ".join(f"'{term.text}'{':*' if term.is_begun else ''}" for term in terms)

    wanted = " & ".join(_any(clause, phrase, "|") for clause in query.demanded)
    return wanted + "".join(f" & !{_any(clause, phrase, '|')}" for clause in query.excluded)


def _fts5(query: Query) -> str:
    """Return the query as SQLite's FTS5 writes it."""

    def phrase(terms: Phrase) -> str:
        return f'"{" ".join(term.text for term in terms)}"{" *" if terms[-1].is_begun else ""}'

    wanted = " AND ".join(_any(clause, phrase, "OR") for clause in query.demanded)
    unwanted = " OR ".join(_any(clause, phrase, "OR") for clause in query.excluded)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _any(clause: Clause, phrase: Callable[[Phrase], str], joint: str) -> str:
    alternatives: Iterable[str] = (f"({phrase(terms)})" for terms in clause.phrases)
    return f"({f' {joint} '.join(alternatives)})"
