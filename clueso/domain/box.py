"""Boxes: rectangles on a picture."""

from collections.abc import Iterable
from math import ceil

Box = tuple[float, float, float, float]
"""Left edge, top edge, width and height, in fractions of the picture's width and height (0 to 1)."""


def overlap(one: Box, other: Box) -> float:
    """Return the area that both boxes cover in the area that either covers (0 to 1)."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(0.0, width) * max(0.0, height)
    covered = one[2] * one[3] + other[2] * other[3] - common
    return common / covered if covered else 0.0


def touches(box: Box, others: Iterable[Box]) -> bool:
    """Return whether a box covers a part of any of the others."""
    return any(
        box[0] < other[0] + other[2]
        and other[0] < box[0] + box[2]
        and box[1] < other[1] + other[3]
        and other[1] < box[1] + box[3]
        for other in others
    )


def around(box: Box) -> tuple[Box, Box, Box, Box]:
    """Return what a picture has outside of a box: above, below, left and right of it."""
    left, top, width, height = box
    right, bottom = left + width, top + height
    return (
        (0.0, 0.0, 1.0, top),
        (0.0, bottom, 1.0, 1 - bottom),
        (0.0, 0.0, left, 1.0),
        (right, 0.0, 1 - right, 1.0),
    )


def edges(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom edge of a box in whole pixels of a picture of this size.

    The pixels that it covers in part belong to it. It has at least one pixel, and lies inside the picture.
    """
    left, top = min(int(box[0] * width), width - 1), min(int(box[1] * height), height - 1)
    # Less than a thousandth of a pixel is a rounding error.
    right = min(ceil((box[0] + box[2]) * width - 0.001), width)
    bottom = min(ceil((box[1] + box[3]) * height - 0.001), height)
    return left, top, max(right, left + 1), max(bottom, top + 1)
