"""Logging: each line with the ids of what it is about, as text for people or as JSON for programs.

The ids of a request travel with its work: they stand in its steps, and a worker and its children take them from there.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

FORMATS = ("json", "text")
TEXT = "%(asctime)s %(levelname)s %(name)s [%(request)s] %(message)s"
OURS = ("clueso", "jobs", "rq.worker", "opentelemetry")
TRACEPARENT = re.compile(r"00-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-[0-9a-f]{2}")
"""The header of W3C Trace Context, version 00."""

_ids: ContextVar[Mapping[str, str]] = ContextVar("ids")


def ids() -> dict[str, str]:
    """Return the ids of what this thread works on: `request`, `traceparent`, `user`, `project`, `step`, …"""
    return dict(_ids.get({}))


def begin(**known: str | None) -> None:
    """Begin something new in this thread: its lines have these ids and no others."""
    _ids.set({name: value for name, value in known.items() if value})


def add(**known: str) -> None:
    """Give the lines of this thread these ids too."""
    _ids.set({**ids(), **known})


@contextmanager
def about(**known: str | int | None) -> Iterator[None]:
    """Give the lines within the block these ids too."""
    token = _ids.set(ids() | {name: str(value) for name, value in known.items() if value is not None})
    try:
        yield
    finally:
        _ids.reset(token)


def traceparent_of(header: str) -> str | None:
    """Return the header if it is well-formed, else None: a caller must not put anything else into a log."""
    return header if TRACEPARENT.fullmatch(header) else None


class Text(logging.Formatter):
    """One line, with the id of the request."""

    def __init__(self) -> None:
        super().__init__(TEXT, defaults={"request": "-"})

    def format(self, record: logging.LogRecord) -> str:
        record.request = ids().get("request", "-")
        return super().format(record)


class Json(logging.Formatter):
    """One object per line: `at`, `level`, `logger`, `message`, the ids, and the `fields` of the message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
            **_told(ids()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _told(known: dict[str, str]) -> dict[str, str]:
    """Return the ids with the trace's own in place of the header."""
    match = TRACEPARENT.fullmatch(known.pop("traceparent", ""))
    return known | ({"trace": match["trace"]} if match else {})


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]  # generic in the stubs only
    """Writes to standard error.

    It is a class of our own so that a second `set_up` recognises the first one's handler.
    """


def formatter(form: str) -> logging.Formatter:
    return Json() if form == "json" else Text()


def set_up(level: str, form: str = "text") -> None:
    """Log messages of `clueso`, `jobs`, RQ's worker and OpenTelemetry to standard error.

    It may be called again; the last level and format count.
    """
    for name in OURS:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        handler = next((one for one in logger.handlers if isinstance(one, _Handler)), None)
        if handler is None:
            handler = _Handler()
            logger.addHandler(handler)
        handler.setFormatter(formatter(form))


def set_up_as() -> dict[str, str]:
    """Return how this process logs, for a child that shall log the same way."""
    logger = logging.getLogger("clueso")
    form = "json" if any(isinstance(handler.formatter, Json) for handler in logger.handlers) else "text"
    return {"level": logging.getLevelName(logger.getEffectiveLevel()), "form": form}
