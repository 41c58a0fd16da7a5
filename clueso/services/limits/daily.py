"""Limits per owner and day (UTC): projects, exports, minutes of sound.

One UPDATE both counts and takes, so concurrent requests cannot exceed a limit. The row is the last lock that
a transaction takes: after the owner's, the project's and the upload's.
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from clueso.errors import QuotaExceeded
from clueso.extensions import db
from clueso.models import Daily, DayUse
from clueso.services.limits.budget import today

MINUTE_MS = 60_000


def take_one(owner_id: str, what: Daily, *, per_day: int) -> None:
    """Count one more. Needs a transaction. Raises QuotaExceeded. 0 per day means no limit."""
    if not _take(owner_id, what, 1, per_day):
        raise QuotaExceeded(
            f"You have used today's {per_day:,} {what}. More can be made after midnight (UTC).",
            retry_after_s=_until_tomorrow_s(),
        )


def take_sound(owner_id: str, duration_ms: int, *, minutes_per_day: int) -> None:
    """Count the sound of a recording. Needs a transaction. Raises QuotaExceeded. 0 minutes per day means no
    limit.
    """
    if _take(owner_id, Daily.SOUND, duration_ms, minutes_per_day * MINUTE_MS):
        return
    lasts = -(-duration_ms // MINUTE_MS)
    if lasts > minutes_per_day:
        raise QuotaExceeded(
            f"It lasts {lasts:,} minutes, and you may have {minutes_per_day:,} minutes of sound worked on in a"
            " day. Cut it into shorter parts and upload them one by one."
        )
    # Rounded up, as the recording's own minutes are.
    left = minutes_per_day - -(-used_today(owner_id)[Daily.SOUND] // MINUTE_MS)
    raise QuotaExceeded(
        f"It lasts {lasts:,} minutes, and {max(0, left):,} of the {minutes_per_day:,} minutes of sound that you"
        " may have worked on today are left. Retry it after midnight (UTC)."
    )


def used_today(owner_id: str) -> dict[Daily, int]:
    """Return today's use of each limit. Needs a transaction."""
    query = select(DayUse.what, DayUse.amount).where(DayUse.owner_id == owner_id, DayUse.day == today())
    return dict.fromkeys(Daily, 0) | {Daily(what): amount for what, amount in db.session.execute(query)}


def _take(owner_id: str, what: Daily, amount: int, most: int) -> bool:
    if _added(owner_id, what, amount, most):
        return True
    try:
        # A savepoint: the error of the insert must not end the caller's transaction.
        with db.session.begin_nested():
            db.session.add(DayUse(owner_id=owner_id, day=today(), what=what, amount=0))
    except IntegrityError:
        pass  # the row exists, and its rest is too small
    return _added(owner_id, what, amount, most)


def _added(owner_id: str, what: Daily, amount: int, most: int) -> bool:
    fits = [DayUse.amount + amount <= most] if most else []
    taken = db.session.execute(
        update(DayUse)
        .where(DayUse.owner_id == owner_id, DayUse.day == today(), DayUse.what == what, *fits)
        .values(amount=DayUse.amount + amount)
        .returning(DayUse.owner_id)
    )
    return taken.first() is not None


def _until_tomorrow_s() -> float:
    now = datetime.now(UTC)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    return (tomorrow - now).total_seconds()
