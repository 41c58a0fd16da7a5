"""Finds out which state of a performance a picture shows."""

from collections.abc import Sequence
from itertools import combinations

import av
import numpy as np
import numpy.typing as npt

from clueso.domain.box import Box

Pixels = npt.NDArray[np.uint8]
WIDTH = 640
"""The width to which pictures are brought before they are compared."""
DIFFERENT = 24
"""Difference of a colour, of 255, from which on two states differ at a pixel. Compression stays below."""


class States:
    """The states of a performance, to recognise them on pictures. What is `moving` does not count."""

    def __init__(self, states: Sequence[Pixels], moving: Sequence[Box]) -> None:
        self._states = [_scaled(state) for state in states]
        height, width = self._states[0].shape[:2]
        still = np.ones((height, width), np.bool_)
        for x, y, wide, high in moving:
            rows = slice(int(y * height), int((y + high) * height) + 1)
            still[rows, int(x * width) : int((x + wide) * width) + 1] = False
        self._differing = {
            (one, other): still & (_distance(self._states[one], self._states[other]) >= DIFFERENT)
            for one, other in combinations(range(len(states)), 2)
        }

    def shown(self, picture: Pixels) -> frozenset[int]:
        """Return the numbers of the states that the picture shows.

        It is nearer to them than to each other state where the two differ. Several states may look the same.
        """
        small = _scaled(picture)
        far = [_distance(small, state) for state in self._states]
        found = set(range(len(self._states)))
        for (one, other), differing in self._differing.items():
            if differing.any():
                found.discard(other if far[one][differing].mean() < far[other][differing].mean() else one)
        return frozenset(found)


def _distance(one: npt.NDArray[np.int16], other: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    return np.abs(one - other).max(axis=2)


def _scaled(pixels: Pixels) -> npt.NDArray[np.int16]:
    height, width = pixels.shape[:2]
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
    small = frame.reformat(WIDTH, height * WIDTH // width, "rgb24", interpolation="AREA", threads=1)
    return small.to_ndarray().astype(np.int16)
