"""Finds where a picture of a screen differs from one that was read, so that only that has to be read."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from clueso.reading.areas import Pixels, Rect, area, around, grown, holds, meet, size_of

CELL = 16
"""Side of the squares that are compared, in pixels."""
APART, LEAST = 24, 3
"""Levels between two pixels that differ, more than the encoder makes; and how many of them make a square differ."""
RIM = 12
"""Pixels around a line, without which its first and last letters are found badly."""
MOST = 0.7
"""With a larger share of a picture, reading it as a whole is no slower."""


def share(image: Pixels, known: Pixels) -> float:
    """Return the share of squares that differ between two pictures; 1 if their sizes differ."""
    return 1.0 if image.shape != known.shape else float(_cells(image, known).mean())


def differing(image: Pixels, known: Pixels, lines: Sequence[Rect]) -> list[Rect]:
    """Return the areas of `image` to read if `known` has these lines. An area holds each line that it meets as a
    whole, and no two areas meet.
    """
    width, height = size_of(image)
    whole = (0, 0, width, height)
    if image.shape != known.shape:
        return [whole]
    found = _joined(_rects(_cells(image, known), width, height))
    while True:
        rims = [grown(line, RIM, width, height) for line in lines if any(meet(line, rect) for rect in found)]
        wider = _joined([*found, *(rim for rim in rims if not any(holds(rect, rim) for rect in found))])
        if wider == found:
            break
        found = wider
    return [whole] if sum(map(area, found)) > MOST * area(whole) else found


def _cells(image: Pixels, known: Pixels) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    differ = cv2.absdiff(image, known).max(axis=2) > APART
    rows, columns = -differ.shape[0] % CELL, -differ.shape[1] % CELL
    squares = np.pad(differ, ((0, rows), (0, columns)))
    squares = squares.reshape(squares.shape[0] // CELL, CELL, squares.shape[1] // CELL, CELL)
    return np.asarray(squares.sum(axis=(1, 3)) >= LEAST)


def _rects(cells: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", width: int, height: int) -> list[Rect]:
    # A word that grew beside another belongs to its line, so squares near each other are one area.
    near = cv2.dilate(cells.astype(np.uint8), np.ones((3, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    rects = [(x * CELL, y * CELL, (x + w) * CELL, (y + h) * CELL) for x, y, w, h, _ in stats[1:].tolist()]
    return [(left, top, min(width, right), min(height, bottom)) for left, top, right, bottom in rects]


def _joined(rects: Iterable[Rect]) -> list[Rect]:
    """Return the areas, with those that meet as one."""
    apart: list[Rect] = []
    for rect in rects:
        while meeting := [other for other in apart if meet(rect, other)]:
            for other in meeting:
                apart.remove(other)
                rect = around(rect, other)
        apart.append(rect)
    return sorted(apart)
