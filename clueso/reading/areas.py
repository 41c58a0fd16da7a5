"""Areas of a picture in pixels."""

import numpy as np
import numpy.typing as npt

from clueso.domain.box import Box

Pixels = npt.NDArray[np.uint8]
"""Rows of pixels with blue, green and red."""
Rect = tuple[int, int, int, int]
"""Left, top, right and bottom edge, in pixels."""


def size_of(image: Pixels) -> tuple[int, int]:
    """Return the width and the height."""
    return image.shape[1], image.shape[0]


def pixels(box: Box, width: int, height: int) -> Rect:
    left, top = max(0, round(box[0] * width)), max(0, round(box[1] * height))
    return (
        left,
        top,
        min(width, round((box[0] + box[2]) * width)),
        min(height, round((box[1] + box[3]) * height)),
    )


def fractions(rect: Rect, width: int, height: int) -> Box:
    left, top, right, bottom = max(0, rect[0]), max(0, rect[1]), min(width, rect[2]), min(height, rect[3])
    return (
        round(left / width, 4),
        round(top / height, 4),
        round((right - left) / width, 4),
        round((bottom - top) / height, 4),
    )


def meet(one: Rect, other: Rect) -> bool:
    """Return whether two areas have pixels in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def holds(outer: Rect, inner: Rect) -> bool:
    """Return whether the one area lies in the other as a whole."""
    return around(outer, inner) == outer


def around(one: Rect, other: Rect) -> Rect:
    """Return the smallest area that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def grown(rect: Rect, by: int, width: int, height: int) -> Rect:
    """Return the area with a rim, within a picture of this size."""
    left, top, right, bottom = rect
    return max(0, left - by), max(0, top - by), min(width, right + by), min(height, bottom + by)


def area(rect: Rect) -> int:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])
