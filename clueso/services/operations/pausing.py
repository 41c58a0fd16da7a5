"""Pausing a queue and resuming it. The pause is a row, so it outlives Redis and every process."""

import logging
from collections.abc import Sequence
from typing import Any

from redis import RedisError
from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from clueso.config import Settings
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import NothingToDo
from clueso.extensions import db
from clueso.models import PausedQueue, Project, Step, from_now
from clueso.queue import Courier, job_id_of
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.pipeline.pauses import has_open_step
from clueso.services.transaction import transactional

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Owners whose steps one request sends, so that it ends within seconds. The next sweep sends those of the others."""


def pause(queue: str, *, by: str, courier: Courier) -> None:
    """Let no step of this queue begin from now on. Steps that run go on. Raises NothingToDo if it is paused."""
    _begin(queue, by)
    log.warning("the queue %s is paused by %s", queue, by)
    # After the commit: a claim that began before it either holds its step until it runs, or finds it unsent.
    unsent = _take_back(queue)
    try:
        courier.forget(unsent)
    except RedisError as error:
        log.warning("Redis does not answer, the workers of %s drop the messages: %s", queue, error)


@transactional
def _begin(queue: str, by: str) -> None:
    try:
        # A savepoint, so that the error of a second insert leaves the transaction usable.
        with db.session.begin_nested():
            db.session.add(PausedQueue(queue=queue, paused_by=by))
    except IntegrityError as error:
        raise NothingToDo(f"The queue {queue} is paused already.") from error
    audit.record(Action.QUEUE_PAUSED, queue, audit.INSTALLATION)


@transactional
def _take_back(queue: str) -> Sequence[str]:
    """Mark the steps of the queue as unsent. Return the job ids of their messages."""
    rows = db.session.execute(
        update(Step)
        .where(Step.queue == queue, Step.status == StepStatus.QUEUED, Step.sent_at.is_not(None))
        .values(sent_at=None)
        .returning(Step.id, Step.attempt)
    )
    return [job_id_of(step_id, attempt) for step_id, attempt in rows]


def resume(queue: str, *, by: str, settings: Settings, dispatcher: Dispatcher) -> None:
    """End the pause and send what waits, for those who have waited longest first. Raises NothingToDo if the
    queue is not paused.

    The steps that wait begin to wait anew, and so do the deadlines of their projects.
    """
    _end(queue, settings.project_deadline_s)
    log.warning("the queue %s is resumed by %s", queue, by)
    try:
        dispatcher.courier.ping()
    except RedisError as error:
        log.warning("Redis does not answer, the steps of %s are left to the sweep: %s", queue, error)
        return
    for owner_id in _owners(queue):
        dispatcher.dispatch(owner_id)


@transactional
def _end(queue: str, deadline_s: float) -> None:
    ended = db.session.execute(
        delete(PausedQueue).where(PausedQueue.queue == queue).returning(PausedQueue.queue)
    )
    if ended.first() is None:
        raise NothingToDo(f"The queue {queue} is not paused.")
    in_queue = Step.queue == queue
    # Projects before steps, as everywhere.
    db.session.execute(
        update(Project)
        .where(
            Project.status.in_([ProjectStatus.QUEUED, ProjectStatus.PROCESSING]),
            Project.deadline_at < from_now(deadline_s),
            has_open_step(in_queue),
        )
        .values(deadline_at=from_now(deadline_s))
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Step)
        .where(in_queue, Step.status == StepStatus.QUEUED)
        # Also unsent: a worker has dropped a message that was under way when the pause began.
        .values(
            sent_at=None, runnable_at=_now_if_past(Step.runnable_at), run_after=_now_if_past(Step.run_after)
        )
        .execution_options(synchronize_session=False)
    )
    audit.record(Action.QUEUE_RESUMED, queue, audit.INSTALLATION)


def _now_if_past(moment: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return case((moment < from_now(0), from_now(0)), else_=moment)


@transactional
def _owners(queue: str) -> Sequence[str]:
    query = (
        select(Step.owner_id)
        .where(Step.queue == queue, Step.status == StepStatus.QUEUED, Step.run_after <= from_now(0))
        .group_by(Step.owner_id)
        .order_by(func.min(Step.created_at))
        .limit(AT_ONCE)
    )
    return db.session.scalars(query).all()
