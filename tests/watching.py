"""A Watch for tests, whose state can be read and set."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clueso.domain.transcript import Segment


class Stopped(Exception):
    """The step must stop now."""


@dataclass
class NotingWatch:
    """Records progress and sentences. `check` raises Stopped once the progress exceeds `stop_over`."""

    stop_over: float = 1.0
    fractions: list[float] = field(default_factory=list)
    sentences: list[Sequence[Segment]] = field(default_factory=list)

    def check(self) -> None:
        if self.fractions and self.fractions[-1] > self.stop_over:
            raise Stopped

    def fileno(self) -> int:
        raise OSError("nothing to wait on")

    def progress(self, fraction: float) -> None:
        self.fractions.append(fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        self.sentences.append(segments)
