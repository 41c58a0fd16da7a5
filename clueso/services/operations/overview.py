"""How much work there is over all users, for monitoring."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.models import Step, from_now
from clueso.services.operations.failures import is_dismissed
from clueso.services.pipeline.dispatch import is_wanted

WATCHED = (StepStatus.WAITING, StepStatus.QUEUED, StepStatus.RUNNING, StepStatus.FAILED)
"""The statuses that are counted. Done and cancelled steps only grow in number, and counting them would take
longer each day.
"""


@dataclass(frozen=True, slots=True)
class Overview:
    """Steps by (queue, status) without dismissed failures, and for how long, in seconds, the oldest step of each queue has been
    runnable, including the pauses between its tries.
    """

    steps: dict[tuple[str, str], int]
    oldest_queued_s: dict[str, float]


def runnable_since() -> ColumnElement[datetime]:
    """Return the time since which a queued step has been runnable."""
    # Rows of the release before `runnable_at` have only `run_after`, which moves with each retry.
    return func.coalesce(Step.runnable_at, Step.run_after)


def overview() -> Overview:
    """Return the overview. Raises SQLAlchemyError."""
    # Not `transactional`, which would retry: the monitoring asks again soon.
    with db.engine.connect() as connection:
        counted = connection.execute(
            select(Step.queue, Step.status, func.count())
            .where(Step.status.in_(WATCHED), ~is_dismissed())
            .group_by(Step.queue, Step.status)
        ).all()
        oldest = connection.execute(
            select(Step.queue, func.min(runnable_since()), from_now(0))
            .where(Step.status == StepStatus.QUEUED, runnable_since() <= from_now(0), is_wanted())
            .group_by(Step.queue)
        ).all()
    return Overview(
        steps={(queue, status): count for queue, status, count in counted},
        oldest_queued_s={queue: (now - since).total_seconds() for queue, since, now in oldest},
    )
