"""How pictures of a screen look, in numbers that can be compared."""

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

Thumb = npt.NDArray[np.int16]
"""A small grey picture, in levels from 0 to 255."""

SIZE = (160, 90)
DETAIL_WIDTH = 640
BLANK = 2.0  # standard deviation of a thumb: nothing is drawn
BARE_SHARE = 0.7  # of a thumb that is one level: a page that has not loaded, under its browser's bars
KEPT_SHARE = 0.8  # of what is drawn: where so much stays, a page goes on loading
FILLED_SHARE = 0.1  # of a thumb: more than a line that is typed
NEAR = 12  # levels: what is no further away counts as the same ground


def thumb(frame: VideoFrame) -> Thumb:
    width, height = SIZE
    return frame.reformat(width, height, "gray", threads=1).to_ndarray().astype(np.int16)


def sharpness(frame: VideoFrame) -> float:
    """The variance of the Laplacian, the usual measure of focus (Pech-Pacheco et al., 2000)."""
    width = min(DETAIL_WIDTH, frame.width)
    height = max(3, round(frame.height * width / frame.width))
    grey = frame.reformat(max(3, width), height, "gray", threads=1).to_ndarray().astype(np.int16)
    across = grey[1:-1, :-2] + grey[1:-1, 2:]
    along = grey[:-2, 1:-1] + grey[2:, 1:-1]
    return float((across + along - 4 * grey[1:-1, 1:-1]).var())


def difference(one: Thumb, other: Thumb) -> float:
    """The mean difference of two thumbs, in levels."""
    return float(np.abs(one - other).mean())


def is_blank(thumb: Thumb) -> bool:
    return float(thumb.std()) < BLANK


def is_bare(thumb: Thumb) -> bool:
    """Whether nearly all of it is one empty ground."""
    return not is_blank(thumb) and float(_ground(thumb).mean()) >= BARE_SHARE


def fills(bare: Thumb, later: Thumb) -> bool:
    """Whether `later` is the bare screen with its empty ground filled: what was drawn is still there."""
    ground, same = _ground(bare), np.abs(later - bare) <= NEAR
    drawn = ~ground
    drawn_stays = float((same & drawn).sum()) >= KEPT_SHARE * float(drawn.sum())
    return drawn_stays and float((ground & ~same).mean()) >= FILLED_SHARE


def _ground(thumb: Thumb) -> npt.NDArray[np.bool_]:
    level = int(np.bincount(thumb.ravel()).argmax())
    return np.abs(thumb - level) <= NEAR
