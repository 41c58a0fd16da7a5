"""Rows of a project's steps: lock, read, add, hand out and end them. Every function runs within a transaction."""

from sqlalchemy import ColumnElement, select

from clueso.domain.steps import PlannedStep, StepState, StepStatus, handler_of
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.queue import PIPELINE


def lock_project(project_id: str, *only: ColumnElement[bool]) -> Project | None:
    """Lock and return the project's row, None where there is none. Every change of its steps takes this lock first."""
    query = select(Project).where(Project.id == project_id, *only).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def touch(project: Project) -> None:
    """Count a new version of the project, which changes its ETag."""
    project.version += 1
    project.updated_at = from_now(0)


def steps_of(project_id: str) -> list[Step]:
    """Return the project's steps, oldest first, as the database has them now."""
    query = select(Step).where(Step.project_id == project_id).order_by(Step.created_at, Step.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def state_of(step: Step) -> StepState:
    """Return what status, progress and the API need to know of a step."""
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
        user_id=project.user_id,
        name=planned.name,
        needs=list(planned.needs),
        in_first_run=in_first_run,
        queue=PIPELINE[handler_of(planned.name)].queue,
        status=StepStatus.WAITING if planned.needs else StepStatus.QUEUED,
        run_after=from_now(delay_s),
        runnable_at=None if planned.needs else from_now(delay_s),
    )
    db.session.add(step)
    return step


def next_name(steps: list[Step], name: str) -> str:
    """Return a name for one more step like this: "write:guide#2" after "write:guide"."""
    numbers = [int(step.name.partition("#")[2] or 1) for step in steps if step.name.partition("#")[0] == name]
    return f"{name}#{max(numbers, default=0) + 1}"


def make_runnable(step: Step, *, delay_s: float = 0) -> None:
    """Queue the step as a new attempt. A worker that still runs the old one can change nothing any more."""
    step.status = StepStatus.QUEUED
    _begin_attempt(step)
    step.run_after = from_now(delay_s)


def begin_anew(step: Step) -> None:
    """Queue the step as if it had never been tried."""
    make_runnable(step)
    step.runnable_at = from_now(0)
    _forget_tries(step)


def wait_anew(step: Step) -> None:
    """Let the step wait for its needs as if it had never been tried. `settle` queues it once they have ended."""
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
    """End the step with a status that is settled. The caller writes its error, if there is one."""
    step.status = status
    step.owner = None
    step.lease_until = None
    step.error = None
    step.finished_at = from_now(0)
