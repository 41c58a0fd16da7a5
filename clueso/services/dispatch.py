"""Dispatch: hand the steps that can run to the courier, a few of each user at a time."""

import logging
from collections.abc import Callable

from redis import RedisError
from sqlalchemy import ColumnElement, func, or_, select, update

from clueso.domain.steps import StepStatus
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.queue import PIPELINE, Courier, Message, is_known
from clueso.services.transaction import transactional

log = logging.getLogger(__name__)


def dispatch(user_id: str, courier: Courier, *, user_steps_in_queue: int) -> None:
    """Send what of this user can run and may stand in a queue. Called after every commit that lets a
    step run; a Redis that does not answer is logged and left to the sweep."""
    messages = _let_in(user_id, user_steps_in_queue)
    deliver(messages, courier.send)


def chain(project_id: str, courier: Courier) -> None:
    """Show RQ the steps that wait behind others, each behind the messages of what it needs."""
    messages = _waiting(project_id)
    if not messages:
        return
    try:
        courier.defer(messages)
    except RedisError as error:
        log.warning("Redis does not answer, the chain of %s is not shown: %s", project_id, error)


def deliver(messages: list[Message], send: Callable[[Message], None]) -> None:
    for message in messages:
        try:
            send(message)
        except RedisError as error:
            log.warning("Redis does not answer, %s is left to the sweep: %s", message.job_id, error)
            return


@transactional
def _let_in(user_id: str, user_steps_in_queue: int) -> list[Message]:
    """Choose and mark, oldest first, so that two dispatchers never send the same attempt twice."""
    messages: list[Message] = []
    for queue in _queues_with_work(user_id):
        room = user_steps_in_queue - _standing(user_id, queue)
        if room > 0:
            messages += _mark_sent(user_id, queue, room)
    return messages


def _queues_with_work(user_id: str) -> list[str]:
    query = select(Step.queue).where(*_can_be_sent(user_id)).distinct().order_by(Step.queue)
    return list(db.session.scalars(query))


def _standing(user_id: str, queue: str) -> int:
    query = select(func.count()).where(
        Step.user_id == user_id,
        Step.queue == queue,
        Step.status == StepStatus.QUEUED,
        Step.sent_at.is_not(None),
    )
    return db.session.scalar(query) or 0


def _mark_sent(user_id: str, queue: str, room: int) -> list[Message]:
    # By turns between a user's projects too: every project's first step before any one's second.
    turn = func.row_number().over(partition_by=Step.project_id, order_by=(Step.created_at, Step.id))
    ranked = (
        select(Step.id, turn.label("turn"), Step.created_at)
        .where(*_can_be_sent(user_id), Step.queue == queue)
        .subquery()
    )
    chosen = list(
        db.session.scalars(select(ranked.c.id).order_by(ranked.c.turn, ranked.c.created_at).limit(room))
    )
    sent = db.session.scalars(
        update(Step)
        .where(Step.id.in_(chosen), Step.status == StepStatus.QUEUED, Step.sent_at.is_(None))
        .values(sent_at=from_now(0))
        .returning(Step)
    ).all()
    order = {step_id: index for index, step_id in enumerate(chosen)}
    return [message_of(step) for step in sorted(sent, key=lambda step: order[step.id])]


def is_wanted() -> ColumnElement[bool]:
    """A deleted project is only ever purged; one that is not, never."""
    deleted = select(Project.id).where(Project.id == Step.project_id, Project.deleted_at.is_not(None))
    is_deleted = deleted.correlate(Step).exists()
    return (Step.name == "purge") == is_deleted


def _can_be_sent(user_id: str) -> tuple[ColumnElement[bool], ...]:
    """What only another release knows is left to its processes."""
    return (
        Step.user_id == user_id,
        Step.status == StepStatus.QUEUED,
        Step.sent_at.is_(None),
        Step.run_after <= from_now(0),
        or_(*(or_(Step.name == kind, Step.name.startswith(f"{kind}:")) for kind in PIPELINE)),
        is_wanted(),
    )


@transactional
def _waiting(project_id: str) -> list[Message]:
    """Waiting steps behind what they need, each after those: RQ runs a job at once whose dependency it
    does not know, so only what stands behind a message that was sent is told."""
    query = select(Step).where(Step.project_id == project_id)
    steps = {step.name: step for step in db.session.scalars(query)}
    known = {name for name, step in steps.items() if step.sent_at is not None}
    messages: list[Message] = []
    while True:
        found = [
            (step, needs)
            for step in steps.values()
            if step.status == StepStatus.WAITING and step.name not in known and is_known(step.name)
            for needs in [[steps[name] for name in step.needs if _is_open(steps.get(name))]]
            if needs and known.issuperset(need.name for need in needs)
        ]
        if not found:
            return messages
        for step, needs in found:
            messages.append(message_of(step, tuple(message_of(need).job_id for need in needs)))
            known.add(step.name)


def _is_open(step: Step | None) -> bool:
    return step is not None and not StepStatus(step.status).is_settled


def message_of(step: Step, after: tuple[str, ...] = ()) -> Message:
    return Message(step.id, step.attempt, step.name, step.project_id, after)
