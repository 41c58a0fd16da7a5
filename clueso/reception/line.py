"""The requests of this process that wait for a free thread, in the order in which they came."""

import time

_since: dict[int, float] = {}


def join(number: int) -> None:
    """A request is whole, and no thread has it yet."""
    _since[number] = time.monotonic()


def leave(number: int) -> None:
    """A thread has the request."""
    _since.pop(number, None)


def longest_wait_s() -> float:
    """How long the first in the line has been waiting; 0 where nobody waits, and under other servers."""
    first = next(iter(tuple(_since.values())), None)
    return time.monotonic() - first if first is not None else 0.0
