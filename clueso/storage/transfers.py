"""Long copies beside the step that waits for them, so that it can stop at once and not at their end."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

from clueso.domain.ports import Watch

LOOK_S = 0.2

Tell = Callable[[int], None]
"""What a copy calls after each block, with its size."""


class Abandoned(Exception):
    """Nobody waits for this copy any more. Raised in its own thread only."""


def watched(copy: Callable[[Tell], None], watch: Watch | None) -> None:
    """Run `copy` in a thread that does not outlive the process. Raises what it raises, and what
    `watch.check()` raises while it runs; the copy then ends at its next block, or at its timeout."""
    if watch is None:
        copy(lambda _: None)
        return
    end: Future[None] = Future()
    is_abandoned = threading.Event()

    def tell(_: int) -> None:
        if is_abandoned.is_set():
            raise Abandoned

    threading.Thread(target=_fulfil, args=(end, copy, tell), name="copy", daemon=True).start()
    try:
        while not end.done():
            watch.check()
            wait([end], timeout=LOOK_S)
    except BaseException:
        is_abandoned.set()
        raise
    end.result()


def _fulfil(end: Future[None], copy: Callable[[Tell], None], tell: Tell) -> None:
    try:
        copy(tell)
    except BaseException as error:  # noqa: BLE001 - it is raised again by whoever waits
        end.set_exception(error)
    else:
        end.set_result(None)
