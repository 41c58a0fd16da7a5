"""Lets steps go on without others that come too late: the transcript without voices, documents without screens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from clueso.domain.hearing import turns
from clueso.domain.screens import budget
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import (
    FINISH,
    JOIN,
    SCREENS,
    SPEAKERS,
    TRANSCRIBE,
    WRITE,
    StepKind,
    kind_of,
)
from clueso.errors import TimedOut
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services.pipeline import consequences, late_screens, pauses, step_rows
from clueso.services.pipeline.pauses import OPEN
from clueso.services.transaction import database_time, transactional


@dataclass(frozen=True, slots=True)
class Dispensable:
    """A kind of step that others wait for, but not for long.

    Steps of the kind `awaited_by` wait for it and for those of the kind `beside`; the wait begins when all of the
    latter are settled. `patience_s` returns how long it may last for a length in ms: `least_s` or more. `go_on`
    then lets the waiting steps run, in a transaction.
    """

    kind: StepKind
    awaited_by: StepKind
    beside: StepKind
    patience_s: Callable[[int], float]
    least_s: float
    go_on: Callable[[Project, Step], None]


def _fail(project: Project, step: Step) -> None:
    late = "Telling the voices apart took too long. The transcript is made without speakers."
    consequences.fail_step(project, step, TimedOut(late))


def _let_go_on(project: Project, step: Step) -> None:
    late_screens.use_later(project.id, FINISH.name)
    consequences.go_on_without(project, step)


VOICES = Dispensable(
    SPEAKERS,
    awaited_by=JOIN,
    beside=TRANSCRIBE,
    patience_s=turns.patience_s,
    least_s=turns.LEAST_S,
    go_on=_fail,
)
SIGHTS = Dispensable(
    SCREENS,
    awaited_by=WRITE,
    beside=JOIN,
    patience_s=budget.patience_s,
    least_s=budget.WAIT_S,
    go_on=_let_go_on,
)


@transactional
def awaited(late: Dispensable, most: int) -> list[str]:
    """Return the projects in which others wait for such a step, it has been runnable for the least patience or
    more in a queue that is not paused, and no step beside it is open; the longest-waiting first.
    """
    query = select(Step.project_id).join(Project, Project.id == Step.project_id)
    query = query.where(
        Project.deleted_at.is_(None),
        Step.name == late.kind.name,
        Step.status.in_(OPEN),
        Step.runnable_at < from_now(-late.least_s),
        or_(Step.status == StepStatus.RUNNING, ~pauses.is_paused()),
        _has(late.awaited_by, [StepStatus.WAITING]),
        ~_has(late.beside, OPEN),
    )
    return list(db.session.scalars(query.order_by(Step.runnable_at).limit(most)))


def _has(kind: StepKind, statuses: list[StepStatus]) -> ColumnElement[bool]:
    """Match steps whose project also has one of this kind with one of these statuses."""
    other = aliased(Step)
    is_of_kind = or_(other.name == kind.name, other.name.startswith(f"{kind.name}:"))
    query = select(other.id).where(
        other.project_id == Step.project_id, is_of_kind, other.status.in_(statuses)
    )
    return query.exists()


@transactional
def go_on_without(late: Dispensable, project_id: str) -> bool:
    """Let others run if they have waited for the step too long. Return whether it did."""
    # `awaited` read without a lock, so everything is checked again here.
    project = step_rows.lock_project(project_id, Project.deleted_at.is_(None))
    if project is None:
        return False
    steps = step_rows.steps_of(project_id)
    since = _awaited_since(late, steps)
    patience_s = late.patience_s(project.duration_ms or 0)
    if since is None or since + timedelta(seconds=patience_s) > database_time():
        return False
    step = next(step for step in steps if step.name == late.kind.name)
    if pauses.waits_for_resumption(step):
        return False
    late.go_on(project, step)
    return True


def _awaited_since(late: Dispensable, steps: list[Step]) -> datetime | None:
    """Return since when others have waited only for this step; None if none does.

    The time in which no worker served the step counts, but not that of a pause: its end makes the step runnable anew.
    """
    step = next((step for step in steps if step.name == late.kind.name), None)
    if step is None or step.runnable_at is None or StepStatus(step.status).is_settled:
        return None
    if not any(kind_of(other.name) is late.awaited_by and _is_waiting(other) for other in steps):
        return None
    beside = [other for other in steps if kind_of(other.name) is late.beside]
    ends = [
        other.finished_at for other in beside if StepStatus(other.status).is_settled and other.finished_at
    ]
    return max([step.runnable_at, *ends]) if len(ends) == len(beside) else None


def _is_waiting(step: Step) -> bool:
    return step.status == StepStatus.WAITING
