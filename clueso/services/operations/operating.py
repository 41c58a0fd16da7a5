"""What operators see of the steps, and the one action that they have: requeue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from clueso.config import Settings
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import NotFound, NothingToDo
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.operations.overview import runnable_since
from clueso.services.pipeline import consequences, step_rows
from clueso.services.pipeline.dispatch import Dispatcher, is_wanted
from clueso.services.projects import projects
from clueso.services.transaction import transactional

SHOWN = 50
"""Rows of each kind on the board: those that wait longest, and those that failed last."""
AGE_OF: dict[StepStatus, Any] = {
    StepStatus.WAITING: Step.created_at,
    StepStatus.QUEUED: runnable_since(),
    StepStatus.RUNNING: Step.started_at,
    StepStatus.FAILED: Step.finished_at,
}
"""Since when a step has had this status. For a queued step, its retries don't count."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many steps of a queue have a status, and since when the oldest of them has it."""

    queue: str
    status: str
    steps: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """The failed, running and queued steps, each with the status of its project, and the counts."""

    now: datetime
    counts: list[Count]
    failed: Sequence[Any]
    running: Sequence[Any]
    queued: Sequence[Any]


@transactional
def board() -> Board:
    return Board(
        now=db.session.scalars(select(from_now(0))).one(),
        counts=[count for status in AGE_OF for count in _counts(status)],
        failed=_shown(StepStatus.FAILED, AGE_OF[StepStatus.FAILED].desc()),
        running=_shown(StepStatus.RUNNING, AGE_OF[StepStatus.RUNNING]),
        queued=_shown(StepStatus.QUEUED, AGE_OF[StepStatus.QUEUED]),
    )


def _is_due() -> ColumnElement[bool]:
    """Match all steps but the purge of a project that its owner can still restore."""
    return or_(
        ~step_rows.of_kind(lambda kind: kind.of_deleted),
        Step.status != StepStatus.QUEUED,
        Step.started_at.is_not(None),
        Step.run_after <= from_now(0),
    )


def _counts(status: StepStatus) -> list[Count]:
    rows = db.session.execute(
        select(Step.queue, func.count(), func.min(AGE_OF[status]))
        .where(Step.status == status, is_wanted(), _is_due())
        .group_by(Step.queue)
        .order_by(Step.queue)
    )
    return [Count(queue, status, steps, oldest) for queue, steps, oldest in rows]


def _shown(status: StepStatus, order: Any) -> Sequence[Any]:
    query = (
        select(Step, AGE_OF[status].label("since"), Project.status.label("project_status"))
        .join(Project, Project.id == Step.project_id)
        .where(Step.status == status, is_wanted(), _is_due())
        .order_by(order)
    )
    return db.session.execute(query.limit(SHOWN)).all()


def requeue(step_id: str, *, settings: Settings, dispatcher: Dispatcher) -> None:
    """Run a step again. Raises NotFound, NothingToDo.

    A failed step is retried as its owner's `retry` does, a running step is taken from its worker, a queued
    step is sent again.
    """
    step = _step(step_id)
    # A retry of the whole project also runs the steps that depend on the failed one.
    if step.status == StepStatus.FAILED:
        projects.requeue(step.user_id, step.project_id, settings=settings, dispatcher=dispatcher)
        return
    _hand_out_again(step_id)
    dispatcher.dispatch(step.user_id)


@transactional
def _step(step_id: str) -> Step:
    step = db.session.get(Step, step_id)
    if step is None:
        raise NotFound("There is no such step.")
    return step


@transactional
def _hand_out_again(step_id: str) -> None:
    project = step_rows.lock_project(_step(step_id).project_id)
    step = db.session.get(Step, step_id, populate_existing=True)
    if project is None or step is None:
        raise NotFound("There is no such step.")
    if step.status not in (StepStatus.QUEUED, StepStatus.RUNNING):
        raise NothingToDo(f"The step is {step.status}.")
    if not db.session.scalar(select(_is_due()).where(Step.id == step_id)):
        raise NothingToDo("The owner of the project can still bring it back.")
    step_rows.make_runnable(step)
    audit.record(Action.STEP_REQUEUED, step_id, step.user_id, project_id=step.project_id)
    # The status of a ready project does not depend on steps beside the first run.
    if ProjectStatus(project.status) is ProjectStatus.READY:
        step_rows.touch(project)
    else:
        consequences.refresh(project, step_rows.steps_of(project.id))
