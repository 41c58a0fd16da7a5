"""Spans: what a request, an attempt of a step, a child or a paid call took, where an operator wants traces.

The parent of a span is the `traceparent` among the ids of this thread (`clueso.logs`). Within a span, that id is
the span's own. Steps keep it in their rows, so one trace leads from the request through all work.

A span never holds words of users, addresses or secrets. Of an error it holds the code, never the message.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from clueso import logs

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Span as Measured
    from opentelemetry.trace import Tracer

Facts = Mapping[str, str | int | float | Sequence[str]]

_tracers: list["Tracer"] = []
"""The tracer of this process, if it has one."""


class Kind(StrEnum):
    """The role of a span's work, as OpenTelemetry names it."""

    SERVER = "SERVER"
    CONSUMER = "CONSUMER"
    CLIENT = "CLIENT"
    INTERNAL = "INTERNAL"


class Span:
    """A span that has begun; without a tracer, nothing is measured."""

    def __init__(self, measured: "Measured | None" = None) -> None:
        self._measured = measured

    @property
    def traceparent(self) -> str | None:
        """The header of W3C Trace Context that makes this span a parent."""
        known = self._measured.get_span_context() if self._measured else None
        if known is None or not known.is_valid:
            return None
        return f"00-{known.trace_id:032x}-{known.span_id:016x}-{known.trace_flags:02x}"

    def tell(self, facts: Facts) -> None:
        """Add these facts."""
        if self._measured:
            self._measured.set_attributes(facts)

    def fail(self, code: str) -> None:
        """Mark the work as failed, for this reason."""
        if self._measured:
            from opentelemetry.trace import StatusCode

            self._measured.set_attribute("error.type", code)
            self._measured.set_status(StatusCode.ERROR)

    def end(self) -> None:
        if self._measured:
            self._measured.end()


def use(tracer: "Tracer | None") -> None:
    """Measure the spans of this process with this tracer, or no more."""
    _tracers[:] = [tracer] if tracer else []


def begin(name: str, kind: Kind = Kind.INTERNAL, facts: Facts | None = None) -> Span:
    """Begin a span below that of this thread. The caller ends it."""
    if not _tracers:
        return Span()
    from opentelemetry.trace import SpanKind

    return Span(_tracers[0].start_span(name, _parent(), SpanKind[kind], facts))


@contextmanager
def span(name: str, kind: Kind = Kind.INTERNAL, facts: Facts | None = None) -> Iterator[Span]:
    """Measure the block. An error fails the span with its code."""
    begun = begin(name, kind, facts)
    try:
        with logs.about(traceparent=begun.traceparent):
            yield begun
    except BaseException as error:
        begun.fail(getattr(error, "slug", type(error).__name__))
        raise
    finally:
        begun.end()


def _parent() -> "Context":
    """Return the span of this thread's `traceparent`; an empty context without one."""
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract(logs.ids(), Context())
