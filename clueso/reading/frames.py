"""Finds the control that a line labels, by its frame on the picture: a button, a row, a field under its name."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from clueso.domain.screens.screen import ScreenLine
from clueso.reading.areas import Pixels, Rect, fractions, pixels, size_of

Colour = npt.NDArray[np.float64]
"""Blue, green and red, in levels from 0 to 255."""

SAME = 10
"""Levels by which the pixels of one plain area differ, after the encoder."""
INK = 60
ACROSS, ALONG = 2, 64
"""How far a frame is looked for above and below a line, and beside it, in heights of the line."""
LOWEST, HIGHEST = 0.7, 3.2
"""Heights of a control, in heights of its line."""
LEAST_PLAIN = 0.4
"""Share of a control's area that is plain."""
ALIGNED = 1.2
"""How far a field may begin beside its name, in heights of the line."""


def with_controls(image: Pixels, lines: Sequence[ScreenLine]) -> Iterator[ScreenLine]:
    """Yield the lines with the boxes of the controls that they label, else with those of their own ink."""
    width, height = size_of(image)
    rects = [pixels(line.box, width, height) for line in lines]
    for line, rect in zip(lines, rects, strict=True):
        found = _control(image, rect, rects)
        yield replace(line, control=fractions(found, width, height)) if found else line


def _control(image: Pixels, rect: Rect, others: Sequence[Rect]) -> Rect | None:
    left, top, right, bottom = rect
    if right - left < 4 or bottom - top < 4:
        return None
    plain = _plain(image[top:bottom, left:right])
    frame = _frame(image, rect, plain, bottom - top)
    if frame and not any(_holds(frame, other) for other in others if other != rect):
        return frame
    ink = _ink(image, rect, plain)
    field = _field(image, rect) if ink else None
    if ink and field and sum(_holds(field, other) for other in others) <= 1:
        return min(ink[0], field[0]), ink[1], max(ink[2], field[2]), field[3]
    return ink


def _plain(part: Pixels) -> Colour:
    """Return the colour of most pixels."""
    coarse = (part >> 3).astype(np.int32)
    keys = (coarse[..., 0] * 32 + coarse[..., 1]) * 32 + coarse[..., 2]
    most = np.bincount(keys.ravel()).argmax()
    return np.asarray(part[keys == most].mean(axis=0))


def _near(part: Pixels, colour: Colour, levels: int) -> Pixels:
    """Return 255 where a pixel differs from the colour by so many levels at most, else 0."""
    least, most = np.ceil(colour - levels), np.floor(colour + levels)
    return np.asarray(cv2.inRange(part, np.clip(least, 0, 255), np.clip(most, 0, 255)), np.uint8)


def _frame(image: Pixels, rect: Rect, plain: Colour, size: int) -> Rect | None:
    """Return the area of one colour around a rectangle, if it ends on all sides and has the size of a control
    with lines of `size` pixels.
    """
    left, top, right, bottom = rect
    x0, y0 = max(0, left - ALONG * size), max(0, top - ACROSS * size)
    around = image[y0 : bottom + ACROSS * size, x0 : right + ALONG * size]
    _, areas, stats, _ = cv2.connectedComponentsWithStats(_near(around, plain, SAME), connectivity=4)
    inside = areas[top - y0 : bottom - y0, left - x0 : right - x0]
    own = np.bincount(inside[inside > 0].ravel())
    if not own.size:
        return None
    x, y, width, height, area = (int(value) for value in stats[int(own.argmax())])
    is_open = x <= 0 or y <= 0 or x + width >= around.shape[1] or y + height >= around.shape[0]
    if is_open or not LOWEST * size <= height <= HIGHEST * size or area < LEAST_PLAIN * width * height:
        return None
    # The frame itself is a pixel wide.
    return x0 + x - 1, y0 + y - 1, x0 + x + width + 1, y0 + y + height + 1


def _field(image: Pixels, rect: Rect) -> Rect | None:
    """Return the framed area right under a line that begins where the line does: the field of this name."""
    left, top, _, bottom = rect
    size = bottom - top
    under = (left + size // 2, bottom + size // 2, left + 2 * size, bottom + size)
    if under[3] >= image.shape[0] or under[2] >= image.shape[1]:
        return None
    found = _frame(image, under, _plain(image[under[1] : under[3], under[0] : under[2]]), size)
    is_near = found is not None and abs(found[0] - left) <= ALIGNED * size and found[1] - bottom <= size
    return found if is_near else None


def _ink(image: Pixels, rect: Rect, plain: Colour) -> Rect | None:
    left, top, right, bottom = rect
    ink = _near(image[top:bottom, left:right], plain, INK) == 0
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return None
    space = max(2, round(0.12 * (bottom - top)))
    return (
        left + int(columns[0]) - space,
        top + int(rows[0]) - space,
        left + int(columns[-1]) + 1 + space,
        top + int(rows[-1]) + 1 + space,
    )


def _holds(frame: Rect, other: Rect) -> bool:
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return frame[0] < x < frame[2] and frame[1] < y < frame[3]
