"""Idempotency keys: a repeated request gets the first answer again."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from clueso.errors import IdempotencyMismatch, RequestInProgress
from clueso.extensions import db
from clueso.models import IdempotencyKey, from_now
from clueso.services.transaction import transactional

ABANDONED_S = 60
"""A first request without an answer after this time is dead: none of our requests takes longer."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str | None
    body: dict[str, Any]


def derived_id(user_id: str, key: str) -> str:
    """Return the id of the thing that a request creates, so that it is created once even if the first answer
    was lost.
    """
    return hashlib.sha256(f"{user_id}\0{key}".encode()).hexdigest()[:32]


def begin(user_id: str, key: str, fingerprint: str) -> Answer | None:
    """Reserve the key, or return the first answer.

    Raises RequestInProgress while the first request runs, IdempotencyMismatch for another request.
    """
    try:
        _reserve(user_id, key, fingerprint)
    except IntegrityError:
        # The primary key is (user, key), so of two requests at the same moment one fails here.
        return _first_answer(user_id, key, fingerprint)
    return None


@transactional
def _reserve(user_id: str, key: str, fingerprint: str) -> None:
    abandoned = (IdempotencyKey.status.is_(None), IdempotencyKey.created_at < from_now(-ABANDONED_S))
    db.session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.user_id == user_id,
            IdempotencyKey.key == key,
            IdempotencyKey.fingerprint == fingerprint,
            *abandoned,
        )
    )
    db.session.add(IdempotencyKey(user_id=user_id, key=key, fingerprint=fingerprint))
    # Now, so that the error comes from here and not from the commit.
    db.session.flush()


@transactional
def _first_answer(user_id: str, key: str, fingerprint: str) -> Answer:
    query = select(IdempotencyKey).where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
    row = db.session.scalars(query).one_or_none()
    # The first request has failed since, and its key was released.
    if row is None:
        raise RequestInProgress()
    if row.fingerprint != fingerprint:
        raise IdempotencyMismatch()
    if row.status is None or row.body is None:
        raise RequestInProgress()
    return Answer(row.status, row.location, row.body)


@transactional
def keep(user_id: str, key: str, answer: Answer) -> None:
    """Store the first answer for 24 hours."""
    db.session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
        .values(status=answer.status, location=answer.location, body=answer.body)
    )


@transactional
def release(user_id: str, key: str) -> None:
    """Forget a key whose request failed, so that a corrected request may use it."""
    db.session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.user_id == user_id, IdempotencyKey.key == key, IdempotencyKey.status.is_(None)
        )
    )
