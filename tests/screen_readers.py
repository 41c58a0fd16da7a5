"""A reader of screens for tests of what uses one."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clueso.domain.ports.watch import Watch
from clueso.domain.screens.screen import ScreenLine

Lines = tuple[ScreenLine, ...]
LINE = ScreenLine("Export", (0.1, 0.2, 0.3, 0.1), 0.9)


@dataclass
class FakeReader:
    """Answers with one line for each picture, or raises this error after so many."""

    error: Exception | None = None
    after: int = 0
    pictures: list[bytes] = field(default_factory=list)

    def read(self, pictures: Sequence[Path], watch: Watch) -> Generator[Lines, None, None]:
        for picture in pictures:
            watch.check()
            if self.error and len(self.pictures) >= self.after:
                raise self.error
            self.pictures.append(picture.read_bytes())
            yield (LINE,)
