"""Makes clips: short silent moving pictures that lead up to the picture of a step."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame

from clueso.domain.box import Box, edges
from clueso.domain.documents.passages import LONGEST_MS
from clueso.domain.ports.media import Passage
from clueso.domain.ports.watch import Watch
from clueso.media.clip_file import FITS, write_clip
from clueso.media.container import opened
from clueso.media.likeness import Still
from clueso.media.pictures import FURTHER_S, ROUNDING_S, upright
from clueso.media.regular import regular
from clueso.media.shots import lasting, timed, video_of

FRAMES_PER_S = 15
"""Enough to follow a cursor. More frames would make the clip larger."""
ROUNDED_S = 0.005
"""Tolerance for times that are rounded to the file's clock."""
OPENING_S, CLOSING_S = 0.4, 1.2
"""How long the still stands at the beginning and at the end. In a loop the two follow each other."""
SHORTEST_S = 0.5
MOST_S = 40.0
"""How long one clip may take, in seconds of our time. Usually it takes two."""


@dataclass(frozen=True, slots=True)
class Film:
    """An opened recording. `until_s` is the time by the clock at which the work on one clip ends."""

    source: Path
    container: InputContainer
    until_s: float

    def frames(self, from_s: float) -> Iterator[tuple[float, float, VideoFrame]]:
        """Yield each frame from this moment on, with its time and that of the next one.

        Decodes from the key frame before it; if that fails, from the beginning. Raises TimeoutError.
        """
        for at_s, to_s, frame in lasting(self._decoded(from_s)):
            if time.monotonic() > self.until_s:
                raise TimeoutError
            if to_s > from_s:
                yield at_s, to_s, frame

    def upright(self, frame: VideoFrame, still: Still) -> VideoFrame:
        """Return a frame in the size of a still, which an older release may have made smaller."""
        return upright(frame, video_of(self.container), within=still.image.width)

    def _decoded(self, from_s: float) -> Iterator[tuple[float, VideoFrame]]:
        found = timed(self.container, video_of(self.container), from_s)
        first = next(found, None)
        if first is not None and first[0] <= from_s:
            yield from chain([first], found)
            return
        # The file has no index to seek by, or the index leads past the moment.
        with opened(self.source) as anew:
            yield from timed(anew, video_of(anew))


def clips(
    source: Path, passages: Sequence[Passage], *, into: Path, max_bytes: int, budget_s: float, watch: Watch
) -> list[Path | None]:
    """Write `clip-<n>.mp4` (from 1) for each passage, and return their paths.

    A clip is None if it cannot be made: its still is not a frame of the recording, it is larger than
    `max_bytes` in every size, it takes too long, or its part of the file is damaged. The work ends after
    `budget_s` seconds; later clips are None. Raises NotMedia without video.
    """
    deadline = time.monotonic() + budget_s
    made: list[Path | None] = []
    source = regular(source, into)
    with opened(source) as container:
        video_of(container)
        for number, passage in enumerate(passages, 1):
            film = Film(source, container, min(deadline, time.monotonic() + MOST_S))
            path = into / f"clip-{number}.mp4"
            made.append(path if _is_made(film, passage, path, max_bytes) else None)
            watch.progress(number / len(passages))
    return made


def _is_made(film: Film, passage: Passage, path: Path, max_bytes: int) -> bool:
    try:
        still = Still.read(passage.still)
        end_s = _moment(film, passage.to_ms / 1000 + ROUNDING_S, still)
        if end_s is None:
            return False
        start_s = max(passage.from_ms / 1000, end_s - LONGEST_MS / 1000)
        if end_s - start_s < SHORTEST_S:
            return False
        for fit in FITS:
            with closing(_images(film, start_s, end_s, still)) as images:
                shown = ((at_s, _cropped(image, passage.crop)) for at_s, image in images)
                if write_clip(shown, path, fit=fit, max_bytes=max_bytes):
                    return True
    except (FFmpegError, TimeoutError, StopIteration):
        pass  # the still stands by itself
    path.unlink(missing_ok=True)
    return False


def _moment(film: Film, at_s: float, still: Still) -> float | None:
    """Return the time at which the recording shows the still; None if it never does.

    A picture is taken of a frame near its moment, usually after it. A picture that was changed since, such as
    one with a blurred word, is no frame: a clip would show what the picture hides.
    """
    before_s, after_s = FURTHER_S
    for from_s, _, frame in film.frames(at_s):
        if from_s > at_s + after_s:
            break
        if still.is_of(film.upright(frame, still)):
            return max(from_s, at_s)
    latest = None
    for from_s, _, frame in film.frames(max(0.0, at_s - before_s)):
        if from_s > at_s:
            break
        if still.is_of(film.upright(frame, still)):
            latest = from_s
    return latest


def _images(
    film: Film, start_s: float, end_s: float, still: Still
) -> Generator[tuple[float, VideoFrame], None, None]:
    """Yield the images of a clip with their times: the still, the passage, and the still again."""
    yield 0.0, still.image
    next_s = start_s
    for from_s, _, frame in film.frames(start_s):
        if from_s >= end_s:
            break
        if from_s <= start_s or from_s >= next_s:
            next_s = from_s + 1 / FRAMES_PER_S - ROUNDED_S
            yield OPENING_S + max(0.0, from_s - start_s), film.upright(frame, still)
    stood_s = OPENING_S + end_s - start_s
    yield stood_s, still.image
    yield stood_s + CLOSING_S, still.image


def _cropped(image: VideoFrame, crop: Box | None) -> VideoFrame:
    """Return the box of an image in RGB that a crop shows."""
    if crop is None:
        return image
    left, top, right, bottom = edges(crop, image.width, image.height)
    part = np.ascontiguousarray(image.to_ndarray()[top:bottom, left:right], np.uint8)
    return VideoFrame.from_ndarray(part, "rgb24")
