"""Sends webhooks and notices, in threads of the sweep process: a receiver that is slow or dead holds up no step."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from clueso.domain.ports.mailer import Receipt
from clueso.services.notifications import notices
from clueso.services.notifications import sending as notice_sending
from clueso.services.webhooks import deliveries
from clueso.services.webhooks import sending as webhook_sending
from clueso.services.webhooks.deliveries import Outcome
from jobs.runtime import Runtime

log = logging.getLogger(__name__)

PAUSE_S = 1.0
DEFECT = "Something went wrong on our side."


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of what is sent, in threads of its own: a mail server that is slow holds up no webhook.

    `at_once` is how many one process sends at the same time.
    """

    name: str
    at_once: int
    claim: Callable[[int], list[Any]]
    send: Callable[[Runtime, Any], None]
    record_defect: Callable[[Any], None]


LINES = (
    Line(
        "deliveries",
        8,
        lambda at_most: deliveries.claim(at_most),
        lambda runtime, claimed: webhook_sending.send(
            claimed, runtime.toolbox.outgoing, public_url=runtime.settings.public_url
        ),
        lambda claimed: deliveries.record(claimed, Outcome(error=DEFECT)),
    ),
    Line(
        "notices",
        4,
        lambda at_most: notices.claim(at_most),
        lambda runtime, claimed: notice_sending.send(claimed, runtime.toolbox.post),
        lambda claimed: notices.record(claimed, Receipt(DEFECT)),
    ),
)


def start(runtime: Runtime) -> list[Thread]:
    """Send what is due until the shutdown, in threads of their own."""
    threads = [Thread(target=_serve, args=(runtime, line), name=line.name, daemon=True) for line in LINES]
    for thread in threads:
        thread.start()
    return threads


def _serve(runtime: Runtime, line: Line) -> None:
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(line.at_once, thread_name_prefix=line.name) as senders:
        while not runtime.shutdown.is_requested:
            running = {future for future in running if not future.done()}
            for claimed in _claim(runtime, line, line.at_once - len(running)):
                running.add(senders.submit(_send, runtime, line, claimed))
            runtime.shutdown.wait(PAUSE_S)


def send_due(runtime: Runtime) -> int:
    """Send everything that is due now, one after the other. Return how many tries that took."""
    tries = 0
    for line in LINES:
        while claimed := _claim(runtime, line, line.at_once):
            for one in claimed:
                _send(runtime, line, one)
            tries += len(claimed)
    return tries


def _claim(runtime: Runtime, line: Line, at_most: int) -> list[Any]:
    if at_most < 1:
        return []
    try:
        with runtime.app.app_context():
            return line.claim(at_most)
    except SQLAlchemyError as error:
        log.warning("the database does not answer, the %s wait: %s", line.name, error)
    except Exception:  # if it propagated, the thread would end and nobody would notice
        log.exception("none of the %s could be claimed", line.name)
    return []


def _send(runtime: Runtime, line: Line, claimed: Any) -> None:
    try:
        with runtime.app.app_context():
            line.send(runtime, claimed)
    except SQLAlchemyError as error:
        log.warning(
            "the database does not answer, %s is sent again once its lease ends: %s", claimed.id, error
        )
    except Exception:  # one bad row must not stop the others
        log.exception("%s of the %s met a defect of ours", claimed.id, line.name)
        with suppress(SQLAlchemyError), runtime.app.app_context():
            line.record_defect(claimed)
