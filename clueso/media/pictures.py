"""Pictures of the screen at given moments, as JPEG."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.domain.ports import Picture, Watch
from clueso.errors import MediaDamaged, NotMedia
from clueso.media.container import frames, opened, packets, start_s, tracks

MAX_WIDTH = 1280
QUALITY = 3  # of mjpeg's scale from 2 (best) to 31: small text on a screen stays sharp

SETTLING_S = 0.7
ROUNDING_S = 0.0005
APART_S = 0.09
THUMB = (160, 90)
STILL = 0.5  # mean difference of two thumbs, in levels of 255: a cursor or a caret moves, nothing else
SHARP_SHARE = 0.95  # of the sharpest: an encoder draws a new screen coarsely and sharpens it in what follows
DETAIL_WIDTH = 640
BLANK = 2.0  # standard deviation of a thumb: nothing is drawn


def pictures(source: Path, at_ms: Sequence[int], *, into: Path, watch: Watch) -> list[Picture]:
    """Write `picture-<n>.jpg` (from 1) for each moment. Raises NotMedia without video, MediaDamaged."""
    taken = []
    with opened(source) as container:
        for number, moment_ms in enumerate(at_ms, 1):
            shown = _sought(container, moment_ms / 1000) or _from_start(source, moment_ms / 1000)
            if not shown:
                raise MediaDamaged("Its pictures cannot be read. Export it again and upload the new file.")
            frame = shown[settled([_thumb(frame) for frame in shown], [_sharpness(frame) for frame in shown])]
            path = into / f"picture-{number}.jpg"
            width, height = _save(frame, path)
            taken.append(Picture(moment_ms, path, width, height))
            watch.progress(number / len(at_ms))
    return taken


def settled(thumbs: Sequence[npt.NDArray[np.int16]], sharpness: Sequence[float]) -> int:
    """The number of the first picture that shows something, changes no more and is sharp; where nothing
    stands still, of the sharpest that shows something. `thumbs` are small grey pictures in their order."""
    shown = [number for number, thumb in enumerate(thumbs) if thumb.std() >= BLANK] or [0]
    changes = [float(np.abs(after - before).mean()) for before, after in pairwise(thumbs)] + [0.0]
    changes[-1] = changes[-2] if len(changes) > 1 else 0.0
    still = _first_run([number for number in shown if changes[number] < STILL])
    enough = SHARP_SHARE * max(sharpness[number] for number in still or shown)
    return next(number for number in still or shown if sharpness[number] >= enough)


def _first_run(numbers: Sequence[int]) -> list[int]:
    """The numbers that follow the first one without a gap: one screen, however often it was encoded."""
    return [number for index, number in enumerate(numbers) if number == numbers[0] + index]


def _sought(container: InputContainer, at_s: float) -> list[VideoFrame]:
    """What `_shown` gives from the key frame before; empty where the file has no index to find it by."""
    stream = _video(container)
    assert stream.time_base
    at_s += start_s(container)
    try:
        container.seek(int(at_s / stream.time_base), stream=stream)
    except FFmpegError:
        return []
    shown = _shown(container, stream, at_s)
    return shown if shown and shown[0].time <= at_s + ROUNDING_S else []


def _from_start(source: Path, at_s: float) -> list[VideoFrame]:
    with opened(source) as container:
        return _shown(container, _video(container), at_s + start_s(container))


def _video(container: InputContainer) -> VideoStream:
    stream = tracks(container).video
    if stream is None:
        raise NotMedia("This recording has no picture, so none can be taken from it.")
    return stream


def _shown(container: InputContainer, stream: VideoStream, at_s: float) -> list[VideoFrame]:
    """The frame that is on screen at `at_s`, and some of those while the screen may still settle.

    Past the end that is the last frame, before the beginning the first one.
    """
    shown: list[VideoFrame] = []
    for frame in _timed(container, stream):
        if frame.time <= at_s + ROUNDING_S or not shown:
            shown = [frame]
        elif frame.time > at_s + SETTLING_S:
            break
        elif frame.time >= shown[-1].time + APART_S:
            shown.append(frame)
    return shown


def _timed(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    for packet in packets(container, stream):
        for frame in frames(packet):
            if isinstance(frame, VideoFrame) and frame.pts is not None:
                yield frame


def _thumb(frame: VideoFrame) -> npt.NDArray[np.int16]:
    width, height = THUMB
    return frame.reformat(width, height, "gray", threads=1).to_ndarray().astype(np.int16)


def _sharpness(frame: VideoFrame) -> float:
    """The variance of the Laplacian, the usual measure of focus (Pech-Pacheco et al., 2000)."""
    width = min(DETAIL_WIDTH, frame.width)
    height = max(3, round(frame.height * width / frame.width))
    grey = frame.reformat(max(3, width), height, "gray", threads=1).to_ndarray().astype(np.int16)
    across = grey[1:-1, :-2] + grey[1:-1, 2:]
    along = grey[:-2, 1:-1] + grey[2:, 1:-1]
    return float((across + along - 4 * grey[1:-1, 1:-1]).var())


def _save(frame: VideoFrame, path: Path) -> tuple[int, int]:
    """Write a frame upright and at most MAX_WIDTH wide, and return its width and height."""
    is_lying = bool(frame.rotation % 180)
    scale = min(1.0, MAX_WIDTH / (frame.height if is_lying else frame.width))
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    pixels = frame.reformat(*size, "rgb24", interpolation="AREA", threads=1).to_ndarray()
    upright = np.ascontiguousarray(np.rot90(pixels, frame.rotation // 90), np.uint8)
    image = VideoFrame.from_ndarray(upright, "rgb24")
    image.save(path, qmin=QUALITY, qmax=QUALITY)
    return image.width, image.height
