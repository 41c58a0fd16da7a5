"""Finds the passages that satisfy a query, by the full-text index of PostgreSQL or SQLite."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, column, func, literal, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY, array

from clueso.domain.searching.query import Clause, Phrase, Query
from clueso.domain.searching.ranking import Bag
from clueso.extensions import db
from clueso.models import PassageRow, Place, Project
from clueso.models.passage import OWNED_STEMS, OWNER_SIGN, WORDS, Stems

MOST = 1000
"""Passages that are ranked: the newest that satisfy the query."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched: these places of one owner's projects, or of one project."""

    owner_id: str
    places: frozenset[Place]
    project_id: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that satisfies a query."""

    id: int
    bag: Bag


def languages_of(owner_id: str) -> list[str]:
    """Return the languages of the owner's passages. Needs a transaction."""
    found: list[str] = []
    query = select(func.min(PassageRow.language)).where(PassageRow.owner_id == owner_id)
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
    conditions = _inside(scope)
    if until is not None:
        conditions.append(PassageRow.id <= until)
    if db.engine.dialect.name == "postgresql":
        return _by_vectors(query, scope.owner_id, conditions)
    return _by_words(query, conditions)


def _inside(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope. A deleted project is never searched."""
    present = select(Project.id).where(Project.owner_id == scope.owner_id, Project.deleted_at.is_(None))
    if scope.project_id is not None:
        present = present.where(Project.id == scope.project_id)
    conditions = [PassageRow.owner_id == scope.owner_id, PassageRow.project_id.in_(present)]
    if scope.places != frozenset(Place):
        conditions.append(PassageRow.place.in_(sorted(scope.places)))
    return conditions


def _by_vectors(query: Query, owner_id: str, conditions: Sequence[ColumnElement[bool]]) -> list[Candidate]:
    owned = f"({_tsquery(query)}) & {_quoted(OWNER_SIGN + owner_id)}"
    matches = literal_column(OWNED_STEMS).bool_op("@@")(cast(literal(owned), TSQUERY))
    # PostgreSQL counts: to read a thousand whole vectors takes longer than all the rest.
    rows = (
        select(PassageRow.id, _wanted(query), _length())
        .where(*conditions, matches)
        .order_by(PassageRow.id.desc())
        .limit(MOST)
    )
    return [Candidate(id_, Bag.of(stems, length)) for id_, stems, length in db.session.execute(rows)]


def _wanted(query: Query) -> ColumnElement[Sequence[str]]:
    """Return the stems of the query in a vector; all of its stems if a term is only begun."""
    if any(term.is_begun for term in query.terms):
        return PassageRow.stems.expression
    wanted = array([term.text for term in query.terms], type_=Text())
    marked = func.setweight(PassageRow.stems, literal_column("'A'"), wanted)
    return func.ts_filter(marked, literal_column("'{a}'"), type_=Stems())


def _length() -> ColumnElement[int]:
    entries = func.unnest(PassageRow.stems).table_valued("lexeme", "positions", "weights")
    return select(func.sum(func.cardinality(entries.c.positions))).scalar_subquery()


def _by_words(query: Query, conditions: Sequence[ColumnElement[bool]]) -> list[Candidate]:
    words = table(WORDS, column("rowid"))
    matches = text(f"{WORDS} MATCH :words").bindparams(words=_fts5(query))
    rows = (
        select(PassageRow.id, PassageRow.stems)
        .join_from(words, PassageRow, PassageRow.id == words.c.rowid)
        .where(*conditions, matches)
        .order_by(words.c.rowid.desc())
        .limit(MOST)
    )
    return [Candidate(id_, Bag.of(stems)) for id_, stems in db.session.execute(rows)]


def _tsquery(query: Query) -> str:
    """Return the query as PostgreSQL writes it. Stems are letters, digits and marks and need no escape."""

    def phrase(terms: Phrase) -> str:
        return " <-> ".join(f"'{term.text}'{':*' if term.is_begun else ''}" for term in terms)

    wanted = " & ".join(_any(clause, phrase, "|") for clause in query.demanded)
    return wanted + "".join(f" & !{_any(clause, phrase, '|')}" for clause in query.excluded)


def _quoted(word: str) -> str:
    """Return any word as a term of a tsquery."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


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
