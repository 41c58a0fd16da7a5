"""A PNG that a user sends comes out as its pixels and nothing else, or not at all."""

import struct
import zlib

import pytest

from clueso.domain.files import png
from tests.pngs import chunk, plain_png


def names(data: bytes) -> list[bytes]:
    return [name for name, _ in png.chunks(data)]


@pytest.mark.parametrize("colours", [2, 6])
def test_a_picture_keeps_its_pixels_and_loses_all_else(colours: int) -> None:
    sent = plain_png(7, 3, colours=colours, extra=chunk(b"tEXt", b"Author\0Alice") + chunk(b"eXIf", b"place"))

    kept = png.rewritten(sent)

    assert names(kept) == [b"IHDR", b"IDAT", b"IEND"]
    assert b"Alice" not in kept and b"place" not in kept
    assert png.rewritten(kept) == kept
    pixels = [
        zlib.decompress(part) for data in (sent, kept) for name, part in png.chunks(data) if name == b"IDAT"
    ]
    assert pixels[0] == pixels[1]


def with_header(
    *, width: int = 4, height: int = 2, bits: int = 8, colours: int = 6, interlaced: int = 0
) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, interlaced)
    return png.SIGNATURE + chunk(b"IHDR", header) + plain_png()[33:]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff\xe0 a JPEG",
        b"<svg onload=alert(1)>",
        png.SIGNATURE,
        plain_png()[:40],
        pytest.param(plain_png() + b"\0" * png.MAX_BYTES, id="too long"),
        with_header(width=0),
        with_header(width=1201),
        with_header(height=601),
        with_header(height=3),
        with_header(height=1),
        with_header(bits=16),
        with_header(colours=3),
        with_header(interlaced=1),
        plain_png().replace(b"IHDR", b"IDAT", 1),
        png.SIGNATURE + plain_png()[8:33] + chunk(b"IDAT", zlib.compress(b"\x09" * 34)),
        png.SIGNATURE + plain_png()[8:33] + chunk(b"IDAT", b"not packed"),
        png.SIGNATURE + plain_png()[8:33] + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)),
    ],
)
def test_anything_else_is_refused(sent: bytes) -> None:
    with pytest.raises(ValueError, match="must be"):
        png.rewritten(sent)
