"""From several channels, or several tracks, to one sound, without losing what stands against itself."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

MEMORY_S: Final = 2.0
"""How long a sound counts when the channels are compared: longer than a word, shorter than a turn."""
AGAINST: Final = 10.0
"""How much more power the difference of two channels has than their sum where one is the other turned over
(a balanced cable on an unbalanced plug): two people, or music, come to between a third and three."""


BLOCK_BYTES: Final = 1024**2


class Mixer:
    """Two channels become one. Where one is the other turned over, their sum would be silence: there the
    difference is taken."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._sum = self._difference = 0.0

    def mix(self, left: Samples, right: Samples) -> Samples:
        """The next samples of both, which are as many, as one."""
        one, other = left.astype(np.float32), right.astype(np.float32)
        forget = float(np.exp(-len(left) / (MEMORY_S * self._rate)))
        self._sum = self._sum * forget + float(np.square(one + other).sum())
        self._difference = self._difference * forget + float(np.square(one - other).sum())
        mixed = (one - other) if self._difference > AGAINST * self._sum else (one + other)
        mean: Samples = np.rint(mixed / 2).astype(np.int16)
        return mean


def mixed(pcms: Sequence[Path], into: Path) -> Path:
    """The file of 16-bit samples in which all of these are heard together; where there is one, that one."""
    if len(pcms) == 1:
        return pcms[0]
    with ExitStack() as files, into.open("wb") as target:
        sources = [files.enter_context(pcm.open("rb")) for pcm in pcms]
        while any(blocks := [source.read(BLOCK_BYTES) for source in sources]):
            longest = max(map(len, blocks))
            padded = [
                np.frombuffer(block.ljust(longest, b"\0"), np.int16).astype(np.int32) for block in blocks
            ]
            target.write(np.clip(np.sum(padded, axis=0), -32768, 32767).astype(np.int16).tobytes())
    return into
