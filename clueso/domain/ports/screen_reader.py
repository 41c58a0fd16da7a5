"""The port that reads the text on pictures of screens."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Protocol

from clueso.domain.ports.watch import Watch
from clueso.domain.screens.screen import ScreenLine


class ScreenReader(Protocol):
    """Reads text on pictures. Raises ModelUnavailable, ChildDied, TimedOut."""

    def read(self, pictures: Sequence[Path], watch: Watch) -> Generator[tuple[ScreenLine, ...], None, None]:
        """Yield the lines of each JPEG, in the same order, as soon as they are read. Closing the generator
        ends the work.

        A picture's lines are in reading order: from top to bottom, and from left to right. A picture that
        cannot be read has none.
        """
