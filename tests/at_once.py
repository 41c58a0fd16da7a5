"""Calls that begin at the same moment, each in a thread and a session of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from clueso.errors import CluesoError
from jobs.runtime import Runtime

AT_ONCE = 8


def at_once(
    runtime: Runtime, calls: Sequence[Callable[[], object]], *, refusal: type[CluesoError]
) -> list[object]:
    """Make the calls; the answers of those that did not raise `refusal`, the only error that may come."""
    barrier = Barrier(len(calls))

    def make(call: Callable[[], object]) -> list[object]:
        with runtime.app.app_context():
            barrier.wait(30)
            try:
                return [call()]
            except refusal:
                return []

    with ThreadPoolExecutor(len(calls)) as pool:
        return [answer for answers in pool.map(make, calls) for answer in answers]
