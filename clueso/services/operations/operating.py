"""What operators see of the steps, and requeueing: one step, or all that failed with a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from clueso.config import Settings
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import NotFound, NothingToDo
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.queue import Courier
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.operations.failures import code_of, is_dismissed, is_listed
from clueso.services.operations.lately import Lately, fault_of, lately
from clueso.services.operations.overview import runnable_since
from clueso.services.operations.staffing import Presence, presence
from clueso.services.pipeline import consequences, step_rows
from clueso.services.pipeline.dispatch import Dispatcher, is_wanted
from clueso.services.projects import projects
from clueso.services.transaction import database_time, transactional

SHOWN, MOST_SHOWN = 50, 1000
"""Rows of each kind on the board: those that wait longest, and those that failed last."""
AT_ONCE = 100
"""Projects that one request requeues, so that it ends within seconds."""
EXPORTS = Step.name.startswith("export")
"""Their owner exports again."""
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
class Failure:
    """How many steps failed with a code, whose fault that is, and when the last of them did."""

    code: str
    fault: str
    steps: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed steps by code, and rows of them, each with the status and the title of its project."""

    now: datetime
    by_code: list[Failure]
    rows: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Board:
    """The failed, running and queued steps, each with the status and the title of its project, and the counts.

    `lately` is what the last hour brought. Failures that were dismissed are counted in `dismissed` alone.
    """

    now: datetime
    counts: list[Count]
    failures: list[Failure]
    presence: Presence
    lately: Lately
    dismissed: int
    failed: Sequence[Any]
    running: Sequence[Any]
    queued: Sequence[Any]


def board(courier: Courier, sweep_s: float, *, sought: str = "", shown: int = SHOWN) -> Board:
    """Return what the page shows: of the rows those of the project or owner with this id, or of projects whose
    title has these words. Redis is asked outside of the transaction.
    """
    return _board(presence(courier, sweep_s), lately(), sought, min(max(shown, 1), MOST_SHOWN))


@transactional
def _board(present: Presence, hour: Lately, sought: str, shown: int) -> Board:
    return Board(
        now=database_time(),
        presence=present,
        lately=hour,
        counts=[count for status in AGE_OF for count in _counts(status)],
        failures=_by_code(is_listed()),
        dismissed=_dismissed_count(),
        failed=_failed(~is_dismissed(), sought, shown),
        running=_shown(StepStatus.RUNNING, AGE_OF[StepStatus.RUNNING], sought, shown),
        queued=_shown(StepStatus.QUEUED, AGE_OF[StepStatus.QUEUED], sought, shown),
    )


@transactional
def dismissed(*, sought: str = "", shown: int = SHOWN) -> Failures:
    """Return what operators have dismissed, found and limited as on the board."""
    return Failures(
        now=database_time(),
        by_code=_by_code(and_(is_dismissed(), is_wanted())),
        rows=_failed(is_dismissed(), sought, min(max(shown, 1), MOST_SHOWN)),
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
        .where(Step.status == status, is_wanted(), _is_due(), ~is_dismissed())
        .group_by(Step.queue)
        .order_by(Step.queue)
    )
    return [Count(queue, status, steps, oldest) for queue, steps, oldest in rows]


def _dismissed_count() -> int:
    return db.session.scalar(select(func.count()).select_from(Step).where(is_dismissed(), is_wanted())) or 0


def _by_code(which: ColumnElement[bool]) -> list[Failure]:
    code = code_of()
    rows = db.session.execute(
        select(code, func.count(), func.max(Step.finished_at))
        .where(which)
        .group_by(code)
        .order_by(func.count().desc(), code)
    )
    return [Failure(name, fault_of(name), steps, newest) for name, steps, newest in rows]


def _is_sought(sought: str) -> ColumnElement[bool]:
    if not sought:
        return true()
    in_title = func.lower(Project.title).contains(sought.lower(), autoescape=True)
    return or_(Project.id == sought, Project.owner_id == sought, in_title)


def _failed(which: ColumnElement[bool], sought: str, shown: int) -> Sequence[Any]:
    return _shown(StepStatus.FAILED, AGE_OF[StepStatus.FAILED].desc(), sought, shown, which)


def _shown(
    status: StepStatus, order: Any, sought: str, shown: int, *which: ColumnElement[bool]
) -> Sequence[Any]:
    query = (
        select(
            Step,
            AGE_OF[status].label("since"),
            Project.status.label("project_status"),
            Project.title.label("title"),
        )
        .join(Project, Project.id == Step.project_id)
        .where(Step.status == status, is_wanted(), _is_due(), _is_sought(sought), *which)
        .order_by(order)
    )
    return db.session.execute(query.limit(shown)).all()


def requeue_all(code: str, *, settings: Settings, dispatcher: Dispatcher) -> int:
    """Retry projects in which a step failed with this code, those that failed first, at most AT_ONCE of them.
    Returns how many. Raises NothingToDo if there is none.
    """
    retried = 0
    for owner_id, project_id in _with_code(code):
        try:
            projects.requeue(owner_id, project_id, settings=settings, dispatcher=dispatcher)
        except (NotFound, NothingToDo):  # its owner was faster
            continue
        retried += 1
    if not retried:
        raise NothingToDo(f"No step that failed with {code} can be run again.")
    return retried


@transactional
def _with_code(code: str) -> list[tuple[str, str]]:
    query = (
        select(Step.owner_id, Step.project_id)
        .where(is_listed(), code_of() == code, ~EXPORTS)
        .group_by(Step.owner_id, Step.project_id)
        .order_by(func.min(Step.finished_at))
        .limit(AT_ONCE)
    )
    return [(owner_id, project_id) for owner_id, project_id in db.session.execute(query)]


def requeue(step_id: str, *, settings: Settings, dispatcher: Dispatcher) -> None:
    """Run a step again. Raises NotFound, NothingToDo.

    A failed step is retried as its owner's `retry` does, a running step is taken from its worker, a queued
    step is sent again.
    """
    step = _step(step_id)
    # A retry of the whole project also runs the steps that depend on the failed one.
    if step.status == StepStatus.FAILED:
        projects.requeue(step.owner_id, step.project_id, settings=settings, dispatcher=dispatcher)
        return
    _hand_out_again(step_id)
    dispatcher.dispatch(step.owner_id)


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
    audit.record(Action.STEP_REQUEUED, step_id, step.owner_id, project_id=step.project_id)
    # The status of a ready project does not depend on steps beside the first run.
    if ProjectStatus(project.status) is ProjectStatus.READY:
        step_rows.touch(project)
    else:
        consequences.refresh(project, step_rows.steps_of(project.id))
