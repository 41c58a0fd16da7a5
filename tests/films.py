"""Make small screen recordings for tests: slides, their start times, and the frame rate."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

SIZE = (320, 180)
Screen = npt.NDArray[np.uint8]
CLOCK = Fraction(1, 1000)


def slide(number: int) -> Screen:
    """A screen that is unlike that of any other number up to 9: a page with a column of its own."""
    screen = np.full((SIZE[1], SIZE[0], 3), 235, np.uint8)
    screen[:16] = 60
    screen[24:170, 10 + 30 * number : 36 + 30 * number] = (200, 40 + 20 * number, 90)
    screen[30 + 10 * number : 34 + 10 * number, 20:300] = 20
    return screen


def white() -> Screen:
    return np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)


def loading() -> Screen:
    """A page that is empty below the browser's bar."""
    screen = white()
    screen[:16] = 60
    return screen


def fade(one: Screen, other: Screen, share: float) -> Screen:
    return (one * (1 - share) + other * share).astype(np.uint8)


def paced(*screens: tuple[Screen, float], fps: float) -> Iterator[tuple[float, Screen]]:
    """Frames at a steady pace of screens that each last so many seconds."""
    at_s, end_s = 0.0, 0.0
    for screen, lasts_s in screens:
        end_s += lasts_s
        while at_s < end_s - 1e-6:
            yield at_s, screen
            at_s += 1 / fps


def faded(one: Screen, other: Screen, lasts_s: float, fps: float) -> list[tuple[Screen, float]]:
    """A cross-fade as screens of one frame each."""
    count = round(lasts_s * fps)
    return [(fade(one, other, (number + 1) / (count + 1)), 1 / fps) for number in range(count)]


def worked(number: int, share: float, size: tuple[int, int] = SIZE) -> Screen:
    """A slide with a bar that grows: an action that is done at a share of 1."""
    width, height = size
    screen = np.full((height, width, 3), 235, np.uint8)
    part = slide(number)[:height, :width]
    screen[: part.shape[0], : part.shape[1]] = part
    screen[-20:-4, 8 : 8 + max(1, int((width - 16) * share))] = (20, 120, 60)
    return screen


def working(fps: float, size: tuple[int, int] = SIZE, *, slides: int = 4) -> Iterator[tuple[float, Screen]]:
    """Slides of six seconds. On each the bar grows for five seconds, then all stands still."""
    for count in range(round(6 * slides * fps)):
        at_s = count / fps
        yield at_s, worked(int(at_s // 6) % 9, min(1.0, at_s % 6 / 5), size)


def write_film(
    path: Path,
    frames: Sequence[tuple[float, Screen]] | Iterator[tuple[float, Screen]],
    *,
    size: tuple[int, int] = SIZE,
    pix_fmt: str = "yuv420p",
) -> Path:
    """H.264 in MP4; frames come when they say, however far apart. Sides of 4:2:0 are even."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        stream.time_base = stream.codec_context.time_base = CLOCK
        for at_s, screen in frames:
            frame = av.VideoFrame.from_ndarray(screen, "rgb24")
            frame.pts, frame.time_base = round(at_s * 1000), CLOCK
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def slide_of(path: Path) -> int | None:
    """Return the number of the slide on a picture, None for another picture."""
    with av.open(str(path)) as container:
        shown = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(np.int16)
    off = [float(np.abs(shown - slide(number)).mean()) for number in range(9)]
    nearest = int(np.argmin(off))
    return nearest if off[nearest] < 3 else None
