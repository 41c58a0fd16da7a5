"""Mixes several channels or tracks into one. Channels of opposite phase don't cancel each other."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

MEMORY_S: Final = 2.0
"""Time constant of the comparison of channels, in seconds: longer than a word, shorter than a turn."""
AGAINST: Final = 10.0
"""Channels have opposite phase (a balanced cable in an unbalanced socket) if their difference has this many
times the power of their sum. For two people, or music, the ratio is between a third and three.
"""


BLOCK_BYTES: Final = 1024**2


class Mixer:
    """Mixes two channels into one: their mean, or half their difference while they have opposite phase."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._sum = self._difference = 0.0

    def mix(self, left: Samples, right: Samples) -> Samples:
        """Return the mix of the next samples of both channels, equally many."""
        one, other = left.astype(np.float32), right.astype(np.float32)
        # An exponential average: the weight of the past falls to 1/e within MEMORY_S.
        forget = float(np.exp(-len(left) / (MEMORY_S * self._rate)))
        self._sum = self._sum * forget + float(np.square(one + other).sum())
        self._difference = self._difference * forget + float(np.square(one - other).sum())
        mixed = (one - other) if self._difference > AGAINST * self._sum else (one + other)
        mean: Samples = np.rint(mixed / 2).astype(np.int16)
        return mean


def mixed(pcms: Sequence[Path], into: Path) -> Path:
    """Mix these files of 16-bit samples into one and return its path; a single file is returned as it is."""
    if len(pcms) == 1:
        return pcms[0]
    with ExitStack() as files, into.open("wb") as target:
        sources = [files.enter_context(pcm.open("rb")) for pcm in pcms]
        while any(blocks := [source.read(BLOCK_BYTES) for source in sources]):
            longest = max(map(len, blocks))
            # Tracks may end at different times. 32 bits hold the sum of all tracks.
            padded = [
                np.frombuffer(block.ljust(longest, b"\0"), np.int16).astype(np.int32) for block in blocks
            ]
            target.write(np.clip(np.sum(padded, axis=0), -32768, 32767).astype(np.int16).tobytes())
    return into
