"""Reads from the rows of steps how attempts ended, so that RQ shows it if no worker could record it."""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import select

from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.job_ends import End, Outcome, reason_of
from clueso.models import Step
from clueso.queue import job_id_of, parts_of
from clueso.services.transaction import transactional

BATCH = 200


@transactional
def outcomes(job_ids: Iterable[str]) -> dict[str, Outcome]:
    """Return the outcome of each attempt that is over. Attempts that wait, stand in a queue or run are left
    out.
    """
    ids = iter(job_ids)
    found: dict[str, Outcome] = {}
    while batch := list(islice(ids, BATCH)):
        query = select(Step).where(Step.id.in_({parts_of(job_id)[0] for job_id in batch}))
        rows = {step.id: step for step in db.session.scalars(query)}
        for job_id in batch:
            step_id, attempt = parts_of(job_id)
            outcome = _outcome(rows.get(step_id), attempt)
            if outcome is not None:
                found[job_id] = outcome
    return found


def outcome_of(step_id: str, attempt: int) -> Outcome | None:
    """Return the outcome of one attempt, None while it waits, stands in a queue or runs."""
    job_id = job_id_of(step_id, attempt)
    return outcomes([job_id]).get(job_id)


@transactional
def outcome_of_unclaimed(step_id: str, attempt: int) -> Outcome | None:
    """Return the outcome of a message that won no claim, None while another worker runs the attempt."""
    step = db.session.get(Step, step_id)
    if step is not None and step.attempt == attempt and step.status == StepStatus.RUNNING:
        return None
    return _outcome(step, attempt) or Outcome(End.NOTHING)


@transactional
def cancelled(project_id: str) -> dict[str, Outcome]:
    """Return the outcomes of the project's cancelled steps, by job id."""
    query = select(Step).where(Step.project_id == project_id, Step.status == StepStatus.CANCELLED)
    return {job_id_of(step.id, step.attempt): _CANCELLED for step in db.session.scalars(query)}


_CANCELLED = Outcome(End.GIVEN_UP, "The step was cancelled.")


def _outcome(step: Step | None, attempt: int) -> Outcome | None:
    if step is None:
        return Outcome(End.GIVEN_UP, "The project was deleted.")
    if step.attempt != attempt:
        return Outcome(
            End.GIVEN_UP, f"Attempt {step.attempt} goes on instead. {step.last_error or ''}".strip()
        )
    match StepStatus(step.status):
        case StepStatus.DONE:
            return Outcome(End.DONE)
        case StepStatus.FAILED:
            return Outcome(End.FAILED, reason_of(step.error))
        case StepStatus.CANCELLED:
            return _CANCELLED
        case _:
            return None


@transactional
def jobs_of(project_id: str) -> list[str]:
    """Return the job ids of every attempt of a project's steps."""
    rows = db.session.scalars(select(Step).where(Step.project_id == project_id))
    return [job_id_of(step.id, attempt) for step in rows for attempt in range(1, step.attempt + 1)]
