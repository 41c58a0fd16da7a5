"""Metrics for Prometheus: number and duration of requests, and the given collectors."""

import logging
import os
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from clueso.api.guards.auth import caller
from clueso.api.guards.operators import Gate
from clueso.api.openapi import Api, api_blueprint
from clueso.api.responses import Responses, problems
from clueso.config import Settings
from clueso.errors import NotFound

logger = logging.getLogger(__name__)
TEXT = {"text/plain": {"schema": {"type": "string"}}}
MEASUREMENTS: Responses = {
    200: {"description": "Metrics in Prometheus' text format", "content": TEXT},
    401: {"description": "The ops password is missing or wrong", "content": TEXT},
    429: {"description": "Too many wrong passwords from this address", "content": TEXT},
}
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def init_app(app: Api, settings: Settings, gate: Gate | None, collectors: Iterable[Collector] = ()) -> None:
    """Measure and log every request, and serve /metrics. Each collector runs at every scrape."""
    registry = CollectorRegistry()
    # Set by gunicorn.conf.py: then the counters of all web processes are in one folder, from their start on.
    is_shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ
    latency = Histogram(
        "clueso_http_request_seconds",
        "Time from a request's arrival to its answer's head.",
        ["method", "endpoint", "status"],
        buckets=BUCKETS_S,
        registry=registry,
    )
    app.before_request(_start_clock)

    @app.after_request
    def measure(response: Response) -> Response:
        seconds = time.perf_counter() - g.started_at
        # A caller could invent methods, and each would be a new time series.
        method = request.method if request.url_rule else "OTHER"
        latency.labels(method, request.endpoint or "none", response.status_code).observe(seconds)
        if request.path.startswith("/api/"):
            path = quote(request.path)  # a line break in the path must not forge a log line
            logger.info(
                "%s %s %s in %.0f ms%s",
                request.method,
                path,
                response.status_code,
                seconds * 1000,
                f" for {known}" if (known := caller()) else "",
                extra={"fields": _fields(response, seconds)},
            )
        return response

    routes = api_blueprint("metrics", __name__, tag="operations", url_prefix=None, needs_token=False)

    @routes.get("/metrics", responses=MEASUREMENTS | problems(NotFound))
    def read_metrics() -> Any:
        """Read metrics for Prometheus; needs the ops password, which production requires"""
        if settings.is_production and not settings.ops_password:
            raise NotFound
        refused = gate.refusal(request) if gate else None
        return refused or Response(
            generate_latest(_scraped(registry, collectors, is_shared=is_shared)),
            content_type=CONTENT_TYPE_LATEST,
        )

    app.register_api(routes)


def _fields(response: Response, seconds: float) -> dict[str, Any]:
    return {
        "method": request.method,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "seconds": round(seconds, 4),
    }


def _start_clock() -> None:
    g.started_at = time.perf_counter()


def _scraped(
    registry: CollectorRegistry, collectors: Iterable[Collector], *, is_shared: bool
) -> CollectorRegistry:
    scraped = CollectorRegistry()
    if is_shared:
        MultiProcessCollector(scraped)  # type: ignore[no-untyped-call]
    else:
        scraped.register(registry)
    for collector in collectors:
        scraped.register(collector)
    return scraped
