"""Gives up on steps that others wait for but can do without: voices for the transcript, screens for the
documents.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from clueso.domain.hearing import turns
from clueso.domain.screens import budget
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import JOIN, SCREENS, SPEAKERS, TRANSCRIBE, StepKind, kind_of
from clueso.errors import TimedOut
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services.pipeline import consequences, step_rows
from clueso.services.transaction import database_time, transactional

OPEN = [status for status in StepStatus if not status.is_settled]


@dataclass(frozen=True, slots=True)
class Dispensable:
    """A kind of step that others wait for, but not for long.

    The wait begins when all steps of the kind `beside` are settled, on which those others wait too.
    `patience_s` returns how long it may last for a length in ms: `least_s` or more.
    """

    kind: StepKind
    beside: StepKind
    patience_s: Callable[[int], float]
    least_s: float
    too_late: str


VOICES = Dispensable(
    SPEAKERS,
    TRANSCRIBE,
    turns.patience_s,
    turns.LEAST_S,
    "Telling the voices apart took too long. The transcript is made without speakers.",
)
SIGHTS = Dispensable(
    SCREENS,
    JOIN,
    budget.given_up_s,
    budget.WAIT_S,
    "Reading the screen took too long. The documents are written without the rest.",
)


@transactional
def awaited(late: Dispensable, most: int) -> list[str]:
    """Return the projects in which such a step is open, has been runnable for the least patience or more, and
    no step beside it is open; the longest-waiting first.
    """
    beside = aliased(Step)
    unfinished = select(beside.id).where(
        beside.project_id == Step.project_id,
        or_(beside.name == late.beside.name, beside.name.startswith(f"{late.beside.name}:")),
        beside.status.in_(OPEN),
    )
    query = select(Step.project_id).join(Project, Project.id == Step.project_id)
    query = query.where(
        Project.deleted_at.is_(None),
        Step.name == late.kind.name,
        Step.status.in_(OPEN),
        Step.runnable_at < from_now(-late.least_s),
        ~unfinished.exists(),
    )
    return list(db.session.scalars(query.order_by(Step.runnable_at).limit(most)))


@transactional
def give_up(late: Dispensable, project_id: str) -> bool:
    """Fail the step if others have waited for it too long, so that they can run. Return whether it did."""
    # `awaited` read without a lock, so everything is checked again here.
    project = step_rows.lock_project(project_id, Project.deleted_at.is_(None))
    if project is None:
        return False
    steps = step_rows.steps_of(project_id)
    since = _awaited_since(late, steps)
    if (
        since is None
        or since + timedelta(seconds=late.patience_s(project.duration_ms or 0)) > database_time()
    ):
        return False
    step = next(step for step in steps if step.name == late.kind.name)
    consequences.fail_step(project, step, TimedOut(late.too_late))
    return True


@transactional
def waited_s(late: Dispensable, project_id: str) -> float:
    """Return how long others have waited only for this step, in seconds."""
    since = _awaited_since(late, step_rows.steps_of(project_id))
    return (database_time() - since).total_seconds() if since else 0.0


def _awaited_since(late: Dispensable, steps: list[Step]) -> datetime | None:
    """Return since when others have waited only for this step; None if none does.

    The time in which no worker served the step counts.
    """
    step = next((step for step in steps if step.name == late.kind.name), None)
    if step is None or step.runnable_at is None or StepStatus(step.status).is_settled:
        return None
    if all(late.kind.name not in step_rows.needs_of(other) for other in steps if _is_waiting(other)):
        return None
    beside = [other for other in steps if kind_of(other.name) is late.beside]
    ends = [
        other.finished_at for other in beside if StepStatus(other.status).is_settled and other.finished_at
    ]
    return max([step.runnable_at, *ends]) if len(ends) == len(beside) else None


def _is_waiting(step: Step) -> bool:
    return step.status == StepStatus.WAITING
