"""Time limit of one attempt. It uses the same alarm signal that RQ uses for a whole job."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SOON_S = 0.001
AGAIN_S = 150.0
"""How long after an alarm the next one rings. Code may swallow an alarm: Python itself does in a callback
from C.

Longer than the block's cleanup, which tries for LONG_PATIENCE_S to record a paid reply. Shorter than SPARE_S,
so that RQ's limit of the whole job does not come first.
"""


class OutOfTime(BaseException):
    """The attempt took longer than its kind allows.

    Not an Exception, so that no `except Exception` takes it for a failure of the work.
    """


@contextmanager
def time_limit(timeout_s: float) -> Iterator[None]:
    """Raise OutOfTime in the block after `timeout_s` seconds, and again every AGAIN_S until the block ends.

    An alarm that was already set continues afterwards.

    Signals reach only the main thread, in which workers run their steps. In another thread nothing happens.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    outer_handler = signal.signal(signal.SIGALRM, _raise)
    outer_s, _ = signal.setitimer(signal.ITIMER_REAL, timeout_s, AGAIN_S)
    started_at = time.monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, outer_handler)
        if outer_s:
            # Zero would switch the outer alarm off.
            left_s = outer_s - (time.monotonic() - started_at)
            signal.setitimer(signal.ITIMER_REAL, max(left_s, SOON_S))


def _raise(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise OutOfTime
