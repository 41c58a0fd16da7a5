"""Progress of a part of the work, as a share of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from clueso.domain.ports import Watch
from clueso.domain.transcript import Segment


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
