"""`python -m tests.chaos.crashing_sweep QUEUE`: a worker with the points of its steps, of the sweep that
every worker does, and of the janitor; then `worker.main`.

A project titled "sweep/<moment>" first loses the worker that claimed its `probe`, so that there is
something to sweep; an upload named "janitor.<moment>" dies with the janitor that clears it.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

import worker
from clueso.queue import Courier, Message
from clueso.services.operations import janitor
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.pipeline.sweep import sweep
from clueso.storage.s3 import S3Storage
from jobs import serving
from tests.chaos import crashing_worker
from tests.chaos.crashing_worker import die_once, look_up, now, reach

MOMENTS = {
    "sweep": ("before-expire", "after-expire", "before-enqueue", "after-enqueue"),
    "janitor": ("before-delete", "after-delete", "before-commit", "after-commit"),
}
POINTS = crashing_worker.POINTS + tuple(
    f"{who}/{moment}" for who, moments in MOMENTS.items() for moment in moments
)

is_sweeping = False


def name_of(point: str) -> str:
    """What the upload of a janitor's point is called."""
    return point.replace("/", ".")


def _losing(claim: Callable[..., Claim | None]) -> Callable[..., Claim | None]:
    def wrapped(step_id: str, attempt: int, **values: Any) -> Claim | None:
        won = claim(step_id, attempt, **values)
        if won is not None and now.title.startswith("sweep/"):
            die_once(f"{now.title} has work")
        return won

    return wrapped


def _sweeping(sweep: Callable[..., None]) -> Callable[..., None]:
    def wrapped(*args: Any) -> None:
        global is_sweeping
        is_sweeping = True
        try:
            sweep(*args)
        finally:
            is_sweeping = False

    return wrapped


def _expiring(expire: Callable[..., str | None]) -> Callable[..., str | None]:
    def wrapped(step_id: str, *args: Any) -> str | None:
        _sweeps(step_id)
        reach("before-expire")
        user_id = expire(step_id, *args)
        reach("after-expire")
        return user_id

    return wrapped


def _sending(send: Callable[..., None]) -> Callable[..., None]:
    def wrapped(courier: Courier, message: Message) -> None:
        if not is_sweeping:
            send(courier, message)
            return
        _sweeps(message.step_id)
        reach("before-enqueue")
        send(courier, message)
        reach("after-enqueue")

    return wrapped


def _sweeps(step_id: str) -> None:
    look_up(step_id)
    now.step = "sweep"


def _clearing(moments: tuple[str, str], clear: Callable[..., Any]) -> Callable[..., Any]:
    """`clear` takes, as its last argument, the keys of uploads or an upload's id."""

    def wrapped(*args: Any) -> Any:
        named = _uploads_named([args[-1]] if isinstance(args[-1], str) else args[-1])
        _die_as(named, moments[0])
        cleared = clear(*args)
        _die_as(named, moments[1])
        return cleared

    return wrapped


def _die_as(named: set[str], moment: str) -> None:
    if name_of(f"janitor/{moment}") in named:
        die_once(f"janitor/{moment}")


def _uploads_named(keys: Sequence[str]) -> set[str]:
    query = "SELECT filename FROM uploads WHERE key = ANY(%s) OR id = ANY(%s)"
    with psycopg.connect(crashing_worker.DATABASE_URL) as connection:
        return {row[0] for row in connection.execute(query, [list(keys), list(keys)])}


def install() -> None:
    """Put the points around what the sweep commits and enqueues, and around what the janitor removes."""
    patches: list[tuple[Any, str, Callable[..., Any]]] = [
        (claimed_steps, "claim", _losing(claimed_steps.claim)),
        (claimed_steps, "expire", _expiring(claimed_steps.expire)),
        (serving, "sweep", _sweeping(sweep)),
        (Courier, "send", _sending(Courier.send)),
        (S3Storage, "delete", _clearing(("before-delete", "after-delete"), S3Storage.delete)),
        (janitor, "_mark_cleared", _clearing(("before-commit", "after-commit"), janitor._mark_cleared)),
    ]
    for owner, name, replacement in patches:
        setattr(owner, name, replacement)


if __name__ == "__main__":
    crashing_worker.install()
    install()
    worker.main(sys.argv[1:])
