"""Pictures of the screen at given moments, as JPEG."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.domain.ports.media import Picture
from clueso.domain.ports.watch import Watch
from clueso.errors import MediaDamaged
from clueso.media.container import opened
from clueso.media.regular import regular
from clueso.media.settling import Shot, chosen
from clueso.media.shape import Shape
from clueso.media.shots import shots, timed, video_of

MAX_WIDTH = 1920
"""Pixels. A crop of a large screen must still have the letters."""
QUALITY = 3  # on mjpeg's scale from 2 (best) to 31; small text on a screen stays sharp

ROUNDING_S = 0.0005
NEARBY_S = (1.5, 0.7)  # seconds before and after a moment that are searched first
FURTHER_S = (6.0, 4.0)


def pictures(source: Path, at_ms: Sequence[int], *, into: Path, watch: Watch) -> list[Picture]:
    """Write `picture-<n>.jpg` (from 1) for each moment. Raises NotMedia without video, and MediaDamaged."""
    taken = []
    source = regular(source, into)
    with opened(source) as container:
        for number, moment_ms in enumerate(at_ms, 1):
            frame = _settled(source, container, moment_ms / 1000 + ROUNDING_S)
            path = into / f"picture-{number}.jpg"
            width, height = save(upright(frame, video_of(container)), path)
            taken.append(Picture(moment_ms, path, width, height))
            watch.progress(number / len(at_ms))
    return taken


def _settled(source: Path, container: InputContainer, at_s: float) -> VideoFrame:
    """Return the frame that shows the screen of a moment best.

    Frames further away are decoded only if necessary.
    """
    choice = chosen(_around(source, container, at_s, NEARBY_S), at_s)
    if not choice.is_settled:
        choice = chosen(_around(source, container, at_s, FURTHER_S), at_s)
    # Shots before the moment, and those after KEPT_FRAMES, have no frame, so it is decoded again.
    if choice.shot.frame is None:
        from_s = choice.shot.from_s + ROUNDING_S
        return _frame_of(_around(source, container, from_s, (0.0, 0.0))[0])
    return choice.shot.frame


def _around(source: Path, container: InputContainer, at_s: float, reach_s: tuple[float, float]) -> list[Shot]:
    """Return the shots around a moment.

    Decodes from the key frame before it; if that fails, from the beginning.

    Raises MediaDamaged if there is no frame.
    """
    before_s, after_s = reach_s
    stream = video_of(container)
    found = list(shots(timed(container, stream, at_s - before_s), at_s, before_s=before_s, after_s=after_s))
    # The file has no index to seek by, or the index leads past the moment.
    if not found or found[0].from_s > at_s:
        with opened(source) as anew:
            all_frames = timed(anew, video_of(anew))
            found = list(shots(all_frames, at_s, before_s=before_s, after_s=after_s))
    if not found:
        raise MediaDamaged("Its pictures cannot be read. Export it again and upload the new file.")
    return found


def _frame_of(shot: Shot) -> VideoFrame:
    assert shot.frame is not None  # the search began at this shot, so its frame was kept
    return shot.frame


def upright(frame: VideoFrame, stream: VideoStream, *, within: int = MAX_WIDTH) -> VideoFrame:
    """Return a frame as players show it: rotated, with square pixels, at most `within` pixels wide."""
    shape = Shape.of(stream, frame).within(within, degrees=frame.rotation)
    pixels = frame.reformat(shape.width, shape.height, "rgb24", interpolation="AREA", threads=1).to_ndarray()
    turned = np.ascontiguousarray(np.rot90(pixels, frame.rotation // 90), np.uint8)
    return VideoFrame.from_ndarray(turned, "rgb24")


def save(image: VideoFrame, path: Path) -> tuple[int, int]:
    """Write an image as JPEG. Return its width and height."""
    # mjpeg's quality is fixed by an equal least and greatest quantiser.
    image.save(path, qmin=QUALITY, qmax=QUALITY)
    return image.width, image.height
