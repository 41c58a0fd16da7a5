"""The port that tells voices apart."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span


class Diariser(Protocol):
    """Tells voices apart. Raises ModelUnavailable, ChildDied, TimedOut."""

    def turns(self, audio: Path, speech: Sequence[Span], count: int | None, watch: Watch) -> list[Turn]:
        """Return who speaks when, in order of time. If two people speak at once, turns overlap.

        `audio` is a whole recording as raw 16 kHz mono 16-bit samples, `speech` the stretches of it that hold
        speech, `count` the number of speakers, None to detect it.
        """

    def rest(self) -> None:
        """Give back the memory that is held for the next recording."""
