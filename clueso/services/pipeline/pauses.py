"""What a paused queue means for the pipeline: none of its steps begins, and the time of the pause does not count.

`services.operations.pausing` begins and ends pauses.
"""

from sqlalchemy import ColumnElement, select

from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.models import PausedQueue, Project, Step

OPEN = [status for status in StepStatus if not status.is_settled]


def is_paused() -> ColumnElement[bool]:
    """Match the steps of paused queues."""
    return Step.queue.in_(select(PausedQueue.queue))


def has_open_step(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match projects with an unfinished step for which `which` holds."""
    return (
        select(Step.id)
        .where(Step.project_id == Project.id, Step.status.in_(OPEN), which)
        .correlate(Project)
        .exists()
    )


def waits_for_resumption(step: Step) -> bool:
    """Return whether the step could run if its queue were not paused. Needs a transaction."""
    return step.status == StepStatus.QUEUED and db.session.get(PausedQueue, step.queue) is not None
