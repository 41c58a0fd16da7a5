"""Dispatch: enqueues the steps that can run now, in turns between owners and between the projects of
an owner.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from redis import RedisError
from sqlalchemy import ColumnElement, func, select, update

from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import is_known
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.queue import Courier, Message, job_id_of
from clueso.services.limits import quotas
from clueso.services.pipeline.outcomes import cancelled
from clueso.services.pipeline.pauses import is_paused
from clueso.services.pipeline.step_rows import needs_of, of_kind
from clueso.services.transaction import transactional

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Sends steps through a courier. At most `user_steps_in_queue` steps of one owner stand in a queue at
    once.

    No method raises RedisError: it is logged, and the sweep sends the rest.
    """

    courier: Courier
    user_steps_in_queue: int

    def dispatch(self, owner_id: str) -> None:
        """Send the owner's steps that can run and for which the queue has room. Call it after every commit
        that makes a step runnable.
        """
        messages = _let_in(owner_id, self.user_steps_in_queue)
        deliver(messages, self.courier.send)
        _overtake(owner_id, messages, self.courier)
        for project_id in {message.project_id for message in messages if message.attempt > 1}:
            self.chain(project_id)  # steps that depended on the earlier attempt now depend on this one

    def chain(self, project_id: str) -> None:
        """Enqueue the waiting steps of a project as deferred jobs in RQ, behind the messages of the steps
        that they need.
        """
        messages = _waiting(project_id)
        if not messages:
            return
        try:
            self.courier.defer(messages)
        except RedisError as error:
            log.warning("Redis does not answer, the chain of %s is not shown: %s", project_id, error)

    def retract(self, project_id: str) -> None:
        """Show the project's cancelled steps as cancelled in RQ, so that none of them stays deferred
        there.
        """
        try:
            self.courier.show(cancelled(project_id))
        except RedisError as error:
            log.warning("Redis does not answer, the sweep retracts the steps of %s: %s", project_id, error)


def deliver(messages: list[Message], send: Callable[[Message], None]) -> None:
    for message in messages:
        try:
            send(message)
        except RedisError as error:
            log.warning("Redis does not answer, %s is left to the sweep: %s", message.job_id, error)
            # Each further message would wait for Redis in turn.
            return


def _overtake(owner_id: str, messages: Sequence[Message], courier: Courier) -> None:
    """Move the sent messages before those of owners who have a running step in this queue, if this owner has
    none.

    So nobody waits for a second file of another owner. The messages also go before all copies.
    """
    try:
        for message in messages:
            if not message.kind.beside_run:
                courier.move_before(message, _to_overtake(owner_id, message.kind.queue))
    except RedisError as error:
        log.warning("Redis does not answer, the messages of %s stand last: %s", owner_id, error)


@transactional
def _to_overtake(owner_id: str, queue: str) -> set[str]:
    return _of_busy_owners(owner_id, queue) | _beside_runs(queue)


def _of_busy_owners(owner_id: str, queue: str) -> set[str]:
    """Return the ids of waiting messages of owners with a running step in this queue; none if this owner has
    one.
    """
    in_queue = Step.queue == queue
    busy = set(
        db.session.scalars(
            select(Step.owner_id).where(in_queue, Step.status == StepStatus.RUNNING).distinct()
        )
    )
    if not busy or owner_id in busy:
        return set()
    query = select(Step.id, Step.attempt).where(
        in_queue, Step.status == StepStatus.QUEUED, Step.sent_at.is_not(None), Step.owner_id.in_(busy)
    )
    return {job_id_of(step_id, attempt) for step_id, attempt in db.session.execute(query)}


def _beside_runs(queue: str) -> set[str]:
    """Return the ids of the messages of steps beside a run. All other messages of the queue go
    before them.
    """
    query = select(Step.id, Step.attempt).where(
        Step.queue == queue,
        Step.status == StepStatus.QUEUED,
        Step.sent_at.is_not(None),
        _is_beside_run(),
    )
    return {job_id_of(step_id, attempt) for step_id, attempt in db.session.execute(query)}


@transactional
def _let_in(owner_id: str, user_steps_in_queue: int) -> list[Message]:
    """Choose the steps to send, oldest first, and mark them as sent, so that two dispatchers never send the
    same attempt twice.
    """
    # Two dispatchers of one owner must not both fill the same free places of a queue.
    quotas.lock_owner(owner_id)
    messages: list[Message] = []
    standing = _standing(owner_id)
    for queue, is_beside_run in _with_work(owner_id):
        room = user_steps_in_queue - standing.get((queue, is_beside_run), 0)
        if room > 0:
            which = _is_beside_run() if is_beside_run else ~_is_beside_run()
            messages += _mark_sent(owner_id, queue, room, which)
    return messages


