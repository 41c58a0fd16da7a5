"""rq-dashboard at /ops/queues: read-only, behind the ops password, made to fit RQ 3.

It runs as an app of its own, mounted beside ours, so that its settings, its error pages and its inline
scripts stay there.
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
    """The dashboard as a WSGI app, `headers` on its answers; it refuses everything that would change a queue."""
    _fit_to_rq3()
    app = Flask("rq_dashboard")
    app.config.update(RQ_DASHBOARD_REDIS_URL=["redis://this"], RQ_DASHBOARD_DISABLE_DELETE=True)
    app.redis_conn = Redis.from_url(  # type: ignore[attr-defined]
        redis_url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
    )
    app.register_blueprint(dashboard.blueprint)
    app.before_request_funcs["rq_dashboard"] = []  # it would connect anew for each request, by the URL above
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
            raise MethodNotAllowed(["GET", "HEAD"], "This dashboard only shows; it changes nothing.")
        return None

    return app


def _unreadable(error: Exception) -> tuple[dict[str, str], int]:
    """The answer where Redis holds what is no job, or none any more; who takes such a job removes it."""
    log.warning("the dashboard cannot show what Redis holds: %r", error)
    return {"error": "Redis holds no such job, or one that is not ours."}, 404


class _ReadableJob(Job):
    """A job of ours as rq-dashboard 0.9 reads it: written as JSON, its dependencies as bytes. RQ forgets
    what a job waited for as soon as it runs, so that its meta has to say it."""

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Job:
        del serializer
        return super().fetch(id, connection, JSONSerializer)

    @property
    def dependency_ids(self) -> list[bytes]:  # type: ignore[override]
        return [dependency_id.encode() for dependency_id in self.meta.get("after") or self._dependency_ids]


class _ReadableWorker(Worker):
    """A worker whose current job was written as JSON."""

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
