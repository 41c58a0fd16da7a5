"""Measures the loudness of the two channels of a track while it is decoded."""

from array import array

import numpy as np

from clueso.domain.hearing.channels import CELL_MS, SILENCE_DB, Channels
from clueso.media.mixing import Samples


class Loudness:
    """Sums the power of both channels in successive cells of CELL_MS. Skipped samples count as silence."""

    def __init__(self, rate: int) -> None:
        self._per_cell = rate * CELL_MS // 1000
        self._left, self._right = array("f"), array("f")

    def add(self, at: int, left: Samples, right: Samples) -> None:
        """Add the next samples of both channels, equally many.

        `at` is the number of the first one in the recording.
        """
        one, other, done = left.astype(np.float32), right.astype(np.float32), 0
        while done < len(one):
            cell, within = divmod(at + done, self._per_cell)
            upto = done + self._per_cell - within
            for powers, samples in ((self._left, one[done:upto]), (self._right, other[done:upto])):
                if cell >= len(powers):
                    powers.extend([0.0] * (cell + 1 - len(powers)))
                powers[cell] += float(np.dot(samples, samples))
            done = upto

    def channels(self) -> Channels | None:
        """Return the levels of both channels in dB; None if nothing was added."""
        if not self._left:
            return None
        return Channels(self._levels(self._left), self._levels(self._right))

    def _levels(self, powers: "array[float]") -> "array[int]":
        # 16-bit samples reach 32,768.
        mean = np.frombuffer(powers, np.float32) / (self._per_cell * 32768.0**2)
        # Digital silence has no logarithm.
        levels = 10 * np.log10(np.maximum(mean, 10 ** (SILENCE_DB / 10)))
        return array("b", np.rint(levels).astype(np.int8).tobytes())
