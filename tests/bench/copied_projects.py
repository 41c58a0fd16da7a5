"""Fills a PostgreSQL database with copies of a few finished projects, by the database's own means."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, text

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment, Word
from jobs.runtime import Runtime
from tests import factories
from tests.bench import ten_hours
from tests.integration.api import recordings

MODELS, SEGMENTS = 10, 100
EACH = 100
"""Projects of each owner."""
WORDS_OF_A_LANGUAGE = 20_000
SHALLOW = ("uploads", "projects", "steps", "chunks", "transcripts", "transcript_versions", "documents")
DEEP = ("segments", "passages", "document_versions")
"""Tables with the text, nine tenths of all bytes."""
OWN_WORD_IN = 10


@dataclass(frozen=True, slots=True)
class Size:
    """How many projects there are, and of how many there is also the text: the first ones."""

    projects: int
    with_text: int


def fill(runtime: Runtime, size: Size) -> None:
    """Make the models by the services that the jobs call, then copy them. Their steps are all settled."""
    models = [_model(runtime, number) for number in range(MODELS)]
    # Without the limits of time that the application's connections have.
    engine = create_engine(runtime.settings.database_url)
    with engine.connect() as connection, _without_indexes(connection):
        for table in (*SHALLOW, *DEEP):
            connection.execute(text(f"CREATE TEMPORARY TABLE model_{table} AS SELECT * FROM {table}"))
        connection.execute(
            text(
                "CREATE TEMPORARY TABLE copies AS SELECT n, md5('copy' || n) AS project_id,"
                " (:models ::text[])[n % :count + 1] AS model, 'user_' || n / :each AS person"
                " FROM generate_series(0, :last) AS n"
            ),
            {"models": models, "count": MODELS, "each": EACH, "last": size.projects - 1},
        )
        connection.execute(text("UPDATE copies SET person = :alice WHERE n < :each"), _alice())
        connection.execute(text("ANALYZE copies"))
        for table in SHALLOW:
            _copy(connection, table, size.projects)
        for table in DEEP:
            _copy(connection, table, size.with_text)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _alice() -> dict[str, object]:
    return {"alice": factories.USER, "each": EACH}


def _model(runtime: Runtime, number: int) -> str:
    project_id = recordings.heard(
        runtime, kinds=(DocumentKind.SUMMARY,), user_id="user_models", said=_said(number)
    )
    recordings.join(project_id)
    recordings.write(project_id, DocumentKind.SUMMARY)
    factories.run_through(project_id, "finish")
    return project_id


def _said(number: int) -> tuple[Segment, ...]:
    """Segments whose words are as often as in a language: the k-th word one k-th as often as the first."""
    chance = random.Random(number)
    known = [*ten_hours.VOCABULARY, *(f"word{rank}" for rank in range(WORDS_OF_A_LANGUAGE))]
    weights = [1 / rank for rank in range(1, len(known) + 1)]
    return tuple(
        _worded(segment, chance.choices(known, weights, k=len(segment.words)))
        for segment in ten_hours.segments(SEGMENTS)
    )


def _worded(segment: Segment, texts: Sequence[str]) -> Segment:
    words = tuple(
        Word(word.start_ms, word.end_ms, said, word.probability)
        for word, said in zip(segment.words, texts, strict=True)
    )
    return Segment(segment.id, segment.start_ms, segment.end_ms, f"{' '.join(texts)}.", words)


def _copy(connection: Connection, table: str, count: int) -> None:
    columns = [
        name
        for (name,) in connection.execute(
            text(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = :table"
            ),
            {"table": table},
        )
        if (table, name) != ("passages", "id")
    ]
    values = ", ".join(_value(table, name) for name in columns)
    of_model = {
        "uploads": "JOIN model_projects p ON p.id = copies.model JOIN model_uploads t ON t.id = p.upload_id",
        "projects": "JOIN model_projects t ON t.id = copies.model",
        "document_versions": "JOIN model_documents d ON d.project_id = copies.model"
        " JOIN model_document_versions t ON t.document_id = d.id",
    }.get(table, f"JOIN model_{table} t ON t.project_id = copies.model")
    connection.execute(
        text(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM copies {of_model} WHERE n < :count"
        ),
        {"count": count},
    )


def _value(table: str, column: str) -> str:
    """Return the column of a copy: names of rows are its own, the rest is that of the model."""
    own_word = f"'zebra' || n / {OWN_WORD_IN}"
    own = {
        ("projects", "id"): "copies.project_id",
        ("projects", "title"): "'Talk ' || n",
        ("projects", "title_key"): "'talk ' || n",
        ("passages", "text"): f"t.text || CASE t.place WHEN 'title' THEN ' ' || {own_word} ELSE '' END",
        ("passages", "stems"): f"CASE t.place WHEN 'title' THEN t.stems || ({own_word} || '\\:9')::tsvector"
        " ELSE t.stems END",
        ("uploads", "key"): "'uploads/' || md5(n || t.id) || '/source.mp4'",
        ("segments", "id"): "t.id",
    }
    known = {
        "project_id": "copies.project_id",
        "user_id": "person",
        "created_at": "t.created_at - n * interval '1 second'",
        "updated_at": "t.updated_at - n * interval '1 second'",
        "id": "md5(n || t.id)",
        "upload_id": "md5(n || t.upload_id)",
        "document_id": "md5(n || t.document_id)",
    }
    return own.get((table, column)) or known.get(column) or f't."{column}"'


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    """Drop indexes and constraints, and make them again at the end: ten times as fast for millions of rows."""
    constraints = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text = ANY(:tables)"
            " ORDER BY contype = 'f'"
        ),
        {"tables": [*SHALLOW, *DEEP]},
    ).all()
    indexes = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(:tables)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        ),
        {"tables": [*SHALLOW, *DEEP]},
    ).all()
    for table, name, _, _ in reversed(constraints):
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name} CASCADE"))
    for name, _ in indexes:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    connection.execute(text("SET maintenance_work_mem = '1GB'"))
    for table, name, kind, definition in constraints:
        # Copies refer to copies: nothing has to be looked up again.
        unchecked = " NOT VALID" if kind == "f" else ""
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}{unchecked}"))
    for _, definition in indexes:
        connection.execute(text(definition))
    connection.commit()
