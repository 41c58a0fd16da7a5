"""Compares screens by their places, leaving out those that never rest: the speaker in a corner, a clip."""

import numpy as np
import numpy.typing as npt

from clueso.media.looks import SIZE, Thumb

TILE = 10
MOVED = 2.0  # mean difference of a tile, in levels
HABIT = 0.85  # how much of what is known of a place outlasts the next picture: five in a row make it restless
RESTLESS = 0.5
MOST = 0.25  # of a screen: where more moves it is the screen that changes


class Places:
    """What was seen so far of how restless each place is."""

    def __init__(self) -> None:
        width, height = SIZE
        self._habits: npt.NDArray[np.float64] = np.zeros((height // TILE, width // TILE))

    def see(self, before: Thumb, after: Thumb) -> None:
        self._habits = HABIT * self._habits + (1 - HABIT) * (_by_tile(before, after) > MOVED)

    def difference(self, one: Thumb, other: Thumb) -> float:
        """The mean difference in levels; what is always moving counts for nothing."""
        restless = self._habits > RESTLESS
        counts = ~restless if restless.mean() <= MOST else np.ones_like(restless)
        return float((_by_tile(one, other) * counts).mean())


def _by_tile(one: Thumb, other: Thumb) -> npt.NDArray[np.float64]:
    rows, columns = one.shape[0] // TILE, one.shape[1] // TILE
    tiles: npt.NDArray[np.float64] = np.abs(one - other).reshape(rows, TILE, columns, TILE).mean(axis=(1, 3))
    return tiles
