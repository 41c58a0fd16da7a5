"""Pictures that a user adds: their size is read and all but the picture is left out, without decoding a pixel."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from clueso.domain.files import png

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""What the worker that draws pictures reads at most."""
JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
NOT_READ = "must be a picture that can be read"

_KEPT_OF_PNG = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"})
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Markers of the frames that every browser shows: baseline, extended and progressive."""
_SCAN = 0xDA
_ADOBE = 0xEE
_LEFT_OUT = frozenset({*range(0xE1, 0xF0), 0xFE}) - {_ADOBE}
"""Markers of what a camera or a program tells: place, time, thumbnail, profile, comment. The colours need Adobe's."""
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The next marker behind the coded pixels, in which 0xFF is followed by 0 or a restart."""
_ORIENTATION, _UPRIGHT = 0x0112, (0, 1)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture without metadata. `ending` is "jpg" or "png"."""

    data: bytes
    ending: str
    width: int
    height: int


def read(data: bytes) -> PictureFile:
    """Return the picture with the same pixels and nothing that tells where, when or by what it was made.

    Raises ValueError, with a sentence for the user, for anything but an upright PNG or JPEG.
    """
    if len(data) > MAX_BYTES:
        raise ValueError(f"must be a picture of at most {MAX_BYTES // 1024**2} MB")
    try:
        if data.startswith(png.SIGNATURE):
            found = _png(data)
        elif data.startswith(JPEG_START):
            found = _jpeg(data)
        else:
            raise ValueError("must be a PNG or a JPEG")
    except (struct.error, IndexError) as error:  # it breaks off
        raise ValueError(NOT_READ) from error
    if not 0 < found.width * found.height <= MAX_PIXELS:
        raise ValueError(f"must be a picture of at most {MAX_PIXELS // 1_000_000} megapixels")
    return found


def _png(data: bytes) -> PictureFile:
    chunks = list(png.chunks(data))
    names = [name for name, _ in chunks]
    if names[0] != b"IHDR" or b"IDAT" not in names or names[-1] != b"IEND":
        raise ValueError(NOT_READ)
    for name, part in chunks:
        if name == b"eXIf":
            _demand_upright(part)
    width, height = struct.unpack(">II", chunks[0][1][:8])
    kept = (png.chunk(name, part) for name, part in chunks if name in _KEPT_OF_PNG)
    return PictureFile(png.SIGNATURE + b"".join(kept), "png", width, height)


def _jpeg(data: bytes) -> PictureFile:
    size: tuple[int, int] | None = None
    kept = [JPEG_START]
    for marker, segment in _segments(data):
        payload = segment[4:]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", payload[1:5])
            size = width, height
        elif payload.startswith(b"Exif\0\0"):
            _demand_upright(payload[6:])
        if marker not in _LEFT_OUT:
            kept.append(segment)
    if size is None:
        raise ValueError(NOT_READ)
    return PictureFile(b"".join((*kept, JPEG_END)), "jpg", *size)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment with its marker, up to the end of the picture. A scan has its coded pixels."""
    at = len(JPEG_START)
    while data[at : at + 2] != JPEG_END:
        sign, marker, length = struct.unpack(">BBH", data[at : at + 4])
        end = at + 2 + length
        if sign != 0xFF or length < 2 or end > len(data):
            raise ValueError(NOT_READ)
        if marker == _SCAN:
            following = _AFTER_SCAN.search(data, end)
            if following is None:
                raise ValueError(NOT_READ)
            end = following.start()
        yield marker, data[at:end]
        at = end


def _demand_upright(exif: bytes) -> None:
    """Raise ValueError if this Exif says that the picture is shown turned: its pixels alone would lie on their side."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return
    [first] = struct.unpack(f"{order}I", exif[4:8])
    [count] = struct.unpack(f"{order}H", exif[first : first + 2])
    for number in range(count):
        at = first + 2 + 12 * number
        tag, _, _, value = struct.unpack(f"{order}HHIH", exif[at : at + 10])
        if tag == _ORIENTATION and value not in _UPRIGHT:
            raise ValueError("must be upright: open it, turn it if need be, and save it as a new file")
