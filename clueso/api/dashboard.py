"""rq-dashboard at /ops/queues: read-only, behind the ops password, made to fit RQ 3.

It runs as an app of its own, mounted beside ours, so that its settings, its error pages and its inline
scripts stay there.
"""

import re
import secrets
from typing import Any

import rq_dashboard.web as dashboard
from flask import Flask, Response, g, request
from jinja2 import BaseLoader, Environment
from redis import Redis
from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from clueso.api.operators import challenge, is_operator
from clueso.config import Settings

PATH = "/ops/queues"
TIMEOUT_S = 5
CHANGING = frozenset(
    f"rq_dashboard.{view}"
    for view in ("delete_job_view", "requeue_job_view", "requeue_all", "empty_queue", "compact_queue")
)


def init_app(app: Flask, settings: Settings) -> None:
    """Mount the dashboard when there is an ops password; without one it does not exist."""
    if settings.ops_password:
        mounted = build_dashboard(settings.redis_url, settings.ops_password)
        app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PATH: mounted})  # type: ignore[method-assign]


def build_dashboard(redis_url: str, password: str) -> Flask:
    """The dashboard as a WSGI app; it refuses everything that would change a queue."""
    _fit_to_rq3()
    app = Flask("rq_dashboard")
    app.config.update(RQ_DASHBOARD_REDIS_URL=["redis://this"], RQ_DASHBOARD_DISABLE_DELETE=True)
    app.redis_conn = Redis.from_url(  # type: ignore[attr-defined]
        redis_url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
    )
    app.register_blueprint(dashboard.blueprint)
    app.before_request_funcs["rq_dashboard"] = []  # it would connect anew for each request, by the URL above
    app.jinja_env.loader = _Escaping(app.jinja_env.loader)
    app.context_processor(lambda: {"nonce": _nonce()})
    app.after_request(_protect)

    @app.before_request
    def admit() -> Response | None:
        if not is_operator(request, password):
            return challenge()
        if request.method not in ("GET", "HEAD") or request.endpoint in CHANGING:
            raise MethodNotAllowed(["GET", "HEAD"], "This dashboard only shows; it changes nothing.")
        return None

    return app


class _ReadableJob(Job):
    """A job of ours as rq-dashboard 0.9 reads it: written as JSON, its dependencies as bytes."""

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Job:
        del serializer
        return super().fetch(id, connection, JSONSerializer)

    @property
    def dependency_ids(self) -> list[bytes]:  # type: ignore[override]
        return [dependency_id.encode() for dependency_id in self._dependency_ids]


class _ReadableWorker(Worker):
    """A worker whose current job was written as JSON."""

    @classmethod
    def all(cls, connection: Redis | None = None, *_: Any, **__: Any) -> Any:
        return super().all(connection, job_class=_ReadableJob, serializer=JSONSerializer)


def _fit_to_rq3() -> None:
    dashboard.config.serializer = JSONSerializer
    dashboard.Job = _ReadableJob
    dashboard.Worker = _ReadableWorker


class _Escaping(BaseLoader):
    """Loads rq-dashboard's templates with their values escaped and a nonce on their inline scripts."""

    # In underscore's templates `<%=` prints as it is and `<%-` escapes.
    RAW = re.compile(r"<%=(?!\s*\$\('<div/>'\)\.text)")
    INLINE_SCRIPT = '<script type="text/javascript">'

    def __init__(self, inner: BaseLoader | None) -> None:
        assert inner is not None
        self._inner = inner

    def get_source(self, environment: Environment, template: str) -> Any:
        source, filename, is_current = self._inner.get_source(environment, template)
        escaped = self.RAW.sub("<%-", source)
        return escaped.replace(self.INLINE_SCRIPT, '<script nonce="{{ nonce }}">'), filename, is_current


def _nonce() -> str:
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; "
        f"script-src 'self' 'nonce-{_nonce()}' 'unsafe-eval'; "  # underscore compiles its templates
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'; object-src 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
