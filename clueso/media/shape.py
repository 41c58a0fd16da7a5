"""How large a picture is as it is shown: its pixels may be wider or taller than they are square, and it may lie."""

from dataclasses import dataclass
from typing import Self

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

MOST_STRETCHED = 4
"""A pixel that is said to be longer is a mistake: anamorphic film, the most that is in use, has 2."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Width and height in square pixels, before the picture is turned. Never smaller than what is stored,
    as browsers show it."""

    width: int
    height: int

    @classmethod
    def of(cls, stream: VideoStream, frame: VideoFrame | None = None) -> Self:
        """Of a track, or of a frame of it, which may be of another size."""
        stored = frame or stream.codec_context
        ratio = float(stream.sample_aspect_ratio or 1)
        if not 1 / MOST_STRETCHED <= ratio <= MOST_STRETCHED:
            ratio = 1.0
        return cls(round(stored.width * max(1, ratio)), round(stored.height / min(1, ratio)))

    def turned(self, degrees: float) -> tuple[int, int]:
        """Width and height as shown."""
        return (self.height, self.width) if degrees % 180 else (self.width, self.height)

    def within(self, width: int, *, degrees: float = 0) -> Self:
        """No wider than that when it is shown, and never larger than it is."""
        scale = min(1.0, width / self.turned(degrees)[0])
        return type(self)(max(1, round(self.width * scale)), max(1, round(self.height * scale)))
