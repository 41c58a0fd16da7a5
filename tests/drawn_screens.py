"""Draws screens of an application that does not exist, with text that a test knows."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.films import Screen
from tests.recorded import SPEECH

FONT = Path(__file__).parents[1] / "clueso" / "rendering" / "fonts" / "InstrumentSans-Regular.ttf"
SIZE = (1280, 720)
LIGHT, DARK = ("#ffffff", "#1b1f24"), ("#16181d", "#e6e8eb")
"""Background and text."""
BLUE = "#1f5fd0"
BUTTON = (1040, 560, 1220, 620)
"""Corners of the button, in pixels: left, top, right, bottom."""


def drawn(
    lines: Sequence[str],
    button: str = "",
    *,
    colours: tuple[str, str] = LIGHT,
    points: int = 28,
    size: tuple[int, int] = SIZE,
) -> Screen:
    """A page with these lines from the top, and a blue button with white text below."""
    image = Image.new("RGB", size, colours[0])
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, points)
    for number, line in enumerate(lines):
        pen.text((80, 60 + number * 2.5 * points), line, colours[1], font)
    if button:
        left, top, right, bottom = BUTTON
        pen.rounded_rectangle(BUTTON, 8, BLUE)
        pen.text(((left + right) / 2, (top + bottom) / 2), button, "#ffffff", font, anchor="mm")
    return np.asarray(image)


def saved(screen: Screen, path: Path) -> Path:
    Image.fromarray(screen).save(path, quality=92)
    return path


def spoken_over(film: Path, path: Path) -> Path:
    """The film with the sound of the spoken recording."""
    with av.open(str(film)) as seen, av.open(str(SPEECH)) as heard, av.open(str(path), "w") as target:
        pictures = target.add_stream_from_template(seen.streams.video[0])
        sound = target.add_stream_from_template(heard.streams.audio[0])
        for container, stream in ((seen, pictures), (heard, sound)):
            for packet in container.demux(video=0) if container is seen else container.demux(audio=0):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
    return path
