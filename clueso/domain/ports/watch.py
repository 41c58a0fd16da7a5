"""The port by which a long call stops with its step and reports its progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from clueso.domain.transcript import Segment


class Watch(Protocol):
    """Connects a long call with the step that it works for.

    A call either calls `check()` between its own steps, or waits on `fileno()` during its work.
    """

    def check(self) -> None:
        """Raise if the step must stop now: its lease is lost, it was cancelled, the worker shuts down."""

    def fileno(self) -> int:
        """Return a descriptor that becomes readable as soon as `check()` would raise."""

    def progress(self, fraction: float) -> None:
        """Report the progress, from 0 to 1. Cheap to call often."""

    def heard(self, segments: Sequence[Segment]) -> None:
        """Report the complete sentences so far, in order. The later Transcription replaces them. Cheap to
        call often.
        """


@dataclass(frozen=True, slots=True)
class Share:
    """A Watch for a part of the work: maps its progress to the range `start` to `end` of the whole."""

    whole: Watch
    start: float
    end: float

    def check(self) -> None:
        self.whole.check()

    def fileno(self) -> int:
        return self.whole.fileno()

    def progress(self, fraction: float) -> None:
        self.whole.progress(self.start + (self.end - self.start) * fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        self.whole.heard(segments)
