"""PNG pictures for tests, made without a library."""

import struct
import zlib

RED = b"\xb3\x26\x1e\xff"


def plain_png(
    width: int = 4, height: int = 2, *, colours: int = 6, extra: bytes = b"", pixel: bytes = RED
) -> bytes:
    """Return a PNG of one colour. `extra` are chunks before its pixels."""
    row = b"\0" + pixel[: {2: 3, 6: 4}[colours]] * width
    header = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    pixels = zlib.compress(row * height)
    chunks = chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def chunk(name: bytes, part: bytes) -> bytes:
    return struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
