"""A worker that kills itself with SIGKILL, once, at the point in its project's title.

`crashing_sweep` starts it; this module wraps the product's functions. A point is "<step>/<moment>"
("extract/after-put"); each one that fired leaves a file in CRASH_DIR.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from clueso.domain.ports.writer import Reply
from clueso.domain.steps.step_kinds import kind_of
from clueso.errors import WriterDown
from clueso.models import Project
from clueso.queue import Courier
from clueso.services.pipeline import claimed_steps, ledger
from clueso.services.pipeline.claimed_steps import Claim
from clueso.storage.s3 import S3Storage
from jobs.paid_calls import PaidCalls

CLAIM, COMMIT, ENQUEUE = (
    ("before-claim", "after-claim"),
    ("before-commit", "in-commit", "after-commit"),
    (
        "before-enqueue",
        "after-enqueue",
    ),
)
CHECKPOINT = ("before-checkpoint", "in-checkpoint", "after-checkpoint")
PUT, DELETE, CALL = (
    ("before-put", "after-put"),
    ("before-delete", "after-delete"),
    (
        "before-call",
        "after-reply",
        "after-keep",
    ),
)
REFUSED = ("before-refund", "after-refund", "before-fail", "after-fail")
TERMINATED = ("before-hand-back", "after-hand-back")
"""Moments that come only with an error in a call, or with a SIGTERM: these are made to happen once."""
MOMENTS = {
    "probe": CLAIM + COMMIT + ENQUEUE + PUT,
    "extract": CLAIM + COMMIT + ENQUEUE + PUT + ("before-chain", "after-chain") + TERMINATED,
    "transcribe": CLAIM + COMMIT + ENQUEUE,
    "join": CLAIM + COMMIT + ENQUEUE,
    "write": CLAIM + COMMIT + ENQUEUE + CHECKPOINT + CALL + REFUSED,
    "pictures": CLAIM + COMMIT + ENQUEUE + PUT + CHECKPOINT,
    "finish": CLAIM + COMMIT + DELETE,
    "export": CLAIM + COMMIT + PUT,
    "purge": CLAIM + COMMIT + DELETE,
}
DATABASE_URL = os.environ.get("DATABASE_URL", "")  # `worker.main` takes what is secret out of the environment
POINTS = tuple(f"{step}/{moment}" for step, moments in MOMENTS.items() for moment in moments)


@dataclass
class Now:
    """What this process is working on."""

    step: str = ""
    title: str = ""
    is_committed: bool = False


now = Now()


def reach(moment: str) -> None:
    """Kill this process if the project names this point and no process has died there before."""
    if now.title == f"{now.step}/{moment}":
        die_once(now.title)


def die_once(point: str) -> None:
    if is_first(point):
        os.kill(os.getpid(), signal.SIGKILL)


def is_first(point: str) -> bool:
    """Whether no process has come here before; notes that one has."""
    try:
        os.close(os.open(mark_of(Path(os.environ["CRASH_DIR"]), point), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def mark_of(folder: Path, point: str) -> Path:
    return folder / point.replace("/", ".")


def look_up(step_id: str) -> None:
    query = "SELECT s.name, p.title FROM steps s JOIN projects p ON p.id = s.project_id WHERE s.id = %s"
    with psycopg.connect(DATABASE_URL) as connection:
        row = connection.execute(query, [step_id]).fetchone()
    now.step, now.title = (kind_of(row[0]).name, row[1]) if row else ("", "")
    now.is_committed = False


def _around(moments: tuple[str, str], what: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        reach(moments[0])
        result = what(*args, **kwargs)
        reach(moments[1])
        return result

    return wrapped


def _claiming(claim: Callable[..., Claim | None]) -> Callable[..., Claim | None]:
    def wrapped(step_id: str, attempt: int, **values: Any) -> Claim | None:
        look_up(step_id)
        reach("before-claim")
        won = claim(step_id, attempt, **values)
        if won is not None:
            reach("after-claim")
        return won

    return wrapped


def _finishing(finish: Callable[..., None]) -> Callable[..., None]:
    def wrapped(claim: Claim, write: Callable[..., None]) -> None:
        def write_and_reach(*args: Project) -> None:
            write(*args)
            reach("in-commit")

        reach("before-commit")
        finish(claim, write_and_reach)
        reach("after-commit")
        now.is_committed = True

    return wrapped


def _keeping(checkpoint: Callable[..., None]) -> Callable[..., None]:
    def wrapped(claim: Claim, write: Callable[[], None]) -> None:
        def write_and_reach() -> None:
            write()
            reach("in-checkpoint")

        reach("before-checkpoint")
        checkpoint(claim, write_and_reach)
        reach("after-checkpoint")

    return wrapped


def _sending(send: Callable[..., None]) -> Callable[..., None]:
    def wrapped(courier: Courier, message: Any) -> None:
        if now.is_committed:
            reach("before-enqueue")
        send(courier, message)
        if now.is_committed:
            reach("after-enqueue")

    return wrapped


def _paying(paid: Callable[..., Reply]) -> Callable[..., Reply]:
    def wrapped(self: PaidCalls, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        def send_and_reach(key: str) -> Reply:
            reach("before-call")
            _meet_trouble()
            reply = send(key)
            reach("after-reply")
            return reply

        return paid(self, part, prompt, model, send_and_reach)

    return wrapped


def _putting(upload: Callable[..., None]) -> Callable[..., None]:
    def wrapped(*args: Any) -> None:
        _meet_trouble()
        reach("before-put")
        upload(*args)
        reach("after-put")

    return wrapped


def _meet_trouble() -> None:
    step, _, moment = now.title.partition("/")
    if step != now.step or moment not in REFUSED + TERMINATED or not is_first(f"{now.title} has trouble"):
        return
    if moment in REFUSED:
        raise WriterDown
    os.kill(os.getpid(), signal.SIGTERM)


def install() -> None:
    """Put the points around what commits, puts, enqueues and pays."""
    patches: list[tuple[Any, str, Callable[..., Any]]] = [
        (claimed_steps, "claim", _claiming(claimed_steps.claim)),
        (claimed_steps, "checkpoint", _keeping(claimed_steps.checkpoint)),
        (claimed_steps, "finish", _finishing(claimed_steps.finish)),
        (claimed_steps, "finish_by_removal", _finishing(claimed_steps.finish_by_removal)),
        (Courier, "send", _sending(Courier.send)),
        (Courier, "defer", _around(("before-chain", "after-chain"), Courier.defer)),
        (S3Storage, "upload", _putting(S3Storage.upload)),
        (S3Storage, "delete", _around(("before-delete", "after-delete"), S3Storage.delete)),
        (PaidCalls, "paid", _paying(PaidCalls.paid)),
        (claimed_steps, "fail", _around(("before-fail", "after-fail"), claimed_steps.fail)),
        (
            claimed_steps,
            "hand_back",
            _around(("before-hand-back", "after-hand-back"), claimed_steps.hand_back),
        ),
        (ledger, "refund", _around(("before-refund", "after-refund"), ledger.refund)),
        (ledger, "record", _around(("before-keep", "after-keep"), ledger.record)),
    ]
    for owner, name, replacement in patches:
        setattr(owner, name, replacement)
