"""Lines of text as the reader finds them, and their order."""

from collections.abc import Iterable, Sequence

from clueso.domain.box import Box
from clueso.domain.screens.screen import ScreenLine

MOST, LONGEST = 400, 500
"""Lines of one screen, and characters of one line, that are kept."""
ON_ONE_ROW = 0.5
"""Two lines stand on one row if they overlap by this share of the lower one's height."""

Corners = Sequence[Sequence[float]]


def boxed(corners: Corners, width: int, height: int) -> Box:
    """Return the box around these corners, which are in pixels of a picture of this size."""
    across = [min(max(0.0, float(x) / width), 1.0) for x, _ in corners]
    down = [min(max(0.0, float(y) / height), 1.0) for _, y in corners]
    left, top = round(min(across), 4), round(min(down), 4)
    return left, top, round(max(across) - left, 4), round(max(down) - top, 4)


def in_order(lines: Iterable[ScreenLine]) -> list[ScreenLine]:
    """Return the lines row by row from the top, each row from the left."""
    rows: list[list[ScreenLine]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3] / 2):
        if rows and _are_on_one_row(rows[-1][-1].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    ordered = [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]
    return ordered[:MOST]


def _are_on_one_row(one: Box, other: Box) -> bool:
    common = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return common >= ON_ONE_ROW * min(one[3], other[3])
