"""How often each client that watches a project may ask, so that this process has time for all of them."""

import random
import threading
import time
from collections.abc import Callable

from clueso.reception import line

SHARE = 0.5
"""The share of a core that a process may use while many watch. The rest is for bursts, and for the database beside it."""
LEAST_SHARE = 0.1
"""Where requests wait though the process uses less, it is not the watchers who hold them up."""
LEAST_PER_S, MOST_PER_S = 5.0, 1_000.0
FIRST_PER_S = 50.0
"""Polls of a second before any were measured."""
SLOWEST_MS = 60_000
SPREAD = 0.25
PERIOD_S = 2.0
FEWEST = 20
"""Polls of a period from which their cost is measured: fewer are never too many, so more are let in."""
LONG_S = 0.1
"""A request that waits so long for a thread says that the process has no more of a core than it used."""
EBB, FLOW = 0.7, 1.05


class Crowd:
    """Gives each poll a place in time: the next one that is free, at a rate that the process can bear.

    So the pauses grow while a crowd gathers, and those who came together do not come again together. The rate follows
    from the CPU time that the process uses for each poll, with all its other work.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        cpu_s: Callable[[], float] = time.process_time,
        waited_s: Callable[[], float] = line.take_longest_s,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._clock, self._cpu_s, self._waited_s, self._draw = clock, cpu_s, waited_s, draw
        self._lock = threading.Lock()
        self._per_s = FIRST_PER_S
        self._share = SHARE
        self._taken_until = self._since = clock()
        self._used_s = cpu_s()
        self._polls = 0

    def tell(self) -> None:
        """Take the next free place for a watcher who asked, and will ask again."""
        with self._lock:
            now = self._clock()
            self._polls += 1
            if now - self._since >= PERIOD_S:
                self._measure(now)
            farthest = now + SLOWEST_MS / 1000 / (1 + SPREAD)
            self._taken_until = min(max(self._taken_until, now) + 1 / self._per_s, farthest)

    def pace_ms(self) -> int:
        """Return the shortest pause that leaves time for all, up to SLOWEST_MS, with SPREAD."""
        ahead_s = max(0.0, self._taken_until - self._clock())
        return round(ahead_s * 1000 * (1 - SPREAD + 2 * SPREAD * self._draw()))

    def _measure(self, now: float) -> None:
        """Set how many polls of a second there is room for."""
        used_s = self._cpu_s() - self._used_s
        used = used_s / (now - self._since)
        if self._waited_s() > LONG_S:
            # Others use the machine too. What is told now takes effect a pause later, so it may not be guessed low.
            self._share = max(LEAST_SHARE, min(self._share, EBB * used))
        else:
            self._share = min(SHARE, FLOW * self._share)
        if self._polls >= FEWEST and used_s > 0:
            found = self._polls * self._share / used_s
            # Newcomers, who were given no place, take the time of those who were: less is given away until they have come.
            found *= min(1.0, self._share / used)
            self._per_s = min(max(LEAST_PER_S, (self._per_s + found) / 2), MOST_PER_S)
        elif self._polls < FEWEST and self._per_s < FIRST_PER_S:
            self._per_s *= 2
        self._since, self._used_s, self._polls = now, self._cpu_s(), 0
