"""Gives paid work time to end after its step must stop."""

import contextlib
import os
import time
from collections.abc import Sequence
from typing import Self

from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment
from clueso.services.pipeline.claimed_steps import LeaseLost
from jobs.attempt import HandBack

LAST_WORDS_S = 15.0
"""How long a worker that shuts down waits for a paid reply. The platform allows 25 s in all."""


class LastWords:
    """A watch over paid work, so that the next attempt gets its result.

    A worker that shuts down continues for LAST_WORDS_S. A worker that lost the step continues to the end of
    its chunk.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._ends_at: float | None = None
        # Nothing writes to this pipe. The pipe of the step would become readable at once and stop the work.
        self._readable, self._writable = os.pipe()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._readable)
        os.close(self._writable)

    def check(self) -> None:
        try:
            self._watch.check()
        except LeaseLost:
            return
        except HandBack:
            self._ends_at = self._ends_at or time.monotonic() + LAST_WORDS_S
            if time.monotonic() > self._ends_at:
                raise

    def fileno(self) -> int:
        return self._readable

    def progress(self, fraction: float) -> None:
        with contextlib.suppress(LeaseLost):
            self._watch.progress(fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        with contextlib.suppress(LeaseLost):
            self._watch.heard(segments)
