"""Proposes the crop of a picture: of a large screen, the part around the marks, as large as its letters allow."""

from collections.abc import Sequence
from statistics import median

from clueso.domain.box import Box, touches
from clueso.domain.screens.screen import Screen

LARGE = 1_600
"""Pixels in width from which a screen is large."""
PAGE = 720
"""Pixels in width that a picture has on a page."""
SMALL, READABLE = 12, 16
"""Height of a line on the page, about 1.8 times that of its letters: below SMALL, the crop brings it to READABLE."""
LEAST, MOST = 1 / 3, 0.75
"""The part of a screen's width and height that a crop shows: less has no context, and more gains nothing."""
SPACE = 0.02


def cropped(marked: Sequence[Box], screen: Screen) -> Box | None:
    """Return the part of the screen to show, in its shape, with all of these boxes; None for the whole screen."""
    heights = [line.box[3] for line in screen.lines if touches(line.box, marked)]
    if screen.width < LARGE or not heights:
        return None
    on_page = median(heights) * screen.height * PAGE / screen.width
    left, top = min(box[0] for box in marked), min(box[1] for box in marked)
    right, bottom = max(box[0] + box[2] for box in marked), max(box[1] + box[3] for box in marked)
    share = max(LEAST, on_page / READABLE, right - left + 2 * SPACE, bottom - top + 2 * SPACE)
    if on_page >= SMALL or share > MOST:
        return None
    x, y = (
        min(max(0.0, middle - share / 2), 1 - share) for middle in ((left + right) / 2, (top + bottom) / 2)
    )
    return round(x, 4), round(y, 4), round(share, 4), round(share, 4)
