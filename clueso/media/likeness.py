"""Compares a picture that was taken earlier with the frames of its recording."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

Grey = npt.NDArray[np.int16]

BLOCK = 16
OFF = 8.0
"""Mean difference of a block, in levels. JPEG makes at most 4, a blurred word 20 or more (measured)."""
WEIGHTS = np.array([77, 150, 29], np.int32)
"""Red, green and blue in grey, of 256 (ITU-R BT.601)."""


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A picture of a step, as the page shows it."""

    image: VideoFrame
    grey: Grey

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a JPEG. Raises FFmpegError, and StopIteration where it holds no picture."""
        with av.open(str(path)) as container:
            frame = next(frame for frame in container.decode(video=0) if isinstance(frame, VideoFrame))
            # As an array, it is no longer marked as a JPEG with a range of its own.
            image = VideoFrame.from_ndarray(frame.to_ndarray(format="rgb24"), "rgb24")
        return cls(image, _grey(image))

    def is_of(self, image: VideoFrame) -> bool:
        """Return whether the picture was made of this upright frame, and nothing in it was changed since."""
        is_of_size = (image.width, image.height) == (self.image.width, self.image.height)
        return is_of_size and _most_off(self.grey, _grey(image)) < OFF


def _grey(image: VideoFrame) -> Grey:
    return (image.to_ndarray().astype(np.int32) @ WEIGHTS >> 8).astype(np.int16)


def _most_off(one: Grey, other: Grey) -> float:
    """Return the mean difference of the block that differs most. A block at the edge may be smaller."""
    off = np.abs(one - other).astype(np.float64)
    rows, columns = (np.arange(0, length, BLOCK) for length in off.shape)
    sums = np.add.reduceat(np.add.reduceat(off, rows, axis=0), columns, axis=1)
    heights, widths = (
        np.diff(np.append(starts, length)) for starts, length in zip((rows, columns), off.shape, strict=True)
    )
    return float((sums / np.outer(heights, widths)).max())
