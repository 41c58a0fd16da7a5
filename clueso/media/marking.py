"""Draws marks on a picture: boxes, arrows, numbers. Each has a white edge, so that it shows on any screen."""

from collections.abc import Sequence
from math import hypot

from PIL import Image, ImageDraw, ImageFont

from clueso.domain.box import Box
from clueso.domain.documents.kinds.body import Mark, MarkKind

Point = tuple[float, float]
Pixels = tuple[int, int, int, int]

SMOOTH = 3
"""Marks are drawn this many times as large, then scaled down: Pillow's lines have no smooth edges."""
SMOOTH_PIXELS = 4_000_000
"""Largest picture for which they are. On a larger one, a jag is small beside its width."""
WHITE = "#ffffff"
# Measures in shares of the shown width, which is the page's width in a file: 1/1000 is 0.16 mm on A4.
LINE, EDGE, GAP = 0.0035, 0.0018, 0.004
CORNER = 0.006
SHAFT, HEAD, HALF_HEAD = 0.11, 0.026, 0.013
RADIUS, DIGITS = 0.016, 0.02
LEAST_WIDTH = 640
"""A narrower picture is shown smaller than the page, so its marks are as large as on one of this width, in pixels."""
LONGEST_NUMBER = 3


def draw(image: Image.Image, marks: Sequence[Mark], shown: Pixels, colour: str) -> Image.Image:
    """Return the part of a picture that is `shown` (left, top, right, bottom), with these marks on it."""
    part = image.crop(shown)
    if not marks:
        return part
    scale = SMOOTH if part.width * part.height <= SMOOTH_PIXELS else 1
    layer = Image.new("RGBA", (part.width * scale, part.height * scale))
    sheet = _Sheet(layer, max(part.width, LEAST_WIDTH) * scale, colour)
    for mark in marks:
        left, top = (
            (mark.box[0] * image.width - shown[0]) * scale,
            (mark.box[1] * image.height - shown[1]) * scale,
        )
        width, height = mark.box[2] * image.width * scale, mark.box[3] * image.height * scale
        # A mark of which the shown part has nothing would stand at the edge as if it marked something there.
        if -width < left < layer.width and -height < top < layer.height:
            sheet.add(mark, (left, top, width, height))
    layer = layer.resize(part.size, Image.Resampling.BOX) if scale > 1 else layer
    part.paste(layer, mask=layer)
    return part


class _Sheet:
    """A transparent picture on which marks are drawn. `unit` is the width that all measures are shares of."""

    def __init__(self, layer: Image.Image, unit: float, colour: str) -> None:
        self._pen = ImageDraw.Draw(layer)
        self._size = layer.size
        self._unit = unit
        self._colour = colour

    def add(self, mark: Mark, box: Box) -> None:
        """Draw a mark around, at or beside a box in pixels of the layer."""
        match mark.kind:
            case MarkKind.BOX:
                self._box(box)
            case MarkKind.ARROW:
                self._arrow(box)
            case MarkKind.NUMBER:
                self._number(box, (mark.text or "")[:LONGEST_NUMBER])

    def _box(self, box: Box) -> None:
        left, top, width, height = box
        line, edge = self._unit * LINE, self._unit * EDGE
        # The line stands outside of the box, so that it covers nothing of what it shows.
        for beyond, thick, colour in (
            (line + 2 * edge, line + 2 * edge, WHITE),
            (line + edge, line, self._colour),
        ):
            around = (left - beyond, top - beyond, left + width + beyond, top + height + beyond)
            corner = self._unit * CORNER + beyond
            self._pen.rounded_rectangle(around, corner, outline=colour, width=max(1, round(thick)))

    def _arrow(self, box: Box) -> None:
        tip, (x, y) = self._tip(box)
        for edge, colour in ((self._unit * EDGE, WHITE), (0.0, self._colour)):
            half = self._unit * LINE / 2 + edge
            head, side = self._unit * HEAD, self._unit * HALF_HEAD
            end = self._unit * SHAFT + edge
            # Its outline as distances along the arrow and across it. The edge makes it larger on all sides.
            outline = (
                (-2.2 * edge, 0.0),
                (head + edge, side + 1.6 * edge),
                (head + edge, half),
                (end, half),
                (end, -half),
                (head + edge, -half),
                (head + edge, -side - 1.6 * edge),
            )
            points = [
                (tip[0] + x * along - y * across, tip[1] + y * along + x * across)
                for along, across in outline
            ]
            self._pen.polygon(points, fill=colour)

    def _tip(self, box: Box) -> tuple[Point, Point]:
        """Return the tip of an arrow to a box, and the direction from there to its end: to the middle of the
        picture, where there is room.
        """
        left, top, width, height = box
        centre = (left + width / 2, top + height / 2)
        towards = (self._size[0] / 2 - centre[0], self._size[1] / 2 - centre[1])
        # Always aslant: a level arrow would cover the line of text that it points at.
        way = (1.0 if towards[0] >= 0 else -1.0, 1.0 if towards[1] >= 0 else -1.0)
        gap, length = self._unit * GAP, hypot(*way)
        tip = (
            centre[0] + way[0] * (min(width, height * 2) / 2 + gap),
            centre[1] + way[1] * (height / 2 + gap),
        )
        return tip, (way[0] / length, way[1] / length)

    def _number(self, box: Box, text: str) -> None:
        radius, edge = self._unit * RADIUS, self._unit * EDGE
        whole = radius + edge
        # At the corner, for the most part left of it: labels begin above the left edge of what they name.
        x = min(max(box[0] - radius * 0.7, whole), self._size[0] - whole)
        y = min(max(box[1], whole), self._size[1] - whole)
        for size, colour in ((whole, WHITE), (radius, self._colour)):
            self._pen.ellipse((x - size, y - size, x + size, y + size), fill=colour)
        font = ImageFont.load_default(self._unit * DIGITS * (1 if len(text) < LONGEST_NUMBER else 0.75))
        self._pen.text(
            (x, y),
            text,
            font=font,
            fill=WHITE,
            anchor="mm",
            stroke_width=self._unit / 2500,
            stroke_fill=WHITE,
        )
