"""A Watch with a real descriptor, for calls that wait in another process."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from clueso.domain.transcript import Segment
from tests.watching import Stopped


@dataclass
class PipeWatch:
    """Records the progress. After `stop()`, `check` raises Stopped and `fileno()` is readable."""

    read_end: int
    write_end: int
    is_stopped: bool = False
    fractions: list[float] = field(default_factory=list)
    sentences: list[Sequence[Segment]] = field(default_factory=list)

    def stop(self) -> None:
        self.is_stopped = True
        os.write(self.write_end, b"x")

    def check(self) -> None:
        if self.is_stopped:
            raise Stopped

    def fileno(self) -> int:
        return self.read_end

    def progress(self, fraction: float) -> None:
        self.fractions.append(fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        self.sentences.append(segments)


@contextmanager
def watching() -> Iterator[PipeWatch]:
    read_end, write_end = os.pipe()
    try:
        yield PipeWatch(read_end, write_end)
    finally:
        os.close(read_end)
        os.close(write_end)
