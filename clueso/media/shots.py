"""Reads the frames of a recording around a moment, and decodes no more than necessary."""

from collections.abc import Iterable, Iterator

from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.errors import NotMedia
from clueso.media.container import frames, packets, start_s, tracks
from clueso.media.looks import sharpness, thumb
from clueso.media.settling import Shot

APART_S = 0.09
KEPT_FRAMES = 10  # a frame of a large screen takes 60 MB
FOREVER_S = 1e9


def video_of(container: InputContainer) -> VideoStream:
    """Return the video track. Raises NotMedia if there is none."""
    stream = tracks(container).video
    if stream is None:
        raise NotMedia("This recording has no picture, so none can be taken from it.")
    return stream


def timed(
    container: InputContainer, stream: VideoStream, from_s: float | None = None
) -> Iterator[tuple[float, VideoFrame]]:
    """Yield each frame with its time in the recording: all frames, or those from the key frame before
    `from_s` on.

    Yields nothing if the file has no index to seek by.
    """
    if from_s is not None:
        assert stream.time_base
        stored_s = max(0.0, from_s) + start_s(container)
        try:
            container.seek(int(stored_s / stream.time_base), stream=stream)
        except FFmpegError:
            return
    for packet in packets(container, stream):
        for frame in frames(packet):
            if isinstance(frame, VideoFrame) and frame.pts is not None:
                yield frame.time, frame


def is_worth_a_look(from_s: float, to_s: float, latest_s: float, apart_s: float) -> bool:
    """Return whether a frame comes `apart_s` or more after the last examined one, or stays that long."""
    return from_s >= latest_s + apart_s or to_s >= from_s + apart_s


def shots(
    frames: Iterable[tuple[float, VideoFrame]], at_s: float, *, before_s: float, after_s: float
) -> Iterator[Shot]:
    """Yield shots from `before_s` before to `after_s` after a moment.

    Shots from the moment on have their sharpness, and the first KEPT_FRAMES of them their frames. For a
    moment past the end the last frame is used, for one before the beginning the first.
    """
    latest_s = None
    kept = 0
    for from_s, to_s, frame in lasting(frames):
        # At least one shot is needed, even past the end of the recording.
        if latest_s is not None and from_s > at_s + after_s:
            return
        is_at_moment = from_s <= at_s < to_s
        is_new = latest_s is None or is_worth_a_look(from_s, to_s, latest_s, APART_S)
        if is_at_moment or (is_new and to_s > at_s - before_s):
            latest_s = from_s
            is_later = to_s > at_s
            kept += is_later
            yield Shot(
                from_s,
                to_s,
                thumb(frame),
                sharpness(frame) if is_later else 0.0,
                frame if is_later and kept <= KEPT_FRAMES else None,
            )


def lasting(frames: Iterable[tuple[float, VideoFrame]]) -> Iterator[tuple[float, float, VideoFrame]]:
    """Yield each frame with its time and that of the next one. The last frame stays for ever."""
    before: tuple[float, VideoFrame] | None = None
    for at_s, frame in frames:
        if before:
            yield before[0], at_s, before[1]
        before = at_s, frame
    if before:
        yield before[0], FOREVER_S, before[1]
