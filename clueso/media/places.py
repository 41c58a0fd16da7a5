"""Compares screens tile by tile, without the tiles that always move, such as a speaker in a corner or a clip."""

import numpy as np
import numpy.typing as npt

from clueso.media.looks import SIZE, Thumb

TILE = 10
MOVED = 2.0  # a tile with a larger mean difference, in levels, has moved
HABIT = 0.85  # weight of the past in the running average: five moves in a row make a tile restless
RESTLESS = 0.5
MOST = 0.25  # if a larger share of the screen is restless, the whole screen changes and no tile is left out


class Places:
    """Remembers how restless each tile was so far."""

    def __init__(self) -> None:
        width, height = SIZE
        self._habits: npt.NDArray[np.float64] = np.zeros((height // TILE, width // TILE))

    def see(self, before: Thumb, after: Thumb) -> None:
        self._habits = HABIT * self._habits + (1 - HABIT) * (_by_tile(before, after) > MOVED)

    def difference(self, one: Thumb, other: Thumb) -> float:
        """Return the mean difference in levels, without the restless tiles."""
        return float(self._calm(one, other).mean())

    def most_changed(self, one: Thumb, other: Thumb) -> float:
        """Return the difference of the tile that differs most, in levels, without the restless tiles."""
        return float(self._calm(one, other).max())

    def _calm(self, one: Thumb, other: Thumb) -> npt.NDArray[np.float64]:
        restless = self._habits > RESTLESS
        # When everything moves, leaving it out would leave nothing to compare.
        counts = ~restless if restless.mean() <= MOST else np.ones_like(restless)
        return _by_tile(one, other) * counts


def _by_tile(one: Thumb, other: Thumb) -> npt.NDArray[np.float64]:
    rows, columns = one.shape[0] // TILE, one.shape[1] // TILE
    tiles: npt.NDArray[np.float64] = np.abs(one - other).reshape(rows, TILE, columns, TILE).mean(axis=(1, 3))
    return tiles
