"""Sentry and OpenTelemetry, where an operator wants them: their packages are no requirements of ours."""

import atexit
import logging
import threading
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from clueso import logs, release, tracing
from clueso.config import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

log = logging.getLogger(__name__)

TRACING_PACKAGES = ("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http")
NOT_INSTALLED = "the packages of requirements-tracing.txt are not installed"
LAST_SPANS_S = 2.0
"""How long a process waits at its end for its last spans to be sent. A collector that is down must not hold it."""

_endings: list[Callable[[], None]] = []


def report_errors(dsn: str | None) -> None:
    """Send errors that are logged to Sentry, without data of users. Do nothing without a DSN or the package."""
    if dsn and find_spec("sentry_sdk"):
        sentry: Any = import_module("sentry_sdk")
        sentry.init(dsn=dsn, send_default_pii=False, include_local_variables=False, before_send=_tagged)


def _tagged(event: dict[str, Any], hint: object) -> dict[str, Any]:
    """Return the event with the ids of what this thread works on."""
    del hint
    event["tags"] = event.get("tags") or {}
    event["tags"] |= logs.ids()
    return event


def send_traces(settings: Settings) -> None:
    """Send spans to the collector that the settings name, from a thread of this process.

    Without a collector, none are sent. It may be called again; the last settings count.
    """
    end_traces()
    if not settings.traces_endpoint:
        return
    if not _tracing_is_installed():
        log.warning("no traces are sent: %s", NOT_INSTALLED)
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    version = release.about()["version"]
    known = {"service.name": settings.otel_service_name, "service.version": version}
    provider = TracerProvider(resource=Resource.create(known), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(_exporter(settings)))
    tracing.use(provider.get_tracer("clueso", version))
    _endings.append(provider.shutdown)
    atexit.register(end_traces)


def _exporter(settings: Settings) -> "SpanExporter":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.util.re import parse_env_headers

    # The rest (timeout, compression, certificates) it reads from the environment by itself.
    headers = parse_env_headers(settings.traces_headers or "", liberal=True)
    return OTLPSpanExporter(endpoint=settings.traces_endpoint, headers=headers)


def why_no_traces(settings: Settings) -> str:
    """Return why the collector would get no traces, in a sentence; empty if it takes them."""
    if not _tracing_is_installed():
        return NOT_INSTALLED
    from opentelemetry.sdk.trace.export import SpanExportResult

    is_taken = _exporter(settings).export([]) is SpanExportResult.SUCCESS
    return "" if is_taken else "the collector does not answer, or refuses traces"


def _tracing_is_installed() -> bool:
    try:
        return all(find_spec(name) for name in TRACING_PACKAGES)
    except ModuleNotFoundError:  # of a package above
        return False


def end_traces() -> None:
    """Send the spans that have ended, for at most LAST_SPANS_S, and measure no more."""
    tracing.use(None)
    while _endings:
        sender = threading.Thread(target=_endings.pop(), daemon=True)
        sender.start()
        sender.join(LAST_SPANS_S)
