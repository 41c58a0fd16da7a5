"""Lines of the log: the ids, both formats, and Sentry where it is wanted and installed."""

import json
import logging
import sys
from types import ModuleType
from typing import Any

import pytest

from clueso import logs, observers

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def record(**extra: Any) -> logging.LogRecord:
    found = logging.getLogger("clueso.test").makeRecord(
        "clueso.test", logging.INFO, __file__, 1, "%s\nis said", ("this",), None, extra=extra
    )
    assert isinstance(found, logging.LogRecord)
    return found


def test_a_line_of_json_has_the_ids_of_its_block_alone() -> None:
    logs.begin(request="r1", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01", project=None)
    with logs.about(step="probe", attempt=2, user=None):
        text = logs.Json().format(record(fields={"seconds": 0.5}))
    line = json.loads(text)

    assert "\n" not in text
    told = {name: line.get(name) for name in ("message", "request", "trace", "step", "attempt", "seconds")}
    assert told == {
        "message": "this\nis said",
        "request": "r1",
        "trace": TRACE,
        "step": "probe",
        "attempt": "2",
        "seconds": 0.5,
    }
    assert not {"user", "project", "traceparent"} & set(line)
    assert "step" not in json.loads(logs.Json().format(record()))
    assert "[r1] this" in logs.Text().format(record())


@pytest.mark.parametrize(
    "header", ["", "00-zz-00f067aa0ba902b7-01", f"00-{TRACE}-00f067aa0ba902b7-01\nforged"]
)
def test_a_malformed_traceparent_is_dropped(header: str) -> None:
    assert logs.traceparent_of(header) is None


def test_sentry_gets_errors_with_their_ids_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[dict[str, Any]] = []
    sentry = ModuleType("sentry_sdk")
    sentry.init = lambda **named: begun.append(named)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentry_sdk", sentry)
    monkeypatch.setattr(observers, "find_spec", lambda _: True)

    observers.report_errors(None)
    observers.report_errors("https://key@sentry.example.com/1")

    (options,) = begun
    assert options["send_default_pii"] is False
    logs.begin(project="p1")
    assert options["before_send"]({}, None)["tags"] == {"project": "p1"}
