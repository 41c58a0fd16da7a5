"""Runs long copies in a thread, so that the step that waits for one can stop at once."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

from clueso.domain.ports.watch import Watch

LOOK_S = 0.2

Tell = Callable[[int], None]
"""The callback of a copy. It is called after each block with the block's size."""


class Abandoned(Exception):
    """The step no longer waits for this copy. Raised only in the copy's own thread, to end it."""


def watched(copy: Callable[[Tell], None], watch: Watch | None) -> None:
    """Run `copy` in a daemon thread and wait for it; without a watch, run it in this thread.

    Raises the exception of `copy`, or of `watch.check()`. In the second case the copy ends at its next block,
    or at its timeout.
    """
    if watch is None:
        copy(lambda _: None)
        return
    end: Future[None] = Future()
    is_abandoned = threading.Event()

    def tell(_: int) -> None:
        if is_abandoned.is_set():
            raise Abandoned

    # A daemon, so that a copy that hangs does not keep the process alive.
    threading.Thread(target=_fulfil, args=(end, copy, tell), name="copy", daemon=True).start()
    try:
        while not end.done():
            watch.check()
            wait([end], timeout=LOOK_S)
    except BaseException:
        # Also when `check` raises HandBack or LeaseLost, which are no Exceptions.
        is_abandoned.set()
        raise
    end.result()


def _fulfil(end: Future[None], copy: Callable[[Tell], None], tell: Tell) -> None:
    try:
        copy(tell)
    except BaseException as error:  # noqa: BLE001 - the waiting thread raises it again
        end.set_exception(error)
    else:
        end.set_result(None)
