"""Waiting for what other processes do, without sleeping longer than needed."""

import time
from collections.abc import Callable


def wait_for(is_so: Callable[[], object], timeout_s: float = 30) -> None:
    """Return as soon as it is so; fail when it does not come."""
    deadline = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"it is not so after {timeout_s:.0f} s")
        time.sleep(0.05)
