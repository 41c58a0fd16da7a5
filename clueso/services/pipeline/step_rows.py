"""Rows of a project's steps: locks, reads, adds, queues and ends them. Every function runs within a
transaction.
"""

from collections.abc import Callable
from functools import cache

from sqlalchemy import ColumnElement, false, or_, select

from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepState, StepStatus
from clueso.domain.steps.step_kinds import PIPELINE, StepKind, kind_of
from clueso.extensions import db
from clueso.models import Project, Step, from_now


def lock_project(project_id: str, *only: ColumnElement[bool]) -> Project | None:
    """Lock and return the project's row; None if there is none. Every change of its steps takes this lock
    first.
    """
    query = select(Project).where(Project.id == project_id, *only).with_for_update()
    # Without this the session would return the row as it read it before the lock.
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def lock_step(step_id: str, *only: ColumnElement[bool]) -> tuple[Project, Step] | None:
    """Lock and return a step and its project; None if no such step meets the conditions `only`."""
    # The project is locked before the step. All transactions keep this order, so that none blocks another for
    # ever.
    project_id = db.session.scalar(select(Step.project_id).where(Step.id == step_id))
    project = lock_project(project_id) if project_id else None
    query = select(Step).where(Step.id == step_id, *only).with_for_update()
    step = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    return (project, step) if project and step else None


def touch(project: Project) -> None:
    """Count a new version of the project, which changes its ETag."""
    project.version += 1
    project.updated_at = from_now(0)


def steps_of(project_id: str) -> list[Step]:
    """Return the project's steps, oldest first, as the database has them now."""
    query = select(Step).where(Step.project_id == project_id).order_by(Step.created_at, Step.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def needs_of(step: Step) -> list[str]:
    """Return the names of the steps that a waiting step waits for."""
    return [*step.needs, *kind_of(step.name).awaits]


def of_kind(matches: Callable[[StepKind], bool]) -> ColumnElement[bool]:
    """Match the steps whose kind is known and for which `matches` returns true."""
    return _named(tuple(kind.name for kind in PIPELINE.values() if matches(kind)))


@cache
def _named(names: tuple[str, ...]) -> ColumnElement[bool]:
    # Built once: every dispatch and every read of a project asks by it, and it has two conditions for each kind.
    return or_(false(), *(or_(Step.name == name, Step.name.startswith(f"{name}:")) for name in names))


def state_of(step: Step) -> StepState:
    """Return the state of a step, as needed for status, progress and the API."""
    begun = step.started_at is not None
    waits = step.status == StepStatus.QUEUED and step.error is not None
    return StepState(
        name=step.name,
        status=StepStatus(step.status),
        progress=step.progress,
        attempts=step.attempt if begun else 0,
        started_at=step.started_at,
        finished_at=step.finished_at,
        error=step.error if step.status == StepStatus.FAILED else None,
        trouble={**step.error, "retry_at": step.run_after} if step.error and waits else None,
    )


def add_step(
    project: Project, planned: PlannedStep, *, in_first_run: bool = True, delay_s: float = 0
) -> Step:
    """Add a step. It is runnable at once unless it needs others or is delayed."""
    step = Step(
        project_id=project.id,
        owner_id=project.owner_id,
        name=planned.name,
        needs=list(planned.needs),
        in_first_run=in_first_run,
        queue=kind_of(planned.name).queue,
        status=StepStatus.WAITING if planned.needs else StepStatus.QUEUED,
    )
    # Steps that wait get the defaults, which one statement inserts for all of them.
    if delay_s or not planned.needs:
        step.run_after = from_now(delay_s)
    if not planned.needs:
        step.runnable_at = from_now(delay_s)
    db.session.add(step)
    return step


def next_name(steps: list[Step], name: str) -> str:
    """Return a name for one more step like this: "write:guide#2" after "write:guide"."""
    # The first step has no number.
    numbers = [int(step.name.partition("#")[2] or 1) for step in steps if step.name.partition("#")[0] == name]
    return f"{name}#{max(numbers, default=0) + 1}"


def make_runnable(step: Step, *, delay_s: float = 0) -> None:
    """Queue the step as a new attempt. A worker that still runs the old attempt can no longer change
    anything.
    """
    step.status = StepStatus.QUEUED
    _begin_attempt(step)
    step.run_after = from_now(delay_s)


def begin_anew(step: Step) -> None:
    """Queue the step as if it had never been tried."""
    make_runnable(step)
    step.runnable_at = from_now(0)
    _forget_tries(step)


def wait_anew(step: Step) -> None:
    """Let the step wait for its needs as if it had never been tried. `settle` queues it once they are
    settled.
    """
    step.status = StepStatus.WAITING
    step.runnable_at = None
    _begin_attempt(step)
    _forget_tries(step)


def _begin_attempt(step: Step) -> None:
    step.attempt += 1
    step.owner = None
    step.lease_until = None
    step.sent_at = None


def _forget_tries(step: Step) -> None:
    step.errors = step.defects = step.crashes = 0
    step.progress = 0.0
    step.error = step.last_error = None
    step.started_at = step.finished_at = None


def end_step(step: Step, status: StepStatus) -> None:
    """End the step with a settled status. The caller writes its error, if there is one."""
    step.status = status
    step.owner = None
    step.lease_until = None
    step.error = None
    step.finished_at = from_now(0)
