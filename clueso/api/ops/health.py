"""Whether this process lives, and whether all that it depends on answers."""

import logging
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Literal

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from clueso import revisions
from clueso.api.openapi import Api, api_blueprint
from clueso.api.parts import WebToolbox
from clueso.api.schemas import Answer
from clueso.config import Settings
from clueso.errors import CluesoError, Unavailable
from clueso.extensions import db
from clueso.reception import line

PART_TIMEOUT_S = 2.0
LONGEST_WAIT_S = 5.0
"""For how long a request may wait for a thread before this process is no place to send another."""
READINESS: dict[str | int | HTTPStatus, Any] = {
    status: {
        "description": told,
        "content": {
            "application/json": {"schema": {"type": "object", "additionalProperties": {"type": "string"}}}
        },
    }
    for status, told in ((200, "Every part is ok"), (503, "What is wrong, by part"))
}
Check = Callable[[], None]
logger = logging.getLogger(__name__)


class Alive(Answer):
    status: Literal["ok"]


def init_app(app: Api, settings: Settings, toolbox: WebToolbox) -> None:
    """Serve /healthz and /readyz."""
    redis = Redis.from_url(
        settings.redis_url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
    )
    with app.app_context():
        engine = db.engine
    checks: dict[str, Check] = {
        "database": lambda: _check_database(engine),
        "redis": lambda: _check_redis(redis),
        "storage": lambda: _check_storage(toolbox),
        "threads": _check_threads,
    }

    routes = api_blueprint("health", __name__, tag="operations", url_prefix=None, needs_token=False)

    @routes.get("/healthz", responses={200: Alive})
    def healthz() -> Any:
        """Whether this process lives; touches nothing"""
        return {"status": "ok"}

    @routes.get("/readyz", responses=READINESS)
    def readyz() -> Any:
        """Whether database, Redis and storage answer and a thread is free: 200, or 503 with what is wrong"""
        told = ask_all(checks, timeout_s=PART_TIMEOUT_S)
        return told, 200 if set(told.values()) == {"ok"} else 503

    app.register_api(routes)


def ask_all(checks: Mapping[str, Check], *, timeout_s: float) -> dict[str, str]:
    """Run every check at once: "ok" by name, or in words what is wrong; none is waited for any longer."""
    told = dict.fromkeys(checks, f"does not answer within {timeout_s:g} s")
    threads = [
        threading.Thread(target=_ask, args=(name, check, told), daemon=True) for name, check in checks.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout_s)
    return dict(told)


def _ask(name: str, check: Check, told: dict[str, str]) -> None:
    try:
        check()
        told[name] = "ok"
    except CluesoError as error:
        told[name] = error.detail
        cause = error.__cause__ or error
        logger.warning("not ready: %s: %s", name, cause.__cause__ or cause)


def _check_database(engine: Engine) -> None:
    """Read the version by the bare connection: on SQLite a transaction would wait for every writer."""
    try:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT version_num FROM alembic_version")
            found = {row[0] for row in cursor.fetchall()}
        finally:
            connection.close()
    except (SQLAlchemyError, _driver_error(engine)) as error:
        raise Unavailable("does not answer, or was never migrated") from error
    if found != revisions.heads() and found <= revisions.known():
        raise Unavailable("is not at the version that this code needs; run the migrations")
    # A version that this code does not know is of a release to come, and fits the present one too.


def _driver_error(engine: Engine) -> type[Exception]:
    error: type[Exception] = engine.dialect.loaded_dbapi.Error
    return error


def _check_redis(redis: Redis) -> None:
    try:
        redis.ping()
    except RedisError as error:
        raise Unavailable("does not answer") from error


def _check_storage(toolbox: WebToolbox) -> None:
    try:
        toolbox.storage.ping()
    except CluesoError as error:
        raise Unavailable("does not answer, or not to us; `flask doctor` tells why") from error


def _check_threads() -> None:
    waited_s = line.longest_wait_s()
    if waited_s > LONGEST_WAIT_S:
        raise Unavailable(f"are all busy; a request has been waiting for {waited_s:.0f} s")
