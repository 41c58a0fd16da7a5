"""PNG pictures that a user sends: read completely and written anew, without a library that decodes them."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_BYTES = 256 * 1024
MAX_WIDTH, MAX_HEIGHT = 1200, 600
BITS = 8
CHANNELS = {2: 3, 6: 4}
"""Bytes of a pixel, by the colour type: RGB, and RGB with transparency."""
FILTERS = 5


def rewritten(data: bytes) -> bytes:
    """Return a PNG with the same pixels and nothing else: no text, no place, no profile.

    Raises ValueError, with a sentence for the user, for anything but a small PNG with 8 bits per channel.
    """
    if len(data) > MAX_BYTES or not data.startswith(SIGNATURE):
        raise ValueError(f"must be a PNG of at most {MAX_BYTES // 1024} kB")
    found = list(chunks(data))
    if not found or found[0][0] != b"IHDR" or len(found[0][1]) != 13:
        raise ValueError("must be a PNG that can be read")
    header = found[0][1]
    width, height, bits, colours, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if not (0 < width <= MAX_WIDTH and 0 < height <= MAX_HEIGHT):
        raise ValueError(f"must be a picture of at most {MAX_WIDTH} by {MAX_HEIGHT} pixels")
    if bits != BITS or colours not in CHANNELS or interlaced:
        raise ValueError("must be a PNG in true colour with 8 bits per channel, not interlaced")
    row_bytes = 1 + width * CHANNELS[colours]
    rows = _unpacked(b"".join(part for name, part in found if name == b"IDAT"), row_bytes * height)
    if max(rows[::row_bytes]) >= FILTERS:
        raise ValueError("must be a PNG that can be read")
    header = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(name, part) for name, part in parts)


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each chunk of a PNG."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        yield name, data[at + 8 : at + 8 + length]
        at += length + 12  # with the check sum behind the chunk


def _unpacked(packed: bytes, expected_bytes: int) -> bytes:
    """Return the rows of pixels. A bomb is given up one byte beyond the expected length."""
    try:
        rows = zlib.decompressobj().decompress(packed, expected_bytes + 1)
    except zlib.error as error:
        raise ValueError("must be a PNG that can be read") from error
    if len(rows) != expected_bytes:
        raise ValueError("must be a PNG that can be read")
    return rows


def chunk(name: bytes, part: bytes) -> bytes:
    """Return a chunk with its length and check sum."""
    return struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
