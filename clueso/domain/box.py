"""Boxes: rectangles on a picture."""

Box = tuple[float, float, float, float]
"""Left edge, top edge, width and height, in fractions of the picture's width and height (0 to 1)."""


def overlap(one: Box, other: Box) -> float:
    """Return the area that both boxes cover in the area that either covers (0 to 1)."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(0.0, width) * max(0.0, height)
    covered = one[2] * one[3] + other[2] * other[3] - common
    return common / covered if covered else 0.0
