"""How many clients watch projects through this process, and how often each may ask so that there is time for all."""

import math
import random
import threading
import time
from collections.abc import Callable

from clueso.domain.steps.pace import QUICKEST_POLL_MS

POLLS_PER_S = 100
"""How many polls of a second a process leaves room for, beside its other work."""
SLOWEST_MS = 30_000
WINDOW_S = 5.0


class Crowd:
    """Counts watchers by what they were told: whoever shall ask again after 3 s asks a third of a time each second.

    The last WINDOW_S seconds count most, so that a crowd is noticed while it gathers.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, draw: Callable[[], float] = random.random
    ) -> None:
        self._clock, self._draw = clock, draw
        self._lock = threading.Lock()
        self._sum_s = 0.0
        self._at = clock()

    def tell(self) -> None:
        """Note that one more watcher is told when to ask again."""
        after_s = max(QUICKEST_POLL_MS, self.pace_ms()) / 1000
        with self._lock:
            now = self._clock()
            self._sum_s *= math.exp((self._at - now) / WINDOW_S)
            self._sum_s += after_s
            self._at = now

    def pace_ms(self) -> int:
        """Return the shortest pause that leaves time for all, at most SLOWEST_MS.

        Each is drawn, up to twice as long, so that those who came together do not come again together.
        """
        since_s = self._clock() - self._at
        watchers = self._sum_s / WINDOW_S * math.exp(-since_s / WINDOW_S)
        return round(min(SLOWEST_MS / 2, watchers / POLLS_PER_S * 1000) * (1 + self._draw()))
