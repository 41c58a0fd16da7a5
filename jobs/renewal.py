"""A worker begins anew in its place: the same process, with the memory of a new one.

A platform restarts a process that ends, but later each time, as after a crash.
"""

import logging
import os
import signal
import sys
from collections.abc import Mapping

from clueso import observers
from jobs.shutdown import Shutdown
from jobs.worker import SIGNALS

log = logging.getLogger(__name__)

FLAG = "--renewed"
"""The argument that tells a renewed process that its settings were checked at its first start."""


def is_over(shutdown: Shutdown) -> bool:
    """Return whether the worker was told to stop. From here on, a signal waits for the renewed process."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    return shutdown.is_requested


def let_signals_in() -> None:
    """End this process if a signal came while it was renewed."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def renew(secrets: Mapping[str, str]) -> None:
    """Replace the program of this process by a new start of it, with these variables beside its environment."""
    log.info("the worker begins anew in its place, to give back memory")
    observers.end_traces()
    arguments = [argument for argument in sys.orig_argv[1:] if argument != FLAG]
    os.execve(sys.executable, [sys.executable, *arguments, FLAG], {**os.environ, **secrets})
