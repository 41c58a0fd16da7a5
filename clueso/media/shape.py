"""The displayed size of a picture: its pixels may not be square, and it may be rotated."""

from dataclasses import dataclass
from typing import Self

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

MOST_STRETCHED = 4
"""A more stretched pixel is an error in the file: the largest ratio in use, that of anamorphic film, is 2."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Width and height in square pixels, before rotation.

    Like browsers, it only enlarges: no side gets shorter.
    """

    width: int
    height: int

    @classmethod
    def of(cls, stream: VideoStream, frame: VideoFrame | None = None) -> Self:
        """Return the shape of a track, or of one of its frames, which may have another size."""
        stored = frame or stream.codec_context
        ratio = float(stream.sample_aspect_ratio or 1)
        if not 1 / MOST_STRETCHED <= ratio <= MOST_STRETCHED:
            ratio = 1.0
        return cls(round(stored.width * max(1, ratio)), round(stored.height / min(1, ratio)))

    def turned(self, degrees: float) -> tuple[int, int]:
        """Return width and height after rotation."""
        return (self.height, self.width) if degrees % 180 else (self.width, self.height)

    def within(self, width: int, *, degrees: float = 0) -> Self:
        """Return the shape scaled down so that it is at most `width` wide after rotation.

        It is never enlarged.
        """
        scale = min(1.0, width / self.turned(degrees)[0])
        return type(self)(max(1, round(self.width * scale)), max(1, round(self.height * scale)))
