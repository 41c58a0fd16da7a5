"""Pace: when a watcher asks again, and how long the rest will take."""

QUICKEST_POLL_MS, SLOWEST_POLL_MS = 1_000, 10_000
POLL_SHARE = 0.1  # of the time already waited: who waits long does not mind a little more
LEAST_PROGRESS = 0.05  # below it, what was measured says nothing about the rest


def poll_after_ms(*, is_final: bool, is_running: bool, idle_s: float) -> int | None:
    """When to ask again; None once nothing changes any more. `idle_s` since anything last changed."""
    if is_final:
        return None
    if is_running:
        return QUICKEST_POLL_MS
    return min(max(QUICKEST_POLL_MS, round(idle_s * 1000 * POLL_SHARE)), SLOWEST_POLL_MS)


def remaining_s(*, progress: float, elapsed_s: float | None) -> int | None:
    """How long the rest takes if it goes on as it went, at least a second; None when nobody can say.

    `progress` from 0 to 1, `elapsed_s` since the work began.
    """
    if elapsed_s is None or elapsed_s <= 0 or not LEAST_PROGRESS <= progress < 1:
        return None
    return max(1, round(elapsed_s * (1 - progress) / progress))
