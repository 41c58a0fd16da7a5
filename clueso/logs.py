"""Logging: one format for all lines, each with the id of its request."""

import logging

from flask import g, has_request_context

FORMAT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"


class _RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = g.get("request_id", "-") if has_request_context() else "-"
        return True


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]  # generic in the stubs only
    """Writes to standard error.

    It is a class of our own so that a second `set_up` recognises the first one's handler.
    """


def set_up(level: str) -> None:
    """Log messages of `clueso` and `jobs` to standard error.

    It may be called again; the last level counts.
    """
    for name in ("clueso", "jobs"):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        if not any(isinstance(handler, _Handler) for handler in logger.handlers):
            handler = _Handler()
            handler.setFormatter(logging.Formatter(FORMAT))
            handler.addFilter(_RequestId())
            logger.addHandler(handler)
