"""How PostgreSQL finds what a deed reads."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text

from clueso.extensions import db

LARGE_ROWS = 10_000
"""A table of more rows is large."""
READING = ("SELECT", "UPDATE", "DELETE", "WITH")


def read_by(deed: Callable[[], object]) -> list[str]:
    """Return by which indexes the statements of a deed find their rows, and which large tables they read whole.

    The database is that of the app context.
    """
    with statements() as told:
        deed()
    found: set[str] = set()
    with db.engine.connect() as connection:
        for statement, values in told:
            (plans,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).one()
            found |= set(_parts_of(plans[0]["Plan"], _large_tables()))
    return sorted(found)


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Give the statements of the block with their values, as they are sent."""
    told: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if statement.lstrip().upper().startswith(READING):
            told.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _large_tables() -> Sequence[str]:
    query = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > :rows")
    with db.engine.connect() as connection:
        return list(connection.scalars(query, {"rows": LARGE_ROWS}))


def _parts_of(plan: dict[str, Any], large: Sequence[str]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in large:
        yield f"all of {plan['Relation Name']}"
    elif "Index Name" in plan:
        yield plan["Index Name"]
    for below in plan.get("Plans", ()):
        yield from _parts_of(below, large)
