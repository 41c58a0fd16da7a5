"""Prometheus: how many requests, how long they took, and whatever collectors are added."""

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

from clueso.api.openapi import Api, api_blueprint
from clueso.api.operators import challenge, is_operator
from clueso.config import Settings

logger = logging.getLogger(__name__)
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def init_app(app: Api, settings: Settings, collectors: Iterable[Collector] = ()) -> None:
    """Measure every request, and serve /metrics; each collector is asked at every scrape."""
    registry = CollectorRegistry()
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
        method = request.method if request.url_rule else "OTHER"  # callers may invent methods and paths
        latency.labels(method, request.endpoint or "none", response.status_code).observe(seconds)
        if request.path.startswith("/api/"):
            path = quote(request.path)  # a line's end in it must not end our line
            logger.info("%s %s %s in %.0f ms", request.method, path, response.status_code, seconds * 1000)
        return response

    routes = api_blueprint("metrics", __name__, tag="operations", url_prefix=None, needs_token=False)

    @routes.get("/metrics")
    def metrics() -> Any:
        """Measurements for Prometheus; behind the ops password when one is set"""
        if settings.ops_password and not is_operator(request, settings.ops_password):
            return challenge()
        return Response(generate_latest(_scraped(registry, collectors)), content_type=CONTENT_TYPE_LATEST)

    app.register_api(routes)


def _start_clock() -> None:
    g.started_at = time.perf_counter()


def _scraped(registry: CollectorRegistry, collectors: Iterable[Collector]) -> CollectorRegistry:
    scraped = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # prometheus_client's own switch for several web processes
        MultiProcessCollector(scraped)  # type: ignore[no-untyped-call]
    else:
        scraped.register(registry)
    for collector in collectors:
        scraped.register(collector)
    return scraped
