"""Remembers the requests of this process that wait for a free thread, in order of arrival."""

import time

_since: dict[int, float] = {}
_longest_s = 0.0


def join(number: int) -> None:
    """Note that a request is complete and waits for a thread."""
    _since[number] = time.monotonic()


def leave(number: int) -> None:
    """Note that a thread has taken the request."""
    global _longest_s
    since = _since.pop(number, None)
    if since is not None:
        _longest_s = max(_longest_s, time.monotonic() - since)


def longest_wait_s() -> float:
    """Return how long the oldest request has been waiting, in seconds; 0 if none waits, and under other
    servers.
    """
    first = next(iter(tuple(_since.values())), None)
    return time.monotonic() - first if first is not None else 0.0


def take_longest_s() -> float:
    """Return how long a request waited at most since this was last asked, in seconds; 0 under other servers."""
    global _longest_s
    longest_s, _longest_s = _longest_s, 0.0
    return longest_s
