"""Reads the Retry-After header (RFC 9110)."""

from email.utils import parsedate_to_datetime
from time import time

LONGEST_S = 86_400.0


def pause_s(header: str | None) -> float:
    """Return the seconds of a Retry-After header, a number or an HTTP date: at most a day, 0 if there is none
    or it is unreadable.
    """
    if not header:
        return 0.0
    try:
        asked_s = float(header)
    except ValueError:
        asked_s = _until(header)
    return min(asked_s, LONGEST_S) if asked_s > 0 else 0.0


def _until(date: str) -> float:
    try:
        return parsedate_to_datetime(date).timestamp() - time()
    except (ValueError, OverflowError):
        return 0.0
