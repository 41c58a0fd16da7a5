"""Measures pictures of a screen, so that they can be compared."""

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

Thumb = npt.NDArray[np.int16]
"""A small grey picture, in levels from 0 to 255."""

SIZE = (160, 90)
DETAIL_WIDTH = 640
BLANK = 2.0  # a thumb with a lower standard deviation shows nothing
BARE_SHARE = 0.7  # with this share of one level, a page has not loaded yet under its browser's bars
KEPT_SHARE = 0.8  # if this share of the drawn pixels stays, the same page continues to load
FILLED_SHARE = 0.1  # share of a thumb that must fill: more than one typed line
NEAR = 12  # levels within this distance count as the same background


def thumb(frame: VideoFrame) -> Thumb:
    width, height = SIZE
    # Signed and wider than a byte, so that differences do not wrap around.
    return frame.reformat(width, height, "gray", threads=1).to_ndarray().astype(np.int16)


def sharpness(frame: VideoFrame) -> float:
    """Return the variance of the Laplacian, the usual measure of focus (Pech-Pacheco et al., 2000)."""
    width = min(DETAIL_WIDTH, frame.width)
    height = max(3, round(frame.height * width / frame.width))
    grey = frame.reformat(max(3, width), height, "gray", threads=1).to_ndarray().astype(np.int16)
    across = grey[1:-1, :-2] + grey[1:-1, 2:]
    along = grey[:-2, 1:-1] + grey[2:, 1:-1]
    return float((across + along - 4 * grey[1:-1, 1:-1]).var())


def difference(one: Thumb, other: Thumb) -> float:
    """Return the mean difference of two thumbs, in levels."""
    return float(np.abs(one - other).mean())


def is_blank(thumb: Thumb) -> bool:
    return float(thumb.std()) < BLANK


def is_bare(thumb: Thumb) -> bool:
    """Return whether most of the thumb is one empty background."""
    return not is_blank(thumb) and float(_ground(thumb).mean()) >= BARE_SHARE


def fills(bare: Thumb, later: Thumb) -> bool:
    """Return whether `later` is the bare screen after its background filled: the pixels drawn before are
    still there.
    """
    ground, same = _ground(bare), np.abs(later - bare) <= NEAR
    drawn = ~ground
    drawn_stays = float((same & drawn).sum()) >= KEPT_SHARE * float(drawn.sum())
    return drawn_stays and float((ground & ~same).mean()) >= FILLED_SHARE


def _ground(thumb: Thumb) -> npt.NDArray[np.bool_]:
    level = int(np.bincount(thumb.ravel()).argmax())
    return np.abs(thumb - level) <= NEAR
