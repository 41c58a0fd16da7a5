"""Makes a film of a performance: its screens with the pointer drawn on them, and the narrator's lines."""

from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from scripts.flows.flow import Flow
from scripts.flows.log import Log
from scripts.flows.performing import START, Move, Performance

Pixels = npt.NDArray[np.uint8]
RATE = 48_000
ARROW = ((0, 0), (0, 24), (6, 19), (10, 28), (14, 26), (10, 17), (18, 17))
"""The corners of the pointer, in pixels from its tip."""
EDGE = 2


def film(flow: Flow, shown: Performance, path: Path) -> None:
    """Write the film as MP4 (H.264, AAC)."""
    assert shown.log is not None
    width, height = flow.size
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream(
            "libx264", rate=flow.fps, options={"crf": "20", "preset": "ultrafast", "threads": "1"}
        )
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        sound = container.add_stream("aac", rate=RATE, options={"b": "64k"}, layout="mono")
        for number, frame in enumerate(_frames(flow, shown)):
            frame.pts, frame.time_base = number, Fraction(1, flow.fps)
            container.mux(video.encode(frame))
        container.mux(video.encode())
        told = av.AudioFrame.from_ndarray(_narration(flow, shown.log)[np.newaxis], "s16", "mono")
        told.sample_rate, told.pts = RATE, 0
        container.mux(sound.encode(told))
        container.mux(sound.encode())


def pixels_of(picture: bytes) -> Pixels:
    """Return the RGB pixels of a picture file."""
    with av.open(BytesIO(picture), "r") as container:
        return np.asarray(next(container.decode(video=0)).to_ndarray(format="rgb24"), np.uint8)


def _frames(flow: Flow, shown: Performance) -> Iterator[av.VideoFrame]:
    """Yield the frames of a film. A frame that shows the same as the one before is the same object."""
    assert shown.log is not None
    moments = [from_ms for from_ms, _ in shown.screens]
    seen, screen, frame = (-1, (0, 0)), np.zeros((1, 1, 3), np.uint8), None
    for number in range(round(shown.log.duration_ms * flow.fps / 1000)):
        at_ms = number * 1000 / flow.fps
        current = max(0, bisect_right(moments, at_ms) - 1), _pointer(shown.moves, at_ms)
        if current[0] != seen[0]:
            screen = pixels_of(shown.screens[current[0]][1])
        if frame is None or current != seen:
            frame = av.VideoFrame.from_ndarray(_with_pointer(screen, current[1]), "rgb24")
            frame = frame.reformat(format="yuv420p", threads=1)
        seen = current
        yield frame


def _pointer(moves: list[Move], at_ms: float) -> tuple[int, int]:
    x, y = START
    for move in moves:
        share = min(max((at_ms - move.from_ms) / (move.to_ms - move.from_ms), 0.0), 1.0)
        if at_ms >= move.from_ms:
            eased = share * share * (3 - 2 * share)
            x, y = (start + (end - start) * eased for start, end in zip(move.start, move.end, strict=True))
    return round(x), round(y)


def _with_pointer(screen: Pixels, at: tuple[int, int]) -> Pixels:
    drawn = screen.copy()
    part = drawn[at[1] : at[1] + ARROW_SIZE, at[0] : at[0] + ARROW_SIZE]
    height, width = part.shape[:2]
    part[_OUTER[:height, :width]] = 255
    part[_INNER[:height, :width]] = 0
    return drawn


def _inside(corners: tuple[tuple[int, int], ...], size: int) -> npt.NDArray[np.bool_]:
    """Return which pixels of a square lie inside a polygon (even-odd rule)."""
    y, x = np.mgrid[:size, :size]
    inside = np.zeros((size, size), np.bool_)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y0 != y1:
            inside ^= ((y < y0) != (y < y1)) & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


ARROW_SIZE = 32
_OUTER = _inside(ARROW, ARROW_SIZE)
_INNER = _OUTER & np.roll(_OUTER, EDGE, (0,)) & np.roll(_OUTER, -EDGE, (0,))
_INNER &= np.roll(_OUTER, EDGE, (1,)) & np.roll(_OUTER, -EDGE, (1,))


def _narration(flow: Flow, log: Log) -> npt.NDArray[np.int16]:
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(flow.sound)) as container:
        parts = [
            part.to_ndarray()[0]
            for frame in [*container.decode(audio=0), None]
            for part in resampler.resample(frame)
        ]
    spoken = np.concatenate(parts)
    told = np.zeros(round(log.duration_ms * RATE / 1000), np.int16)
    for (from_ms, to_ms), (start_ms, _) in zip(flow.spoken, log.lines, strict=True):
        line = spoken[from_ms * RATE // 1000 : to_ms * RATE // 1000]
        at = start_ms * RATE // 1000
        told[at : at + len(line)] = line
    return told
