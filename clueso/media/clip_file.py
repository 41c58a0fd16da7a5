"""Writes images as a short silent MP4 that every browser and help page plays."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

CLOCK = Fraction(1, 90_000)
HEADER_BYTES = 16_000
"""More than the tables of a clip of ten seconds take."""
BT_709 = 1
"""The number of BT.709 in H.264 for the matrix, the primaries and the transfer. Players take it for granted."""
KEY_FRAMES = 600
"""Frames between key frames: a clip has fewer, so only its first frame is one."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A size and quality: the share of the still's width, and x264's constant rate factor."""

    share: float
    crf: int


FITS = (Fit(1.0, 25), Fit(0.75, 29), Fit(0.5, 33))
"""The sizes that are tried, from the best."""


def write_clip(images: Iterable[tuple[float, VideoFrame]], path: Path, *, fit: Fit, max_bytes: int) -> bool:
    """Write images, each with its time in seconds, as H.264 without sound. All have the shape of the first.

    Return False, and stop, once the file would be larger than `max_bytes`.
    """
    written = 0
    # With its index in front a player can start before it has the whole file.
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as target:
        # Frames come at uneven times. With B-frames the length of the file would be that of their storage order,
        # and players would cut off the end.
        options = {"preset": "veryfast", "crf": str(fit.crf), "bf": "0"}
        stream = target.add_stream("libx264", rate=30, options=options)
        _set_up(stream)

        def store(packets: "list[Packet[VideoStream]]") -> bool:
            nonlocal written
            for packet in packets:
                written += packet.size
                target.mux(packet)
            return written + HEADER_BYTES <= max_bytes

        for number, (at_s, image) in enumerate(images):
            if number == 0:
                stream.width, stream.height = (
                    _even(length * fit.share) for length in (image.width, image.height)
                )
            if not store(stream.encode(_shown(image, stream, at_s))):
                return False
        if not store(stream.encode(None)):
            return False
    return path.stat().st_size <= max_bytes


def _set_up(stream: VideoStream) -> None:
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.gop_size = KEY_FRAMES
    context.time_base = CLOCK
    context.colorspace = context.color_primaries = context.color_trc = BT_709


def _shown(image: VideoFrame, stream: VideoStream, at_s: float) -> VideoFrame:
    shown = image.reformat(
        stream.width,
        stream.height,
        "yuv420p",
        dst_colorspace=Colorspace.ITU709,
        # A JPEG's range is the full one, which few players show rightly in a video.
        dst_color_range=ColorRange.MPEG,
        interpolation="AREA",
        threads=1,
    )
    shown.pts, shown.time_base = round(at_s / CLOCK), CLOCK
    return shown


def _even(length: float) -> int:
    # 4:2:0 halves both sides.
    return max(2, int(length) - int(length) % 2)
