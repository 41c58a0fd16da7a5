"""Gives up on diarization that takes too long: the transcript is made without speakers."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from clueso.domain.hearing.turns import LEAST_S, patience_s
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import SPEAKERS, TRANSCRIBE, kind_of
from clueso.errors import TimedOut
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services.pipeline import consequences, step_rows
from clueso.services.transaction import database_time, transactional

TOO_LATE = "Telling the voices apart took too long. The transcript is made without speakers."
OPEN = [status for status in StepStatus if not status.is_settled]


@transactional
def awaited(most: int) -> list[str]:
    """Return the projects whose chunks are all transcribed and whose step `speakers` has been runnable for
    more than LEAST_S; the longest-waiting first.
    """
    chunk = aliased(Step)
    unheard = select(chunk.id).where(
        chunk.project_id == Step.project_id,
        chunk.name.startswith(f"{TRANSCRIBE.name}:"),
        chunk.status.in_(OPEN),
    )
    query = select(Step.project_id).join(Project, Project.id == Step.project_id)
    query = query.where(
        Project.deleted_at.is_(None),
        Step.name == SPEAKERS.name,
        Step.status.in_(OPEN),
        Step.runnable_at < from_now(-LEAST_S),
        ~unheard.exists(),
    )
    return list(db.session.scalars(query.order_by(Step.runnable_at).limit(most)))


@transactional
def give_up(project_id: str) -> bool:
    """Fail the step `speakers` if `join` has waited for it too long, so that `join` can run. Return whether
    it did.
    """
    # `awaited` read without a lock, so everything is checked again here.
    project = step_rows.lock_project(project_id, Project.deleted_at.is_(None))
    if project is None:
        return False
    steps = step_rows.steps_of(project_id)
    speakers = next((step for step in steps if step.name == SPEAKERS.name), None)
    since = _waits_since(speakers, steps) if speakers else None
    if speakers is None or since is None:
        return False
    if since + timedelta(seconds=patience_s(project.duration_ms or 0)) > database_time():
        return False
    consequences.fail_step(project, speakers, TimedOut(TOO_LATE))
    return True


def _waits_since(speakers: Step, steps: list[Step]) -> datetime | None:
    """Return since when `join` has waited only for `speakers`: every chunk is settled and `speakers` could
    run.

    Return None while a chunk is not settled. The time in which no worker served the step counts.
    """
    chunks = [step for step in steps if kind_of(step.name) is TRANSCRIBE]
    ends = [step.finished_at for step in chunks if StepStatus(step.status).is_settled and step.finished_at]
    if StepStatus(speakers.status).is_settled or speakers.runnable_at is None or len(ends) < len(chunks):
        return None
    return max([speakers.runnable_at, *ends])
