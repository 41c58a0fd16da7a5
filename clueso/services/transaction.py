"""Runs each use case in one transaction, which is repeated as a whole if the database connection is lost."""

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
"""Longer than a failover of managed databases takes by their documentation (RDS, Multi-AZ: 60 to 120 s)."""


def transactional(function: Callable[P, T]) -> Callable[P, T]:
    """Run the function in one transaction: commit when it returns, roll back when it raises.

    Inside another transactional function it joins that transaction. After a lost connection, a deadlock or a
    busy SQLite the whole function runs again, so it must have no effect outside the database. If the answer
    to a commit is lost, the status of the transaction is looked up first, so that nothing is done twice. The
    session is closed at the end: returned objects are detached and stay readable.
    """
    return _repeated(function, attempts=6, timeout_s=PATIENCE_S)


def patiently_transactional(function: Callable[P, T]) -> Callable[P, T]:
    """Like `transactional`, but retry for up to LONG_PATIENCE_S. For data that cost money and exists nowhere
    else yet.
    """
    return _repeated(function, attempts=None, timeout_s=LONG_PATIENCE_S)


def database_time() -> datetime:
    """Return the present time by the clock of the database. Needs a transaction."""
    return db.session.scalars(select(from_now(0))).one()


def _repeated(function: Callable[P, T], *, attempts: int | None, timeout_s: float) -> Callable[P, T]:
    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        # A transactional function inside another joins its transaction.
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
    session.rollback()  # end a transaction that a plain read began
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
    # Asked before the commit, because afterwards no connection may be left to ask.
    id_ = _transaction_id()
    session.expunge_all()  # otherwise a failed commit would expire the objects to return
    try:
        session.commit()
    except DBAPIError as error:
        # The commit failed, or nothing was written: repeating it is safe.
        if id_ is None or not error.connection_invalidated or not _was_committed(id_):
            raise


def _transaction_id() -> str | None:
    """Return PostgreSQL's id of this transaction; None if it has written nothing, or if the database is
    SQLite, where no network can lose the answer to a commit.
    """
    if db.engine.dialect.name != "postgresql":
        return None
    id_: str | None = db.session.scalar(text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)"))
    return id_


class _StillOpen(Exception):
    """The server has not noticed yet that the connection was lost."""


def _was_committed(id_: str) -> bool:
    """Return whether the transaction was committed. False also if this cannot be found out: then it is
    repeated.
    """
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
        return "locked" in str(error.orig)  # the driver raises the same class for a missing table
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
