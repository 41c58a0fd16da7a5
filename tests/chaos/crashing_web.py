"""A web process that kills itself with SIGKILL, once, at the point in a request's X-Crash header.

`gunicorn tests.chaos.crashing_wsgi:app` wraps the product's functions. Each point that fired leaves a file in
CRASH_DIR.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import has_request_context, request

from clueso.queue import Courier
from clueso.services import idempotency
from clueso.services.documents import rewriting
from clueso.services.exports import orders
from clueso.services.projects import projects
from clueso.services.uploads import uploads
from clueso.storage.s3 import S3Storage
from tests.chaos.crashing_worker import mark_of

HEADER = "X-Crash"
ABANDONED_S = 2
"""How long a client is refused because a request that died counts as running; a minute in the product."""
COMMIT, ENQUEUE, KEEP = (
    ("before-commit", "after-commit"),
    ("before-enqueue", "after-enqueue"),
    ("before-keep", "after-keep"),
)
MOMENTS = {
    "announce": ("before-storage", "after-storage", *COMMIT, *KEEP),
    "complete": ("before-storage", "after-storage", *COMMIT),
    "create": COMMIT + ENQUEUE + KEEP,
    "cancel": COMMIT,
    "retry": COMMIT + ENQUEUE,
    "delete": COMMIT,
    "order-export": COMMIT + ENQUEUE + KEEP,
    "write-again": COMMIT + ENQUEUE + KEEP,
}
POINTS = tuple(f"{request}/{moment}" for request, moments in MOMENTS.items() for moment in moments)


def reach(point: str) -> None:
    """Kill this process if the request names the point and no process has died there before."""
    if not has_request_context() or request.headers.get(HEADER) != point:
        return
    try:
        os.close(os.open(mark_of(Path(os.environ["CRASH_DIR"]), point), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _around(names: tuple[str, ...], moments: tuple[str, str], what: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **values: Any) -> Any:
        for name in names:
            reach(f"{name}/{moments[0]}")
        result = what(*args, **values)
        for name in names:
            reach(f"{name}/{moments[1]}")
        return result

    return wrapped


def install() -> None:
    """Put the points around what commits, stores, enqueues and keeps an answer."""
    idempotency.ABANDONED_S = ABANDONED_S
    storage = ("before-storage", "after-storage")
    places: list[tuple[Any, str, tuple[str, ...], tuple[str, str]]] = [
        (uploads, "_insert", ("announce",), COMMIT),
        (uploads, "_mark_stored", ("complete",), COMMIT),
        (S3Storage, "create_multipart", ("announce",), storage),
        (S3Storage, "complete_multipart", ("complete",), storage),
        (projects, "_insert", ("create",), COMMIT),
        (projects, "cancel", ("cancel",), COMMIT),
        (projects, "_retry_in_turn", ("retry",), COMMIT),
        (projects, "_hide", ("delete",), COMMIT),
        (orders, "_queue", ("order-export",), COMMIT),
        (rewriting, "_queue", ("write-again",), COMMIT),
        (Courier, "send", ("create", "retry", "order-export", "write-again"), ENQUEUE),
        (idempotency, "keep", ("announce", "create", "order-export", "write-again"), KEEP),
    ]
    for owner, name, requests, moments in places:
        setattr(owner, name, _around(requests, moments, getattr(owner, name)))
