"""Looks up host uploads in the host application's table, with the operator's query, on a read-only
connection.

Lookups are rare, so each one opens a connection and closes it again.
"""

import sqlite3
import time
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import NullPool, TextClause, bindparam, create_engine, event, text
from sqlalchemy.engine import URL, Dialect, Engine, make_url
from sqlalchemy.exc import DataError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import NullType

from clueso.domain.ports.host_uploads import HostUpload
from clueso.errors import UploadsUnavailable
from clueso.hosts import answers

TIMEOUT_S = 5
NO_SUCH_VALUE = frozenset({"22P02", "22003"})
"""PostgreSQL's error codes for a text that is not a UUID or a number, and for a number that is too large. The
host has no upload with such an id.
"""
Row = dict[str, Any]


class SqlUploads:
    """The HostUploads port on a table of the host application.

    `query` selects one row by `:upload_id` and `:user_id`. `list_query`, if given, selects rows by `:user_id`
    and `:limit`.
    """

    def __init__(self, url: str, query: str, list_query: str | None = None) -> None:
        self._engine = _engine(make_url(url))
        self._query = _statement(query)
        self._list_query = _statement(list_query) if list_query else None

    @property
    def can_list(self) -> bool:
        return self._list_query is not None

    def find(self, upload_id: str, *, user_id: str, authorization: str | None) -> HostUpload | None:
        del authorization
        rows = self._rows(self._query, 2, upload_id=upload_id, user_id=user_id)
        if len(rows) > 1:
            raise UploadsUnavailable from ValueError("UPLOADS_QUERY found more than one row for an upload.")
        return answers.read(rows[0], user_id=user_id) if rows else None

    def available(self, *, user_id: str, authorization: str | None, limit: int) -> list[HostUpload]:
        del authorization
        if self._list_query is None:
            return []
        rows = self._rows(self._list_query, limit, user_id=user_id, limit=limit)
        return answers.read_all(list(rows), user_id=user_id)

    def check(self) -> str:
        nobody = f"nobody-{uuid4().hex}"
        if self._rows(self._query, 1, upload_id=uuid4().hex, user_id=nobody):
            raise UploadsUnavailable from ValueError(
                "UPLOADS_QUERY found an upload of a user who does not exist: compare with both placeholders."
            )
        if self._list_query is not None and self._rows(self._list_query, 1, user_id=nobody, limit=1):
            raise UploadsUnavailable from ValueError(
                "UPLOADS_LIST_QUERY found uploads of a user who does not exist: compare with :user_id."
            )
        return f"{self._engine.dialect.name} answers, in transactions that cannot write"

    def _rows(self, statement: TextClause, at_most: int, **values: str | int) -> list[Row]:
        try:
            with self._engine.connect() as connection:
                if self._engine.dialect.name == "postgresql":
                    connection.execute(text(f"SET LOCAL statement_timeout = '{TIMEOUT_S}s'"))
                result = connection.execute(statement, values)
                columns = set(result.keys())
                if "key" not in columns:
                    raise UploadsUnavailable from ValueError("The query selects no column named key.")
                return [dict(row) for row in result.mappings().fetchmany(at_most)]
        except DataError as error:
            if getattr(error.orig, "sqlstate", None) in NO_SUCH_VALUE:
                return []
            raise UploadsUnavailable from error
        except SQLAlchemyError as error:
            raise UploadsUnavailable from error


def placeholders(query: str) -> set[str]:
    """Return the names of the placeholders (`:name`) in a query."""
    return set(text(query).compile().params)


def _statement(query: str) -> TextClause:
    # With NullType SQLAlchemy adds no cast, so PostgreSQL compares the value with a column of any type.
    return text(query).bindparams(*(bindparam(name, type_=NullType()) for name in placeholders(query)))


def _engine(url: URL) -> Engine:
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)


def _sqlite(url: URL) -> Engine:
    def connect() -> sqlite3.Connection:
        target = f"file:{quote(url.database or '')}?mode=ro"
        connection = sqlite3.connect(target, uri=True, timeout=TIMEOUT_S, check_same_thread=False)
        connection.execute("PRAGMA query_only = ON")
        deadline = time.monotonic() + TIMEOUT_S
        connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _postgresql(url: URL) -> Engine:
    from clueso.postgresql import BoundedConnection  # load the driver only if it is used

    class HostConnection(BoundedConnection):
        answer_timeout_s = (
            TIMEOUT_S + 3.0
        )  # longer than statement_timeout, so that the server reports its own error first

    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        # Begin every transaction READ ONLY instead of setting an option of the connection: a pooler may refuse options.
        # A pooler may also lose prepared statements, so they are off.
        execution_options={"postgresql_readonly": True},
        connect_args={"connect_timeout": TIMEOUT_S, "prepare_threshold": None},
    )

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Dialect, _entry: ConnectionPoolEntry, arguments: Any, named: Any) -> Any:
        return HostConnection.connect(*arguments, **named)

    return engine
