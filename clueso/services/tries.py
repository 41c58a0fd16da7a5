"""Sends rows in tries: claims those that are due, and plans the next try. Every write is fenced by the attempt.

Each function needs a transaction.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from clueso.extensions import db
from clueso.models import DeliveryStatus, Project, SentInTries, from_now

Row = TypeVar("Row", bound=SentInTries)

AT_ONCE = 2
"""Rows of one receiver that are sent at the same time. The others wait, and those of other receivers do not."""
PAUSES_S = (60.0, 600.0, 3600.0, 32_400.0)
"""After each failed try but the last: five tries within ten hours and a quarter."""
LONGEST_PAUSE_S = 6 * 3600.0
"""As long as a receiver may ask to wait, where the usual pause is shorter."""
SHOWN_CHARACTERS = 500


def claim(
    table: type[Row], receiver: InstrumentedAttribute[str], at_most: int, *, lease_s: float
) -> list[Row]:
    """Claim rows that are due: of each receiver in turn, oldest first.

    Nobody renews the lease, so it must be much longer than a try may take.
    """
    claimed = []
    for id_, attempt in _due(table, receiver, at_most):
        won = db.session.scalars(
            update(table)
            .where(table.id == id_, table.attempt == attempt, *_is_due(table))
            .values(attempt=attempt + 1, lease_until=from_now(lease_s), tried_at=from_now(0))
            .returning(table)
        ).one_or_none()
        if won is not None:
            claimed.append(won)
    return claimed


def _due(
    table: type[SentInTries], receiver: InstrumentedAttribute[str], at_most: int
) -> Sequence[tuple[str, int]]:
    in_flight = (
        select(receiver.label("receiver"), func.count().label("number"))
        .where(table.status == DeliveryStatus.PENDING, table.lease_until >= from_now(0))
        .group_by(receiver)
        .subquery()
    )
    turn = func.row_number().over(
        partition_by=receiver, order_by=(table.run_after, table.created_at, table.id)
    )
    ranked = select(
        table.id, table.attempt, receiver.label("receiver"), table.run_after, turn.label("turn")
    ).where(*_is_due(table))
    waiting = ranked.subquery()
    query = (
        select(waiting.c.id, waiting.c.attempt)
        .outerjoin(in_flight, in_flight.c.receiver == waiting.c.receiver)
        .where(waiting.c.turn + func.coalesce(in_flight.c.number, 0) <= AT_ONCE)
        .order_by(waiting.c.turn, waiting.c.run_after, waiting.c.id)
        .limit(at_most)
    )
    return [(id_, attempt) for id_, attempt in db.session.execute(query)]


def _is_due(table: type[SentInTries]) -> tuple[ColumnElement[bool], ...]:
    """Match what waits to be sent now. What is told of a deleted project waits until it is restored, if ever."""
    deleted = select(Project.id).where(Project.id == table.project_id, Project.deleted_at.is_not(None))
    return (
        table.status == DeliveryStatus.PENDING,
        table.run_after <= from_now(0),
        or_(table.lease_until.is_(None), table.lease_until < from_now(0)),
        ~deleted.correlate(table).exists(),
    )


def claimed_row(table: type[Row], id_: str, attempt: int) -> Row | None:
    """Lock and return a row that was claimed, None if another process has it by now, or it is gone."""
    ours = (table.id == id_, table.attempt == attempt, table.status == DeliveryStatus.PENDING)
    return db.session.scalars(select(table).where(*ours).with_for_update()).one_or_none()


def succeed(row: SentInTries) -> None:
    """Record that the receiver has a row."""
    _end(row, None)
    row.status = DeliveryStatus.DELIVERED


def fail(row: SentInTries, error: str, *, is_final: bool, wait_s: float = 0.0) -> None:
    """Record why a try failed, and plan the next one, after at least `wait_s`; a final error ends the row."""
    _end(row, error)
    if is_final or row.tries > len(PAUSES_S):
        row.status = DeliveryStatus.FAILED
    else:
        row.run_after = from_now(_pause_s(row.tries, wait_s))


def _end(row: SentInTries, error: str | None) -> None:
    row.tries += 1
    row.lease_until = None
    row.error = storable(error) if error else None


def storable(text: str) -> str:
    """Return the beginning of a text of somebody else's, as it is shown."""
    # PostgreSQL stores no NUL.
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")[:SHOWN_CHARACTERS]


def _pause_s(tries: int, wait_s: float) -> float:
    usual_s = PAUSES_S[tries - 1]
    # Those that one outage stopped must not all return at once.
    spread_s = usual_s + random.uniform(0, usual_s / 10)
    return max(spread_s, min(wait_s, LONGEST_PAUSE_S))
