"""Pictures that people add: what is taken, what is left out of them, and what is refused."""

import io
import struct
from typing import Any

import pytest
from PIL import Image

from clueso.domain.files.pictures import MAX_BYTES, read
from tests.pngs import chunk, plain_png

ORIENTATION, ARTIST = 0x0112, 0x013B


def jpeg(size: tuple[int, int] = (30, 20), **options: Any) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(file, "JPEG", **options)
    return file.getvalue()


WHOLE = jpeg()


def exif(orientation: int) -> Image.Exif:
    told = Image.Exif()
    told[ORIENTATION], told[ARTIST] = orientation, "Ada"
    return told


def pixels(data: bytes) -> tuple[tuple[int, int], bytes]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size, image.convert("RGBA").tobytes()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_keeps_its_pixels_and_loses_all_else(progressive: bool) -> None:
    sent = jpeg(exif=exif(1), comment=b"Ada", progressive=progressive, icc_profile=b"Ada's screen") + b"Ada"

    picture = read(sent)

    assert (picture.ending, picture.width, picture.height) == ("jpg", 30, 20)
    assert pixels(picture.data) == pixels(sent)
    assert b"Ada" in sent
    assert b"Ada" not in picture.data


def test_a_png_keeps_its_pixels_and_loses_all_else() -> None:
    sent = plain_png(extra=chunk(b"tEXt", b"Author\0Ada") + chunk(b"eXIf", exif(1).tobytes()[6:])) + b"Ada"

    picture = read(sent)

    assert (picture.ending, picture.width, picture.height) == ("png", 4, 2)
    assert pixels(picture.data) == pixels(sent)
    assert b"Ada" not in picture.data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg/>",
        b"GIF89a",
        jpeg()[:-40],
        jpeg()[:100],
        jpeg()[:2],
        b"\xff\xd8\xff\xd9",
        plain_png()[:-12],
        plain_png()[:20],
        plain_png()[:8],
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"") + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">II", 10_000, 5_000))
        + chunk(b"IDAT", b"")
        + chunk(b"IEND", b""),
        jpeg() + b"\0" * MAX_BYTES,
        jpeg(exif=exif(6)),
        plain_png(extra=chunk(b"eXIf", exif(3).tobytes()[6:])),
    ],
    ids=range(15),
)
def test_what_is_no_upright_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^must be "):
        read(data)


@pytest.mark.parametrize("length", [*range(0, len(WHOLE), 9), len(WHOLE) - 1])
def test_a_picture_that_breaks_off_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=r"^must be "):
        read(WHOLE[:length])
