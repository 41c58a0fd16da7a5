"""Voices that are not told apart in time: the transcript goes on without names."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from clueso.domain.step_kinds import SPEAKERS, TRANSCRIBE, kind_of
from clueso.domain.steps import StepStatus
from clueso.domain.turns import LEAST_S, patience_s
from clueso.errors import TimedOut
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services.pipeline import consequences, step_rows
from clueso.services.transaction import database_time, transactional

TOO_LATE = "Telling the voices apart took too long. The transcript is made without speakers."
OPEN = [status for status in StepStatus if not status.is_settled]


@transactional
def awaited(most: int) -> list[str]:
    """The projects that are heard to the end and whose `speakers` could run for longer than LEAST_S, the oldest
    first."""
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
    """Fail the step `speakers`, so that `join` goes on, where the transcription has waited for as long as it may.
    Returns whether it has."""
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
    """Return since when `join` waits for nothing but `speakers`: every chunk is heard, and that step could run.
    None while a chunk is lacking. Time in which no worker served that step counts."""
    chunks = [step for step in steps if kind_of(step.name) is TRANSCRIBE]
    ends = [step.finished_at for step in chunks if StepStatus(step.status).is_settled and step.finished_at]
    if StepStatus(speakers.status).is_settled or speakers.runnable_at is None or len(ends) < len(chunks):
        return None
    return max([speakers.runnable_at, *ends])
