"""The daily budget of tokens: reserved before a paid call, settled by the tokens that it used, and counted by model."""

from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from clueso.domain.words.model_tokens import tokens_of
from clueso.errors import QuotaExceeded
from clueso.extensions import db
from clueso.models import ModelDay, TokenDay
from clueso.services.transaction import transactional

ANSWER_SHARE = 0.5
ANSWER_TOKENS = 2000
"""A reply is estimated as half of the prompt's tokens, and at least this many."""


def today() -> date:
    return datetime.now(UTC).date()


def estimate(prompt: str) -> int:
    """Return the estimated tokens of a call, prompt and reply."""
    asked = tokens_of(prompt)
    return round(asked + max(ANSWER_TOKENS, asked * ANSWER_SHARE))


def reserve(owner_id: str, tokens: int, *, per_day: int) -> date:
    """Reserve tokens of today's budget, safely beside concurrent calls. Return the day. Needs a transaction.
    Raises QuotaExceeded.
    """
    day = today()
    if _take(owner_id, day, tokens, per_day):
        return day
    try:
        # A savepoint: the error of the insert must not end the caller's transaction.
        with db.session.begin_nested():
            db.session.add(TokenDay(owner_id=owner_id, day=day, tokens=0))
    except IntegrityError:
        pass  # the row exists: the budget is used up
    if _take(owner_id, day, tokens, per_day):
        return day
    raise QuotaExceeded(
        f"Today's {per_day:,} tokens of the language model are used up. Retry the document tomorrow (UTC)."
    )


def _take(owner_id: str, day: date, tokens: int, per_day: int) -> bool:
    taken = db.session.execute(
        update(TokenDay)
        .where(TokenDay.owner_id == owner_id, TokenDay.day == day, TokenDay.tokens + tokens <= per_day)
        .values(tokens=TokenDay.tokens + tokens)
        .returning(TokenDay.owner_id)
    )
    return taken.first() is not None


def settle(owner_id: str, day: date, *, reserved: int, used: int) -> None:
    """Replace the reserved tokens of a call by the tokens that it used. Needs a transaction."""
    db.session.execute(
        update(TokenDay)
        .where(TokenDay.owner_id == owner_id, TokenDay.day == day)
        .values(tokens=TokenDay.tokens - reserved + used)
    )


def count(owner_id: str, model: str, *, input_tokens: int, output_tokens: int) -> None:
    """Add the tokens of one answer to today's. Needs a transaction."""
    day = today()
    uncounted = 0 if input_tokens + output_tokens else 1

    def add() -> bool:
        added = db.session.execute(
            update(ModelDay)
            .where(ModelDay.owner_id == owner_id, ModelDay.day == day, ModelDay.model == model)
            .values(
                input_tokens=ModelDay.input_tokens + input_tokens,
                output_tokens=ModelDay.output_tokens + output_tokens,
                uncounted=ModelDay.uncounted + uncounted,
            )
            .returning(ModelDay.model)
        )
        return added.first() is not None

    if add():
        return
    try:
        with db.session.begin_nested():
            db.session.add(ModelDay(owner_id=owner_id, day=day, model=model))
    except IntegrityError:
        pass  # another call was faster
    add()


@transactional
def used_today(owner_id: str) -> int:
    query = select(TokenDay.tokens).where(TokenDay.owner_id == owner_id, TokenDay.day == today())
    return db.session.scalar(query) or 0
