"""The sweep: finds lost work and dispatches it again. Safe in several copies, at any moment."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from redis import RedisError
from sqlalchemy import delete, select, update

from clueso.config import Settings
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.domain.steps.step_kinds import AlsoFails, kind_of
from clueso.errors import TimedOut
from clueso.extensions import db
from clueso.job_ends import End
from clueso.models import IdempotencyKey, Installation, Project, Step, Upload, UploadStatus, from_now
from clueso.queue import QUEUES, Courier
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.identity import installation_id
from clueso.services.pipeline import claimed_steps, consequences, late_steps, step_rows
from clueso.services.pipeline.dispatch import Dispatcher, message_of
from clueso.services.pipeline.outcomes import outcomes
from clueso.services.pipeline.pauses import has_open_step, is_paused
from clueso.services.transaction import transactional

log = logging.getLogger(__name__)

BATCH = 200
"""Rows of one kind that one sweep handles. The next sweep handles the next rows."""
IDEMPOTENCY_H = 24
TOO_LATE = "This was not finished within the time that is allowed. Retry it; what is done is kept."


def sweep(settings: Settings, dispatcher: Dispatcher) -> None:
    """Do everything once: expired leases, deadlines, steps that come too late, lost messages, due steps,
    expired uploads, old idempotency keys.

    A project past its deadline fails. If only documents are late, it stays PROCESSING until a second
    deadline. No project fails while it waits for a paused queue. The sweep never waits for storage: the janitor
    deletes objects. Raises SQLAlchemyError if the database does not answer. Any other error affects one row only,
    and the other rows are still handled.
    """
    for step_id in _expired_leases():
        with _errors_logged(f"step {step_id}"):
            if claimed_steps.expire(step_id, settings):
                log.warning("step %s was lost by its worker", step_id)
    for project_id in _overdue_projects():
        with _errors_logged(f"project {project_id}"):
            _time_out(project_id, settings.project_deadline_s)
    for late in (late_steps.VOICES, late_steps.SIGHTS):
        for project_id in late_steps.awaited(late, BATCH):
            with _errors_logged(f"{late.kind.name} of {project_id}"):
                if late_steps.go_on_without(late, project_id):
                    log.warning("nothing waits any longer for %s of %s", late.kind.name, project_id)
    # Before the dispatch below, which sends these steps again.
    with _errors_logged("lost messages"):
        _recall_lost_messages(dispatcher.courier, settings)
    for owner_id in _owners_with_work():
        with _errors_logged(f"the steps of {owner_id}"):
            dispatcher.dispatch(owner_id)
    with _errors_logged("uploads that ended"):
        _expire_uploads()
    with _errors_logged("old idempotency keys"):
        _forget_idempotency_keys()
    with _errors_logged("the time of this sweep"):
        _note_sweep()


@contextmanager
def _errors_logged(what: str) -> Iterator[None]:
    """Log an error of one row and continue. Raises SQLAlchemyError if the database does not answer."""
    try:
        yield
    except Exception:
        # One bad row must not stop the sweep.
        log.exception("the sweep could not look after %s", what)
        # If the database is down this raises, because each further row would wait for it in turn.
        with db.engine.connect() as connection:
            connection.execute(select(1))


@transactional
def _expired_leases() -> list[str]:
    query = select(Step.id).where(Step.status == StepStatus.RUNNING, Step.lease_until < from_now(0))
    return list(db.session.scalars(query.limit(BATCH)))


@transactional
def _overdue_projects() -> list[str]:
    query = select(Project.id).where(
        Project.status.in_([ProjectStatus.QUEUED, ProjectStatus.PROCESSING]),
        Project.deadline_at < from_now(0),
        Project.deleted_at.is_(None),
        ~has_open_step(is_paused()),
    )
    return list(db.session.scalars(query.limit(BATCH)))


@transactional
def _time_out(project_id: str, deadline_s: float) -> None:
    """Fail the steps that hold a project up past its deadline.

    If none of them fails the project, it becomes ready without their documents, and the steps that waited
    for them get a deadline of their own.
    """
    # Another sweep, a retry, a deletion or a pause may have come between the list and the lock.
    still_late = (
        Project.deadline_at < from_now(0),
        Project.deleted_at.is_(None),
        ~has_open_step(is_paused()),
    )
    project = step_rows.lock_project(project_id, *still_late)
    if project is None or ProjectStatus(project.status).is_final:
        return
    late = [
        step
        for step in step_rows.steps_of(project_id)
        if step.in_first_run and step.status in (StepStatus.QUEUED, StepStatus.RUNNING)
    ]
    decisive = [step for step in late if kind_of(step.name).also_fails is AlsoFails.PROJECT]
    # The failure of one decisive step fails the project and cancels the other open steps.
    for step in decisive[:1] or late:
        consequences.fail_step(project, step, TimedOut(TOO_LATE))
    project.deadline_at = from_now(deadline_s)
    consequences.settle(project)


def _recall_lost_messages(courier: Courier, settings: Settings) -> None:
    """Mark steps as unsent if no queue holds their message, so that dispatch sends them again.

    Also show in RQ how attempts ended that RQ shows as waiting or running, and remove failed jobs whose steps
    run again.
    """
    try:
        courier.mend()
        held = courier.held()
        _unmark_lost(held, settings.sweep_s)
        courier.show(outcomes(held | courier.deferred() | courier.abandoned()))
        failed = courier.failed()
        still = {job_id for job_id, outcome in outcomes(failed).items() if outcome.end is End.FAILED}
        courier.forget_failed(failed - still)
        courier.tidy()
    except RedisError as error:
        log.warning("Redis does not answer, the sweep looks again later: %s", error)


@transactional
def _unmark_lost(held: set[str], age_s: float) -> None:
    query = select(Step).where(
        Step.status == StepStatus.QUEUED,
        # The mark is committed before the message is sent, so a new mark without a message is no loss.
        Step.sent_at < from_now(-age_s),
        Step.run_after <= from_now(0),
        Step.queue.in_(QUEUES),  # queues of another release are not visible here
    )
    for step in db.session.scalars(query.order_by(Step.sent_at)):
        # The step may have been claimed since it was read.
        if message_of(step).job_id not in held:
            db.session.execute(
                update(Step)
                .where(Step.id == step.id, Step.attempt == step.attempt, Step.status == StepStatus.QUEUED)
                .values(sent_at=None)
            )


@transactional
def _owners_with_work() -> list[str]:
    query = select(Step.owner_id).where(
        Step.status == StepStatus.QUEUED, Step.sent_at.is_(None), Step.run_after <= from_now(0), ~is_paused()
    )
    return list(db.session.scalars(query.distinct()))


@transactional
def _expire_uploads() -> None:
    expired = db.session.execute(
        update(Upload)
        .where(Upload.status == UploadStatus.PENDING, Upload.expires_at < from_now(0))
        .values(status=UploadStatus.EXPIRED, source_url=None, updated_at=from_now(0))
        .returning(Upload.id, Upload.owner_id)
    ).all()
    for upload_id, owner_id in expired:
        audit.record(Action.UPLOAD_EXPIRED, upload_id, owner_id)


@transactional
def _note_sweep() -> None:
    """Note when this was, for operators."""
    installation_id()  # makes the row at the first start
    db.session.execute(update(Installation).values(swept_at=from_now(0)))


@transactional
def _forget_idempotency_keys() -> None:
    age_s = timedelta(hours=IDEMPOTENCY_H).total_seconds()
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < from_now(-age_s)))
