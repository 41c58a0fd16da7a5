"""Reads pictures of one recording, of which most look like one before."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from clueso.domain.screens.screen import ScreenLine
from clueso.reading.areas import Pixels, Rect, meet, pixels, size_of
from clueso.reading.differences import differing, share
from clueso.reading.frames import with_controls
from clueso.reading.lines import LONGEST, boxed, in_order

if TYPE_CHECKING:
    from rapidocr import RapidOCR

LONGEST_SIDE, SHORTEST_SIDE = 2000, 736
"""The engine reads pictures within these bounds best (RapidOCR's own defaults), in pixels."""
REMEMBERED = 8
"""Pictures that a new one is compared with."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A picture that was read."""

    image: Pixels
    lines: tuple[ScreenLine, ...]


class Reader:
    """Reads one picture after another. It reads only where a picture differs from the one before that is most
    like it, and takes the other lines from there.
    """

    def __init__(self, engine: "RapidOCR") -> None:
        self._engine = engine
        self._known: deque[Known] = deque(maxlen=REMEMBERED)

    def read(self, picture: Pixels) -> list[ScreenLine]:
        """Return the lines in reading order, with the boxes of their controls."""
        image = scaled(picture)
        width, height = size_of(image)
        kept: list[ScreenLine] = []
        rects: list[Rect] = [(0, 0, width, height)]
        like = min(self._known, key=lambda known: share(image, known.image), default=None)
        if like:
            places = [pixels(line.box, width, height) for line in like.lines]
            rects = differing(image, like.image, places)
            kept = [
                line
                for line, place in zip(like.lines, places, strict=True)
                if not any(meet(place, rect) for rect in rects)
            ]
        lines = in_order([*kept, *self._lines(image, rects)])
        self._known.append(Known(image, tuple(lines)))
        return list(with_controls(picture, lines))

    def _lines(self, image: Pixels, rects: Iterable[Rect]) -> Iterator[ScreenLine]:
        width, height = size_of(image)
        for left, top, right, bottom in rects:
            # The class of the answer depends on parameters that are not used here.
            found: Any = self._engine(np.ascontiguousarray(image[top:bottom, left:right]))
            if found.boxes is None or found.txts is None:
                continue
            for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
                if text.strip():
                    box = boxed([(x + left, y + top) for x, y in corners], width, height)
                    yield ScreenLine(text.strip()[:LONGEST], box, round(float(score), 3))


def engine() -> "RapidOCR":
    """Load the models in the wheel of RapidOCR, for one thread: the step shares the machine with the recogniser.

    The engine takes pictures as they are: `scaled` has given them their size, and a screen stands upright.
    Raises ImportError where it is not installed.
    """
    from rapidocr import RapidOCR

    onnxruntime = "EngineConfig.onnxruntime"
    return RapidOCR(
        params={
            f"{onnxruntime}.intra_op_num_threads": 1,
            f"{onnxruntime}.inter_op_num_threads": 1,
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": 10 * LONGEST_SIDE,
            "Global.log_level": "critical",
        }
    )


def scaled(picture: Pixels) -> Pixels:
    """Return the picture in the size in which it is read."""
    width, height = size_of(picture)
    factor = min(1.0, LONGEST_SIDE / max(width, height))
    factor *= max(1.0, SHORTEST_SIDE / (min(width, height) * factor))
    if factor == 1.0:
        return picture
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)
