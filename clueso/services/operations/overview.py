"""How much work there is, over all users: what those who run Clueso watch."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from clueso.domain.steps import StepStatus
from clueso.extensions import db
from clueso.models import Step, from_now
from clueso.services.pipeline.dispatch import is_wanted

WATCHED = (StepStatus.WAITING, StepStatus.QUEUED, StepStatus.RUNNING, StepStatus.FAILED)
"""Those that are done or cancelled only grow in number, and counting them takes longer each day."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Steps by (queue, status), and for how long the oldest step of each queue could have run, the pauses
    between its tries included, in seconds."""

    steps: dict[tuple[str, str], int]
    oldest_queued_s: dict[str, float]


def runnable_since() -> ColumnElement[datetime]:
    """Since when a queued step could run. `run_after` moves with each retry: it stands in for steps that
    the release before `runnable_at` made."""
    return func.coalesce(Step.runnable_at, Step.run_after)


def overview() -> Overview:
    """Asked once and never again: who scrapes does so anew in a moment."""
    with db.engine.connect() as connection:
        counted = connection.execute(
            select(Step.queue, Step.status, func.count())
            .where(Step.status.in_(WATCHED))
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
