"""Our own column types and SQL: times in UTC, and the database's clock."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import DateTime, Dialect, Double, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


def new_id() -> str:
    """Return a new opaque id of 32 URL-safe characters."""
    return uuid4().hex


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite has no time zones, so it stores naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class from_now(FunctionElement[datetime]):
    """The database's clock plus a number of seconds; `from_now(0)` is now.

    Workers' clocks may differ, so leases never use them. The seconds are a parameter, so that the text of a statement
    is made once, whatever they are.
    """

    type = Moment()
    name = "from_now"
    inherit_cache = True

    def __init__(self, seconds: float) -> None:
        super().__init__(*([literal(float(seconds), Double())] if seconds else []))


@compiles(from_now, "postgresql")
def _postgresql(element: from_now, compiler: Any, **values: Any) -> str:
    if not element.clauses.clauses:
        return "clock_timestamp()"
    return f"(clock_timestamp() + make_interval(secs => {compiler.process(element.clauses, **values)}))"


@compiles(from_now, "sqlite")
def _sqlite(element: from_now, compiler: Any, **values: Any) -> str:
    # SQLAlchemy stores six decimals. With the same number here, comparing the texts compares the times.
    later = ""
    if element.clauses.clauses:
        later = f", printf('%+.3f seconds', {compiler.process(element.clauses, **values)})"
    return f"(strftime('%Y-%m-%d %H:%M:%f', 'now'{later}) || '000')"
