"""/healthz says that this process lives, /readyz that its services answer."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal

from redis import Redis, RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from clueso import release, revisions
from clueso.api.context import WebToolbox
from clueso.api.openapi import Api, api_blueprint
from clueso.api.responses import Responses
from clueso.api.schemas import Answer
from clueso.config import Settings
from clueso.errors import CluesoError, Unavailable
from clueso.extensions import db
from clueso.queue import connect
from clueso.reception import line
from clueso.services.operations.staffing import presence

PART_TIMEOUT_S = 2.0
LONGEST_WAIT_S = 5.0
"""A request that waits longer than this for a thread makes the process unready, so that the load balancer
skips it.
"""
READINESS: Responses = {
    status: {
        "description": description,
        "content": {
            "application/json": {"schema": {"type": "object", "additionalProperties": {"type": "string"}}}
        },
    }
    for status, description in ((200, "Every service is ok"), (503, "What is wrong with which service"))
}
Check = Callable[[], None]
logger = logging.getLogger(__name__)


class Alive(Answer):
    status: Literal["ok"]


def init_app(app: Api, settings: Settings, toolbox: WebToolbox) -> None:
    """Serve /healthz and /readyz."""
    redis = connect(settings.redis_url, timeout_s=1, retries=0)
    with app.app_context():
        engine = db.engine
    checks: dict[str, Check] = {
        "database": lambda: _check_database(engine),
        "redis": lambda: _check_redis(redis),
        "storage": lambda: _check_storage(toolbox),
        "threads": _check_threads,
    }

    # Known to whoever looks, but no reason to send this process no requests.
    facts: dict[str, Check] = {"workers": lambda: _check_presence(app, settings, toolbox)}
    about = release.about()

    routes = api_blueprint("health", __name__, tag="operations", url_prefix=None, needs_token=False)

    @routes.get("/healthz", responses={200: Alive})
    def read_health() -> Any:
        """Check that this process lives; uses no other service"""
        return {"status": "ok"}

    @routes.get("/readyz", responses=READINESS)
    def read_readiness() -> Any:
        """Check that database, Redis and storage answer and a thread is free: 200, or 503 with the reasons

        `workers` says which queues are paused or have no worker, and whether the sweep runs; it does not change the status.
        """
        results = run_all(checks | facts, timeout_s=PART_TIMEOUT_S)
        is_ready = all(results[name] == "ok" for name in checks)
        return results | about, 200 if is_ready else 503

    app.register_api(routes)


def run_all(checks: Mapping[str, Check], *, timeout_s: float) -> dict[str, str]:
    """Run all checks at once. Return "ok" or what is wrong, for each name.

    A check that takes longer than the timeout counts as failed.
    """
    # Filled in beforehand, for checks that never come back.
    results = dict.fromkeys(checks, f"does not answer within {timeout_s:g} s")
    # Daemon threads: a check that hangs must not keep the process alive.
    threads = [
        threading.Thread(target=_run, args=(name, check, results), daemon=True)
        for name, check in checks.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout_s)
    # A copy, because a late check still writes into the first.
    return dict(results)


def _run(name: str, check: Check, results: dict[str, str]) -> None:
    try:
        check()
        results[name] = "ok"
    except CluesoError as error:
        results[name] = error.detail
        cause = error.__cause__ or error
        logger.warning("Not ready: %s: %s", name, cause.__cause__ or cause)


def _check_database(engine: Engine) -> None:
    """Raise Unavailable unless the database answers and is migrated."""
    # On SQLite a transaction of ours (BEGIN IMMEDIATE) would wait for every writer. So use the driver's connection.
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
    # A version that this code does not know belongs to a newer release, whose schema works with this code too.


def _driver_error(engine: Engine) -> type[Exception]:
    error: type[Exception] = engine.dialect.loaded_dbapi.Error
    return error


def _check_redis(redis: Redis) -> None:
    try:
        redis.ping()
    except RedisError as error:
        raise Unavailable("does not answer") from error
    finally:
        redis.connection_pool.disconnect(inuse_connections=False)


def _check_storage(toolbox: WebToolbox) -> None:
    try:
        toolbox.storage.ping()
    except CluesoError as error:
        raise Unavailable("does not answer, or refuses us; `flask doctor` says why") from error


def _check_presence(app: Api, settings: Settings, toolbox: WebToolbox) -> None:
    try:
        with app.app_context():
            troubles = list(presence(toolbox.courier, settings.sweep_s).troubles())
    except SQLAlchemyError as error:
        raise Unavailable("unknown, because the database does not answer") from error
    if troubles:
        raise Unavailable("; ".join(troubles))


def _check_threads() -> None:
    waited_s = line.longest_wait_s()
    if waited_s > LONGEST_WAIT_S:
        raise Unavailable(f"are all busy; a request has been waiting for {waited_s:.0f} s")