Lane = tuple[str, bool]
"""A queue, and whether it is about steps beside a run. These are counted separately: they take no other step's place."""


def _with_work(owner_id: str) -> list[Lane]:
    lane = (Step.queue, _is_beside_run().label("is_beside_run"))
    query = select(*lane).where(*_can_be_sent(owner_id)).distinct().order_by(*lane)
    return [(queue, bool(is_beside_run)) for queue, is_beside_run in db.session.execute(query)]


def _standing(owner_id: str) -> dict[Lane, int]:
    """Return how many of the owner's messages wait in each lane."""
    lane = (Step.queue, _is_beside_run().label("is_beside_run"))
    mine = (Step.owner_id == owner_id, Step.status == StepStatus.QUEUED, Step.sent_at.is_not(None))
    rows = db.session.execute(select(*lane, func.count()).where(*mine).group_by(*lane))
    return {(queue, bool(is_beside_run)): many for queue, is_beside_run, many in rows}


def _mark_sent(owner_id: str, queue: str, room: int, which: ColumnElement[bool]) -> list[Message]:
    # Projects of an owner take turns too: the first step of every project comes before the second step of any.
    turn = func.row_number().over(partition_by=Step.project_id, order_by=(Step.created_at, Step.id))
    ranked = (
        select(Step.id, turn.label("turn"), Step.created_at)
        .where(*_can_be_sent(owner_id), Step.queue == queue, which)
        .subquery()
    )
    chosen = list(
        db.session.scalars(select(ranked.c.id).order_by(ranked.c.turn, ranked.c.created_at).limit(room))
    )
    if not chosen:
        return []
    sent = db.session.scalars(
        update(Step)
        .where(Step.id.in_(chosen), Step.status == StepStatus.QUEUED, Step.sent_at.is_(None))
        .values(sent_at=from_now(0))
        .returning(Step)
    ).all()
    # RETURNING gives the rows in no order.
    order = {step_id: index for index, step_id in enumerate(chosen)}
    needed = _needed_by(sent)
    return [
        message_of(
            step,
            tuple(needed[step.project_id, name] for name in step.needs if (step.project_id, name) in needed),
        )
        for step in sorted(sent, key=lambda step: order[step.id])
    ]


def _needed_by(steps: Sequence[Step]) -> dict[tuple[str, str], str]:
    """Return the job ids of the steps that these steps need, by project and name."""
    if not any(step.needs for step in steps):
        return {}
    query = select(Step).where(
        Step.project_id.in_({step.project_id for step in steps}),
        Step.name.in_({name for step in steps for name in step.needs}),
    )
    return {
        (step.project_id, step.name): job_id_of(step.id, step.attempt) for step in db.session.scalars(query)
    }


def is_wanted() -> ColumnElement[bool]:
    """Match steps that fit their project: a deleted project runs only `purge`, another project never does."""
    deleted = select(Project.id).where(Project.id == Step.project_id, Project.deleted_at.is_not(None))
    is_deleted = deleted.correlate(Step).exists()
    return of_kind(lambda kind: kind.of_deleted) == is_deleted


def _is_beside_run() -> ColumnElement[bool]:
    return of_kind(lambda kind: kind.beside_run)


def _can_be_sent(owner_id: str) -> tuple[ColumnElement[bool], ...]:
    """Match the owner's steps that can be sent. Steps of a kind that only another release knows are left to
    that release, and those of a paused queue wait for its resumption.
    """
    return (
        Step.owner_id == owner_id,
        Step.status == StepStatus.QUEUED,
        Step.sent_at.is_(None),
        Step.run_after <= from_now(0),
        # Matches every kind that this release knows.
        of_kind(lambda kind: True),
        is_wanted(),
        ~is_paused(),
    )


@transactional
def _waiting(project_id: str) -> list[Message]:
    """Return messages for the waiting steps, each after the messages of the steps that it needs.

    RQ runs a job at once if it does not know its dependency. So only steps behind a message that was sent are
    included.
    """
    query = select(Step).where(Step.project_id == project_id)
    steps = {step.name: step for step in db.session.scalars(query)}
    # RQ runs a job at once if it does not know its dependency, so a chain begins at a message that was sent.
    known = {name for name, step in steps.items() if step.sent_at is not None}
    messages: list[Message] = []
    while True:
        found = [
            (step, needs)
            for step in steps.values()
            if step.status == StepStatus.WAITING and step.name not in known and is_known(step.name)
            for needs in [[steps[name] for name in needs_of(step) if _is_open(steps.get(name))]]
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
    return Message(step.id, step.attempt, step.name, step.project_id, step.owner_id, after)
