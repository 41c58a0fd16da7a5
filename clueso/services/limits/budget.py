"""The daily budget of tokens: reserved before a call is paid for, settled by what it took."""

from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from clueso.domain.tokens import tokens_of
from clueso.errors import QuotaExceeded
from clueso.extensions import db
from clueso.models import TokenDay
from clueso.services.transaction import transactional

ANSWER_SHARE = 0.5
ANSWER_TOKENS = 2000
"""An answer is reserved as half of what was asked, and at least so much."""


def today() -> date:
    return datetime.now(UTC).date()


def estimate(prompt: str) -> int:
    """The tokens of a call before it is made, its answer included."""
    asked = tokens_of(prompt)
    return round(asked + max(ANSWER_TOKENS, asked * ANSWER_SHARE))


def reserve(user_id: str, tokens: int, *, per_day: int) -> date:
    """Within a transaction: take so many of today's tokens, however many others do the same; the day that
    they were taken from. Raises QuotaExceeded."""
    day = today()
    if _take(user_id, day, tokens, per_day):
        return day
    try:
        with db.session.begin_nested():
            db.session.add(TokenDay(user_id=user_id, day=day, tokens=0))
    except IntegrityError:
        pass  # the day has begun already: it is the tokens that are missing
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
    """Within a transaction: the tokens that a call took instead of those that were reserved for it."""
    db.session.execute(
        update(TokenDay)
        .where(TokenDay.user_id == user_id, TokenDay.day == day)
        .values(tokens=TokenDay.tokens - reserved + used)
    )


@transactional
def used_today(user_id: str) -> int:
    query = select(TokenDay.tokens).where(TokenDay.user_id == user_id, TokenDay.day == today())
    return db.session.scalar(query) or 0
