"""Remembers the requests of this process that wait for a free thread, in order of arrival."""

import time

_since: dict[int, float] = {}


def join(number: int) -> None:
    """Note that a request is complete and waits for a thread."""
    _since[number] = time.monotonic()


def leave(number: int) -> None:
    """Note that a thread has taken the request."""
    _since.pop(number, None)


def longest_wait_s() -> float:
    """Return how long the oldest request has been waiting, in seconds; 0 if none waits, and under other
    servers.
    """
    first = next(iter(tuple(_since.values())), None)
    return time.monotonic() - first if first is not None else 0.0
