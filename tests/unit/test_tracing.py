"""Spans: their parents, what they tell, and that all works where nobody wants them or their packages are missing."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from clueso import logs, observers, tracing
from clueso.config import Settings
from clueso.doctor import Health, _traces
from clueso.errors import ConfigError, StorageDown
from tests.collector import Collector, collecting

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEADER = f"00-{TRACE}-{CALLER}-01"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


def settings(tmp_path: Path, **env: str) -> Settings:
    return Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path)} | env)


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[Collector]:
    """One to which this process sends its spans; they arrive once `observers.end_traces` was called."""
    logs.begin()
    with collecting() as collector:
        observers.send_traces(settings(tmp_path, **{ENDPOINT: f"{collector.url}/"}))
        yield collector
        observers.end_traces()


def test_a_span_has_that_of_its_thread_as_its_parent(collector: Collector) -> None:
    logs.begin(traceparent=HEADER)

    with tracing.span("outer") as outer, tracing.span("inner", tracing.Kind.CLIENT, {"count": 2}):
        kept = logs.ids()["traceparent"]
    observers.end_traces()

    (inner_found,) = collector.named("inner")
    (outer_found,) = collector.named("outer")
    assert (outer_found.trace, outer_found.parent) == (TRACE, CALLER)
    assert (inner_found.trace, inner_found.parent) == (TRACE, outer_found.id)
    assert inner_found.facts == {"count": 2}
    assert outer.traceparent == f"00-{TRACE}-{outer_found.id}-01"
    assert kept == f"00-{TRACE}-{inner_found.id}-01"
    assert logs.ids()["traceparent"] == HEADER
    assert collector.services == {"clueso"}


def test_a_span_without_a_parent_begins_a_trace(collector: Collector) -> None:
    with tracing.span("alone"):
        kept = logs.ids()["traceparent"]
    observers.end_traces()

    (found,) = collector.named("alone")
    assert (found.parent, kept[:-3]) == ("", f"00-{found.trace}-{found.id}")


def test_a_caller_that_is_not_sampled_is_not_measured(collector: Collector) -> None:
    logs.begin(traceparent=HEADER.removesuffix("01") + "00")

    with tracing.span("unsampled"):
        kept = logs.ids()["traceparent"]
    observers.end_traces()

    assert (collector.spans, kept[:36], kept[-2:]) == ([], f"00-{TRACE}-", "00")


def test_an_error_tells_its_code_and_never_its_words(collector: Collector) -> None:
    with pytest.raises(StorageDown), tracing.span("ours"):
        raise StorageDown("the words of a user")
    with pytest.raises(ValueError, match="secret"), tracing.span("other"):
        raise ValueError("a secret")
    observers.end_traces()

    told = {span.name: (span.failed, span.facts) for span in collector.spans}
    assert told == {
        "ours": (True, {"error.type": StorageDown.slug}),
        "other": (True, {"error.type": "ValueError"}),
    }


@pytest.mark.parametrize("status", [200, 503])
def test_a_request_tells_its_route_and_no_words_of_its_caller(collector: Collector, status: int) -> None:
    from clueso.api.guards import traces

    app = Flask("traced")
    app.before_request(lambda: logs.begin(request="r1", traceparent=HEADER))
    traces.init_app(app)
    app.add_url_rule("/api/find/<what>", view_func=lambda what: (what, status), endpoint="find")
    app.add_url_rule("/healthz", view_func=lambda: "ok", endpoint="health")

    client = app.test_client()
    client.get("/api/find/borealis?q=aurora")
    client.get("/healthz")
    client.open("/api/nowhere", method="INVENTED")
    observers.end_traces()

    found = {span.name: span for span in collector.spans}
    assert set(found) == {"GET /api/find/<what>", "_OTHER"}
    request = found["GET /api/find/<what>"]
    assert (request.trace, request.parent, request.failed) == (TRACE, CALLER, status == 503)
    assert request.facts["http.response.status_code"] == status
    assert request.facts["clueso.request"] == "r1"
    told = b"".join(collector.bodies)
    assert [word for word in (b"borealis", b"aurora", b"INVENTED", b"nowhere") if word in told] == []


def test_without_a_collector_nothing_is_measured(tmp_path: Path) -> None:
    observers.send_traces(settings(tmp_path))
    logs.begin(traceparent=HEADER)

    with tracing.span("unmeasured") as span:
        span.tell({"count": 1})
        span.fail("none")

    assert span.traceparent is None
    assert logs.ids()["traceparent"] == HEADER


def test_missing_packages_are_named_and_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(observers, "TRACING_PACKAGES", ("opentelemetry.no_such.package",))
    wanted = settings(tmp_path, **{ENDPOINT: "http://127.0.0.1:1"})

    with caplog.at_level(logging.WARNING, "clueso"):
        observers.send_traces(wanted)
    (finding,) = _traces(wanted)

    assert "requirements-tracing.txt" in caplog.text
    assert (finding.health, "requirements-tracing.txt" in finding.seen) == (Health.WARN, True)


def test_the_doctor_asks_the_collector(collector: Collector, tmp_path: Path) -> None:
    (well,) = _traces(settings(tmp_path, **{ENDPOINT: collector.url}))
    (wrong,) = _traces(settings(tmp_path, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=f"{collector.url}/elsewhere"))

    assert (well.health, well.seen) == (Health.OK, "127.0.0.1 takes traces")
    assert (wrong.health, "refuses traces" in wrong.seen) == (Health.WARN, True)
    assert list(_traces(settings(tmp_path))) == []


def test_settings_of_traces_are_checked(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        settings(tmp_path, **{ENDPOINT: "collector:4317"})
    with pytest.raises(ConfigError, match="OTEL_EXPORTER_OTLP_PROTOCOL"):
        settings(tmp_path, **{ENDPOINT: "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})

    known = settings(tmp_path, OTEL_EXPORTER_OTLP_HEADERS="a=1", OTEL_EXPORTER_OTLP_TRACES_HEADERS="a=2")
    assert (known.traces_endpoint, known.traces_headers) == (None, "a=2")
    assert replace(known, otel_traces_headers=None).traces_headers == "a=1"
    assert "OTEL_EXPORTER_OTLP_HEADERS" in Settings.secret_names()


def test_a_process_without_traces_does_not_load_the_packages() -> None:
    code = (
        "import sys, clueso.tracing as t\nwith t.span('x'): pass\nassert 'opentelemetry' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
