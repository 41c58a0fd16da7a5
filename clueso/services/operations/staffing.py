"""Whether anybody works: the workers of each queue beside the steps that wait there, pauses, and the last sweep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.models import Installation, PausedQueue, from_now
from clueso.queue import QUEUES, Courier, RedisError
from clueso.services.operations.overview import Overview, overview

OVERDUE_SWEEPS = 8
"""A sweep is overdue after this many times SWEEP_S: a slow one takes a few."""
LEAST_OVERDUE_S = 60.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Who paused a queue, and when."""

    by: str
    since: datetime

    def __str__(self) -> str:
        return f"paused by {self.by} since {self.since:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Staff:
    """The workers of one queue and its work. `workers` is None if Redis, which knows them, does not answer.
    `pause` is None unless the queue is paused.
    """

    queue: str
    workers: int | None
    waiting: int
    running: int
    oldest_s: float | None
    pause: Pause | None = None

    @property
    def is_missing(self) -> bool:
        return self.workers == 0 and self.pause is None

    def __str__(self) -> str:
        workers = {None: "workers unknown", 0: "no worker", 1: "1 worker"}.get(
            self.workers, f"{self.workers} workers"
        )
        waiting = {0: "no step waits", 1: "1 step waits"}.get(self.waiting, f"{self.waiting} steps wait")
        if self.pause is not None:
            return f"{self.queue}: {self.pause}, {waiting}"
        oldest = f", oldest {self.oldest_s:.0f} s" if self.oldest_s is not None else ""
        return f"{self.queue}: {workers}, {waiting}{oldest}"


@dataclass(frozen=True, slots=True)
class Presence:
    """The staff of each queue, and how long ago the last sweep ended: None if there was none."""

    staff: list[Staff]
    swept_s: float | None
    sweep_limit_s: float

    @property
    def sweep(self) -> str:
        if self.swept_s is None:
            return "no sweep has run yet"
        return f"last sweep {self.swept_s:.0f} s ago"

    @property
    def is_swept(self) -> bool:
        return self.swept_s is not None and self.swept_s <= self.sweep_limit_s

    def troubles(self) -> Iterator[str]:
        """Yield a line for each queue that is paused or has no worker, and one if the sweep is overdue."""
        yield from (str(one) for one in self.staff if one.pause or one.is_missing)
        if not self.is_swept:
            yield self.sweep


def presence(courier: Courier, sweep_s: float) -> Presence:
    """Return who works. Raises SQLAlchemyError."""
    return Presence(_staff(courier, overview()), _swept_s(), max(OVERDUE_SWEEPS * sweep_s, LEAST_OVERDUE_S))


def _staff(courier: Courier, found: Overview) -> list[Staff]:
    try:
        workers: dict[str, int] | None = courier.workers()
    except RedisError:
        workers = None
    pauses = _pauses()
    return [
        Staff(
            queue,
            None if workers is None else workers[queue],
            found.steps.get((queue, StepStatus.QUEUED), 0),
            found.steps.get((queue, StepStatus.RUNNING), 0),
            found.oldest_queued_s.get(queue),
            pauses.get(queue),
        )
        for queue in QUEUES
    ]


def _pauses() -> dict[str, Pause]:
    query = select(PausedQueue.queue, PausedQueue.paused_by, PausedQueue.paused_at)
    with db.engine.connect() as connection:
        return {queue: Pause(by, since) for queue, by, since in connection.execute(query)}


def _swept_s() -> float | None:
    # Not `transactional`, which would retry: the monitoring asks again soon.
    with db.engine.connect() as connection:
        row = connection.execute(select(Installation.swept_at, from_now(0))).first()
    return (row[1] - row[0]).total_seconds() if row and row[0] else None
