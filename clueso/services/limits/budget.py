"""The daily budget of tokens: reserved before a paid call, settled by the tokens that it used."""

from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from clueso.domain.words.model_tokens import tokens_of
from clueso.errors import QuotaExceeded
from clueso.extensions import db
from clueso.models import TokenDay
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


def reserve(user_id: str, tokens: int, *, per_day: int) -> date:
    """Reserve tokens of today's budget, safely beside concurrent calls. Return the day. Needs a transaction.
    Raises QuotaExceeded.
    """
    day = today()
    if _take(user_id, day, tokens, per_day):
        return day
    try:
        # A savepoint: the error of the insert must not end the caller's transaction.
        with db.session.begin_nested():
            db.session.add(TokenDay(user_id=user_id, day=day, tokens=0))
    except IntegrityError:
        pass  # the row exists: the budget is used up
    if _take(user_id, day, tokens, per_day):
        return day
    raise QuotaExceeded(
        f"Today's {per_day:,} tokens of the language model are used up. Retry the document tomorrow (UTC)."
    )


def _take(user_id: str, day: date, tokens: int, per_day: int) -> bool:
    taken = db.session.execute(
        update(TokenDay)
        .where(TokenDay.user_id == user_id, TokenDay.day == day, TokenDay.tokens + tokens <= per_day)
        .values(tokens=TokenDay.tokens + tokens)
        .returning(TokenDay.user_id)
    )
    return taken.first() is not None


def settle(user_id: str, day: date, *, reserved: int, used: int) -> None:
    """Replace the reserved tokens of a call by the tokens that it used. Needs a transaction."""
    db.session.execute(
        update(TokenDay)
        .where(TokenDay.user_id == user_id, TokenDay.day == day)
        .values(tokens=TokenDay.tokens - reserved + used)
    )


@transactional
def used_today(user_id: str) -> int:
    query = select(TokenDay.tokens).where(TokenDay.user_id == user_id, TokenDay.day == today())
    return db.session.scalar(query) or 0
