"""Lifecycle of a claimed step: claim, renew, finish, fail, hand back.

Every write is fenced by attempt and owner.
"""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, update

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentStatus
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import AlsoFails, StepKind, kind_of, subject_of
from clueso.errors import CluesoError, WorkerLost
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services.pipeline import consequences, document_state, step_rows
from clueso.services.pipeline.pauses import is_paused
from clueso.services.transaction import transactional

LONGEST_PAUSE_S = 300.0


class LeaseLost(BaseException):
    """This worker no longer owns the step: it was cancelled, deleted, or given to another worker.

    Not an Exception, so that no `except Exception` takes it for a failure of the work.
    """


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run one attempt of a step, valid as long as the lease is renewed.

    `asked_at` is the monotonic clock of this process, in seconds, just before the claim.
    """

    step_id: str
    attempt: int
    owner: str
    name: str
    project_id: str
    owner_id: str
    errors: int
    asked_at: float
    request_id: str | None = None
    traceparent: str | None = None

    @property
    def kind(self) -> StepKind:
        return kind_of(self.name)

    @property
    def subject(self) -> str:
        return subject_of(self.name)


@transactional
def claim(step_id: str, attempt: int, *, owner: str, lease_s: float) -> Claim | None:
    """Win the right to run this attempt. Return None if another worker has it, if it is not due, if its queue is
    paused, or if it is over.
    """
    # Before the query, so that our count of the lease never ends after the database's.
    asked_at = time.monotonic()
    found = step_rows.lock_step(
        step_id,
        Step.attempt == attempt,
        Step.status == StepStatus.QUEUED,
        Step.run_after <= from_now(0),
        # RQ may release a dependent job whose step has not been let into its queue yet.
        Step.sent_at.is_not(None),
        ~is_paused(),
    )
    if found is None:
        return None
    project, step = found
    kind = kind_of(step.name)
    # A deleted project can only be purged, and a purge runs only for a deleted project.
    if kind.of_deleted != (project.deleted_at is not None):
        return None
    step.status = StepStatus.RUNNING
    step.owner = owner
    step.lease_until = from_now(lease_s)
    step.started_at = from_now(0)
    step.error = None
    if kind.also_fails is AlsoFails.DOCUMENT:
        _mark_document_writing(project, subject_of(step.name))
    consequences.refresh(project, step_rows.steps_of(project.id))
    return Claim(
        step.id,
        step.attempt,
        owner,
        step.name,
        step.project_id,
        step.owner_id,
        step.errors,
        asked_at,
        step.request_id,
        step.traceparent,
    )


def _mark_document_writing(project: Project, document_kind: str) -> None:
    document = document_state.document_of(project.id, document_kind)
    if document is not None:
        document_state.set_document(document, DocumentStatus.WRITING)


@transactional
def renew(claim: Claim, *, lease_s: float) -> bool:
    """Renew the lease. Return False if the step is no longer this worker's."""
    renewed = db.session.execute(
        update(Step).where(*_is_ours(claim)).values(lease_until=from_now(lease_s)).returning(Step.id)
    )
    return renewed.first() is not None


@transactional
def report_progress(claim: Claim, fraction: float) -> None:
    """Write the done share of the step, 0 to 1. It never goes back. Raises LeaseLost."""
    project, step = _fence(claim)
    step.progress = max(step.progress, min(fraction, 1.0))
    consequences.refresh(project, step_rows.steps_of(project.id))


@transactional
def checkpoint(claim: Claim, write: Callable[[], None]) -> None:
    """Run `write` in a transaction that commits only if the step is still ours. Raises LeaseLost."""
    _fence(claim)
    write()


@transactional
def finish(claim: Claim, write: Callable[[Project], None]) -> None:
    """Write the result, mark the step done and unblock the next steps, in one transaction. Raises
    LeaseLost.
    """
    project, step = _fence(claim)
    write(project)
    step_rows.end_step(step, StepStatus.DONE)
    step.progress = 1.0
    consequences.settle(project)


@transactional
def finish_by_removal(claim: Claim, remove: Callable[[], None]) -> None:
    """Run `remove`, which removes the step's own row with its project, for a purge. Raises LeaseLost."""
    _fence(claim)
    remove()


@transactional
def hand_back(claim: Claim) -> None:
    """Give the step to another worker. This counts as no failed try. Raises LeaseLost."""
    project, step = _fence(claim)
    step_rows.make_runnable(step)
    consequences.refresh(project, step_rows.steps_of(project.id))


@transactional
def fail(claim: Claim, error: CluesoError, settings: Settings) -> bool:
    """Queue the step for another try, or fail it and what fails with it if no try is left.

    Return whether the step failed for good. Raises LeaseLost.
    """
    project, step = _fence(claim)
    # The column holds 1,000 characters.
    step.last_error = f"{error.slug}: {error.detail}"[:1000]
    if not error.waits:
        # Errors with a finite `tries` may be caused by the file or a bug, so they are counted apart from
        # outages.
        step.errors += 1
        step.defects += math.isfinite(error.tries)
        met = step.defects if math.isfinite(error.tries) else step.errors
        is_over = met >= min(_tries(step, error), settings.max_errors)
        if is_over and not kind_of(step.name).must_succeed:
            consequences.fail_step(project, step, error)
            return True
    # `errors` counts no errors that wait, so their attempts are counted instead.
    earlier = step.attempt if error.waits else step.errors
    # Attempts that wait are not limited, and a float overflows at 2 ** 1024.
    pause_s = min(settings.retry_pause_s * 2 ** min(earlier - 1, 20), LONGEST_PAUSE_S)
    step_rows.make_runnable(step, delay_s=_spread_s(max(pause_s, error.retry_after_s)))
    step.error = consequences.error_json(error, step.name)  # shown while the step waits for its next try
    consequences.refresh(project, step_rows.steps_of(project.id))
    return False


@transactional
def expire(step_id: str, settings: Settings) -> str | None:
    """Take a step from a worker whose lease ran out. Return its user's id; None if the lease was renewed in
    time.
    """
    found = step_rows.lock_step(step_id, Step.status == StepStatus.RUNNING, Step.lease_until < from_now(0))
    if found is None:
        return None
    project, step = found
    step.crashes += 1
    step.last_error = "worker-lost: the lease ran out"
    if step.crashes >= settings.max_crashes and not kind_of(step.name).must_succeed:
        consequences.fail_step(project, step, WorkerLost())
    else:
        step_rows.make_runnable(step)
        consequences.refresh(project, step_rows.steps_of(project.id))
    return project.owner_id


def _spread_s(pause_s: float) -> float:
    """Return the pause with up to 50 % jitter."""
    # Steps that one outage stopped, or that were all asked to return at the same time, must not retry at once.
    return pause_s + random.uniform(0, min(pause_s, LONGEST_PAUSE_S) / 2)


def _tries(step: Step, error: CluesoError) -> float:
    """Return the tries of an error. The kind of the step limits finite tries only: an outage lasts equally
    long for all steps.
    """
    return min(error.tries, kind_of(step.name).tries) if math.isfinite(error.tries) else error.tries


def _is_ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        Step.id == claim.step_id,
        Step.attempt == claim.attempt,
        Step.owner == claim.owner,
        Step.status == StepStatus.RUNNING,
    )


def _fence(claim: Claim) -> tuple[Project, Step]:
    found = step_rows.lock_step(claim.step_id, *_is_ours(claim))
    if found is None:
        raise LeaseLost(f"{claim.name} of {claim.project_id}, attempt {claim.attempt}")
    return found
