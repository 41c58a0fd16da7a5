"""One transaction per use case, repeated as a whole when the database drops it."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

import stamina
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from clueso.extensions import db
from clueso.models import from_now

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_S = 20.0
LONG_PATIENCE_S = 120.0
"""Longer than managed databases say that a failover takes (RDS, Multi-AZ: 60 to 120 s)."""


def transactional(function: Callable[P, T]) -> Callable[P, T]:
    """Run the function in one transaction: commit when it returns, roll back when it raises.

    Inside another transactional function it joins that one. A lost connection, a deadlock or a busy
    SQLite repeats the whole function, so it must hold no effect but the database's. A commit whose
    answer was lost is asked after first, so that what is done is not done again. The session is closed
    at the end: what is returned is detached and stays readable.
    """
    return _repeated(function, attempts=6, timeout_s=PATIENCE_S)


def patiently_transactional(function: Callable[P, T]) -> Callable[P, T]:
    """For what exists nowhere else yet and cost money: tried until the database is back, for up to
    LONG_PATIENCE_S."""
    return _repeated(function, attempts=None, timeout_s=LONG_PATIENCE_S)


def database_time() -> datetime:
    """Return the present time by the clock of the database. Within a transaction."""
    return db.session.scalars(select(from_now(0))).one()


def _repeated(function: Callable[P, T], *, attempts: int | None, timeout_s: float) -> Callable[P, T]:
    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        if db.session.info.get("in_transaction"):
            return function(*args, **kwargs)
        for attempt in stamina.retry_context(
            on=_passes, attempts=attempts, timeout=timeout_s, wait_initial=0.05, wait_max=2
        ):
            with attempt:
                return _once(function, args, kwargs)
        raise AssertionError("unreachable: stamina raises the last error")

    return wrapper


def _once(function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    session = db.session
    session.rollback()  # end whatever a plain read began
    session.info["in_transaction"] = True
    try:
        result = function(*args, **kwargs)
        _commit()
        return result
    finally:
        session.info.pop("in_transaction", None)
        session.close()


def _commit() -> None:
    session = db.session
    session.flush()
    id_ = _transaction_id()
    session.expunge_all()  # else a commit that fails would empty what is returned
    try:
        session.commit()
    except DBAPIError as error:
        if id_ is None or not error.connection_invalidated or not _was_committed(id_):
            raise


def _transaction_id() -> str | None:
    """PostgreSQL's id of this transaction; None where it has written nothing, or where no network can
    lose the answer to a commit."""
    if db.engine.dialect.name != "postgresql":
        return None
    id_: str | None = db.session.scalar(text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)"))
    return id_


class _StillOpen(Exception):
    """The server has not noticed yet that the connection is gone."""


def _was_committed(id_: str) -> bool:
    """What became of a transaction; False when nobody can tell, for then it is repeated."""
    status = text("SELECT pg_xact_status(CAST(:id AS xid8))")
    try:
        for attempt in stamina.retry_context(
            on=lambda error: isinstance(error, _StillOpen) or _passes(error), attempts=10, timeout=10
        ):
            with attempt, db.engine.connect() as connection:
                found = connection.scalar(status, {"id": id_})
                if found == "in progress":
                    raise _StillOpen
                return bool(found == "committed")
    except (SQLAlchemyError, _StillOpen):
        return False
    raise AssertionError("unreachable: stamina raises the last error")


def _passes(error: Exception) -> bool:
    if isinstance(error, OperationalError) and isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig)  # the driver calls a missing table by the same name
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
