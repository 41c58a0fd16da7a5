"""Runs each use case in one transaction, which is repeated as a whole if the database connection is lost."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar, TypeVarTuple

import stamina
from sqlalchemy import Row, Select, event, func, literal, select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session

from clueso.extensions import autocommit, db
from clueso.models import from_now

P = ParamSpec("P")
T = TypeVar("T")
Columns = TypeVarTuple("Columns")

ATTEMPTS = 6
HAS_WRITTEN = "has_written"
PATIENCE_S = 20.0
REST_S = 60
LONG_PATIENCE_S = 120.0
"""Longer than a failover of managed databases takes by their documentation (RDS, Multi-AZ: 60 to 120 s)."""


def transactional(function: Callable[P, T]) -> Callable[P, T]:
    """Run the function in one transaction: commit when it returns, roll back when it raises.

    Inside another transactional function it joins that transaction. After a lost connection, a deadlock or a
    busy SQLite the whole function runs again, so it must have no effect outside the database. If the answer
    to a commit is lost, the status of the transaction is looked up first, so that nothing is done twice. The
    session is closed at the end: returned objects are detached and stay readable.
    """
    return _repeated(function, attempts=ATTEMPTS, timeout_s=PATIENCE_S)


def patiently_transactional(function: Callable[P, T]) -> Callable[P, T]:
    """Like `transactional`, but retry for up to LONG_PATIENCE_S. For data that cost money and exists nowhere
    else yet.
    """
    return _repeated(function, attempts=None, timeout_s=LONG_PATIENCE_S)


def row_of(query: Select[*Columns], **values: object) -> Row[*Columns] | None:
    """Return the first row of a query with these values for its parameters, None without one. It is repeated like a
    transaction, but has none around it, which saves two round trips.
    """

    def ask() -> Row[*Columns] | None:
        with autocommit().connect() as connection:
            return connection.execute(query, values).first()

    return _persist(ask, attempts=ATTEMPTS, timeout_s=PATIENCE_S)


def may_rest() -> None:
    """Let this transaction be idle between its rows for up to REST_S: it only reads, and holds nobody up.

    A process that writes several long files at once comes back to each of them late.
    """
    if db.engine.dialect.name == "postgresql":
        rest = func.set_config("idle_in_transaction_session_timeout", f"{REST_S}s", literal(True))
        db.session.execute(select(rest))


def database_time() -> datetime:
    """Return the present time by the clock of the database. Needs a transaction."""
    return db.session.scalars(select(from_now(0))).one()


def _repeated(function: Callable[P, T], *, attempts: int | None, timeout_s: float) -> Callable[P, T]:
    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        # A transactional function inside another joins its transaction.
        if db.session.info.get("in_transaction"):
            return function(*args, **kwargs)
        return _persist(lambda: _once(function, args, kwargs), attempts=attempts, timeout_s=timeout_s)

    return wrapper


def _persist(work: Callable[[], T], *, attempts: int | None, timeout_s: float) -> T:
    """Return what `work` returns, repeated after errors that pass."""
    try:
        return work()  # by far most often the only time, without the cost of a retry policy
    except Exception as error:
        if not _passes(error):
            raise
    for attempt in stamina.retry_context(
        on=_passes, attempts=attempts and attempts - 1, timeout=timeout_s, wait_initial=0.05, wait_max=2
    ):
        with attempt:
            return work()
    raise AssertionError("unreachable: stamina raises the last error")


def _once(function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    session = db.session
    session.rollback()  # end a transaction that a plain read began
    session.info["in_transaction"] = True
    session.info[HAS_WRITTEN] = False
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
    if not session.info[HAS_WRITTEN]:
        session.commit()
        return
    # Asked before the commit, because afterwards no connection may be left to ask.
    id_ = _transaction_id()
    session.expunge_all()  # otherwise a failed commit would expire the objects to return
    try:
        session.commit()
    except DBAPIError as error:
        # The commit failed, or nothing was written: repeating it is safe.
        if id_ is None or not error.connection_invalidated or not _was_committed(id_):
            raise


@event.listens_for(db.session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info[HAS_WRITTEN] = True


@event.listens_for(db.session, "after_flush")
def _note_flush(session: Session, _: object) -> None:
    session.info[HAS_WRITTEN] = True


def _transaction_id() -> str | None:
    """Return PostgreSQL's id of this transaction; None if it has changed no row, or if the database is
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
