"""Pace: when a client polls again, and how long the rest will take."""

import math

QUICKEST_POLL_MS, SLOWEST_POLL_MS = 1_000, 10_000
YOUNG_POLL_MS = 250
"""The quickest pause for work that began a moment ago: a short recording is ready after two seconds."""
POLL_SHARE = 0.1  # share of the time already waited: after a long wait, a little more does not matter
LEAST_PROGRESS = 0.05  # below it, the measured pace says nothing about the rest


def poll_after_ms(
    *, is_final: bool, is_running: bool, idle_s: float, age_s: float = math.inf, least_ms: int = 0
) -> int | None:
    """Return the pause before the next poll, in ms; None once nothing changes any more. `idle_s` is the time
    since the last change, `age_s` that since the work was asked for, `least_ms` the pause that leaves time for
    all watchers.
    """
    if is_final:
        return None
    if is_running:
        young_ms = max(YOUNG_POLL_MS, age_s * 1000 * POLL_SHARE)
        return max(round(min(QUICKEST_POLL_MS, young_ms)), least_ms)
    waited_ms = min(round(idle_s * 1000 * POLL_SHARE), SLOWEST_POLL_MS)
    return max(QUICKEST_POLL_MS, waited_ms, least_ms)


def remaining_s(*, progress: float, elapsed_s: float | None) -> int | None:
    """Return the remaining seconds at the present pace, at least 1; None if unknown.

    `progress` is from 0 to 1, `elapsed_s` is the time since the work began.
    """
    if elapsed_s is None or elapsed_s <= 0 or not LEAST_PROGRESS <= progress < 1:
        return None
    return max(1, round(elapsed_s * (1 - progress) / progress))
