"""rq-dashboard at /ops/queues: read-only, behind the ops password, adapted to RQ 3.

It runs as a separate app that is mounted beside ours, so its settings, error pages and inline scripts don't
affect ours.
"""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

import rq_dashboard.web as dashboard
from flask import Flask, Response, request
from redis import Redis
from rq import Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from clueso.api.guards.operators import Gate
from clueso.api.guards.security import headers_of
from clueso.api.ops.dashboard_templates import FittedTemplates
from clueso.config import Settings
from clueso.nonces import nonce
from clueso.queue import connect

log = logging.getLogger(__name__)

PATH = "/ops/queues"
TIMEOUT_S = 5
CHANGING = frozenset(
    f"rq_dashboard.{view}"
    for view in ("delete_job_view", "requeue_job_view", "requeue_all", "empty_queue", "compact_queue")
)


def init_app(app: Flask, settings: Settings, gate: Gate) -> None:
    """Mount the dashboard, for operators."""
    mounted = build_dashboard(settings.redis_url, gate, headers_of(settings))
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PATH: mounted})  # type: ignore[method-assign]


def build_dashboard(redis_url: str, gate: Gate, headers: Mapping[str, str]) -> Flask:
    """Return the dashboard as a WSGI app with `headers` on its responses.

    It refuses requests that change a queue.
    """
    _fit_to_rq3()
    app = Flask("rq_dashboard")
    app.config.update(RQ_DASHBOARD_REDIS_URL=["redis://this"], RQ_DASHBOARD_DISABLE_DELETE=True)
    redis = connect(redis_url, timeout_s=TIMEOUT_S)
    app.redis_conn = redis  # type: ignore[attr-defined]
    # It is looked at now and then, and holds no connection meanwhile.
    app.teardown_request(lambda _: redis.connection_pool.disconnect(inuse_connections=False))
    app.register_blueprint(dashboard.blueprint)
    app.before_request_funcs["rq_dashboard"] = []  # the dashboard's own hook would reconnect on each request
    app.jinja_env.loader = FittedTemplates(app.jinja_env.loader)
    app.context_processor(lambda: {"nonce": nonce})
    app.after_request(partial(_protect, headers))
    for error in (ValueError, TypeError, RecursionError, AssertionError, NoSuchJobError):
        app.register_error_handler(error, _unreadable)

    @app.before_request
    def admit() -> Response | None:
        if refused := gate.refusal(request):
            return refused
        if request.method not in ("GET", "HEAD") or request.endpoint in CHANGING:
            raise MethodNotAllowed(["GET", "HEAD"], "This dashboard is read-only. Requeue a step at /ops.")
        return None

    return app


def _unreadable(error: Exception) -> tuple[dict[str, str], int]:
    """Return 404 for a job that is gone, or that is not one of ours.

    The worker that takes such a job removes it.
    """
    log.warning("The dashboard cannot show a job in Redis: %r", error)
    return {"error": "Redis has no such job, or the job is not one of ours."}, 404


class _ReadableJob(Job):
    """One of our jobs as rq-dashboard 0.9 expects it: serialised as JSON, its dependency ids as bytes.

    RQ deletes the dependencies of a job once it runs, so they are read from the job's meta.
    """

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Job:
        del serializer
        return super().fetch(id, connection, JSONSerializer)

    @property
    def dependency_ids(self) -> list[bytes]:  # type: ignore[override]
        return [dependency_id.encode() for dependency_id in self.meta.get("after") or self._dependency_ids]


class _ReadableWorker(Worker):
    """A worker whose current job is serialised as JSON."""

    @classmethod
    def all(cls, connection: Redis | None = None, *_: Any, **__: Any) -> Any:
        return super().all(connection, job_class=_ReadableJob, serializer=JSONSerializer)


def _fit_to_rq3() -> None:
    dashboard.config.serializer = JSONSerializer
    dashboard.Job = _ReadableJob
    dashboard.Worker = _ReadableWorker


def _protect(headers: Mapping[str, str], response: Response) -> Response:
    response.headers.update(headers)
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; "
        f"script-src 'nonce-{nonce()}' 'unsafe-eval'; "  # underscore compiles its templates
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'; object-src 'none'"
    )
    response.headers.setdefault("Cache-Control", "no-store")
    return response
