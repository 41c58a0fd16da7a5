"""One transaction per use case, repeated as a whole when the database drops it."""

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import stamina
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from clueso.extensions import db

P = ParamSpec("P")
T = TypeVar("T")


def transactional(function: Callable[P, T]) -> Callable[P, T]:
    """Run the function in one transaction: commit when it returns, roll back when it raises.

    Inside another transactional function it joins that one. A lost connection, a deadlock or a busy
    SQLite repeats the whole function, so it must hold no effect but the database's. The session is
    closed at the end: what is returned is detached and stays readable.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        if db.session.info.get("in_transaction"):
            return function(*args, **kwargs)
        for attempt in stamina.retry_context(
            on=_passes, attempts=6, timeout=20, wait_initial=0.05, wait_max=2
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
        session.commit()
        return result
    finally:
        session.info.pop("in_transaction", None)
        session.close()


def _passes(error: Exception) -> bool:
    if isinstance(error, OperationalError) and isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig)  # the driver calls a missing table by the same name
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
