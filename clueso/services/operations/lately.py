"""What the last hour brought, for monitoring: how steps ended and how long they took, tokens, deliveries."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, select

from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import TRANSCRIBE, WRITE, kind_of
from clueso.errors import RecordingError, by_slug
from clueso.extensions import db
from clueso.models import Chunk, Delivery, PaidCall, Step, from_now
from clueso.services.operations.failures import is_dismissed

WINDOW_S, DAY_S = 3600.0, 86400.0
MOST_STEPS = 5000
"""Steps that are looked at: the newest of the hour. The figures of more are nearly the same."""


@dataclass(frozen=True, slots=True)
class Lately:
    """Steps by kind and status, seconds by kind, failures by (code, fault) but those that were dismissed, all of WINDOW_S.

    `real_time_factor` is the time of transcribing per time of sound; None if nothing was transcribed. `calls`
    are those of language models. `deliveries` by status are those whose last try was in that time, and all that
    are pending.
    """

    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    real_time_factor: float | None = None
    calls: tuple["Calls", ...] = ()
    deliveries: Mapping[str, int] = field(default_factory=dict)

    def kinds(self) -> list["Ended"]:
        """Return how the steps of each kind ended, by their names."""
        names = sorted({kind for kind, _ in self.ended})
        return [
            Ended(
                name,
                done=self.ended[name, StepStatus.DONE],
                failed=self.ended[name, StepStatus.FAILED],
                seconds=self.seconds[name],
            )
            for name in names
        ]


@dataclass(frozen=True, slots=True)
class Calls:
    """Tokens of the answers of one model, and how many answers came without their number of tokens."""

    model: str
    input_tokens: int
    output_tokens: int
    uncounted: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How many steps of a kind ended in each way, and the seconds that all of them took."""

    name: str
    done: int
    failed: int
    seconds: float

    @property
    def mean_s(self) -> float:
        return self.seconds / (self.done + self.failed)


def lately() -> Lately:
    """Return the figures. Raises SQLAlchemyError."""
    found = Lately(real_time_factor=_real_time_factor(), calls=_calls(), deliveries=_deliveries())
    query = (
        select(
            Step.name,
            Step.status,
            Step.started_at,
            Step.finished_at,
            Step.error,
            is_dismissed().label("dismissed"),
        )
        .where(_has_ended_lately())
        .order_by(Step.finished_at.desc())
        .limit(MOST_STEPS)
    )
    with db.engine.connect() as connection:
        rows = connection.execute(query).all()
    for name, status, started_at, finished_at, error, dismissed in rows:
        kind = kind_of(name).name
        found.ended[kind, status] += 1
        found.seconds[kind] += _between_s(started_at, finished_at)
        if status == StepStatus.FAILED and not dismissed:
            code = (error or {}).get("code", "unknown")
            found.failures[code, fault_of(code)] += 1
    return found


def _has_ended_lately() -> ColumnElement[bool]:
    """Match steps that ended within the hour, and could begin within a day before: for that there is an index."""
    ended = Step.status.in_((StepStatus.DONE, StepStatus.FAILED))
    return and_(ended, Step.run_after > from_now(-DAY_S), Step.finished_at > from_now(-WINDOW_S))


def fault_of(code: str) -> str:
    """Return `recording` if the user's file is the cause of this error, else `ours`."""
    error = by_slug().get(code)
    return "recording" if error and issubclass(error, RecordingError) else "ours"


def _real_time_factor() -> float | None:
    query = (
        select(Step.started_at, Step.finished_at, Chunk.start_ms, Chunk.end_ms)
        .join(
            Chunk,
            (Chunk.project_id == Step.project_id)
            & (Step.name == literal(f"{TRANSCRIBE.name}:") + cast(Chunk.number, String)),
        )
        .where(
            _has_ended_lately(),
            Step.status == StepStatus.DONE,
            Step.queue == TRANSCRIBE.queue,
            Step.started_at.is_not(None),
        )
        .order_by(Step.finished_at.desc())
        .limit(MOST_STEPS)
    )
    with db.engine.connect() as connection:
        rows = connection.execute(query).all()
    sound_s = sum((end_ms - start_ms) / 1000 for _, _, start_ms, end_ms in rows)
    taken_s = sum(_between_s(started, finished) for started, finished, _, _ in rows)
    return taken_s / sound_s if sound_s else None


def _between_s(started_at: datetime | None, finished_at: datetime | None) -> float:
    return max((finished_at - started_at).total_seconds(), 0) if started_at and finished_at else 0.0


def _calls() -> tuple[Calls, ...]:
    # By their projects, which have an index: only steps that write pay.
    is_running = Step.status == StepStatus.RUNNING
    paying = select(Step.project_id).where(Step.queue == WRITE.queue, is_running | _has_ended_lately())
    is_uncounted = PaidCall.input_tokens + PaidCall.output_tokens == 0
    query = (
        select(
            PaidCall.model,
            func.sum(PaidCall.input_tokens),
            func.sum(PaidCall.output_tokens),
            func.sum(case((is_uncounted, 1), else_=0)),
        )
        .where(PaidCall.finished_at > from_now(-WINDOW_S), PaidCall.project_id.in_(paying))
        .group_by(PaidCall.model)
        .order_by(PaidCall.model)
    )
    with db.engine.connect() as connection:
        rows = connection.execute(query).all()
    return tuple(Calls(model, *map(int, counts)) for model, *counts in rows)


def _deliveries() -> dict[str, int]:
    query = (
        select(Delivery.status, func.count().label("deliveries"))
        .where((Delivery.status == "pending") | (Delivery.run_after > from_now(-WINDOW_S)))
        .group_by(Delivery.status)
    )
    with db.engine.connect() as connection:
        return {str(row.status): int(row.deliveries) for row in connection.execute(query)}
