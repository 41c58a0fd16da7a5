"""LocalMedia's drawings: blurs that nothing undoes, marks at their places, crops, and pictures that are none."""

from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont

from clueso.domain.box import Box
from clueso.domain.documents.kinds.body import Mark, MarkKind
from clueso.domain.ports.media import Drawing
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA

WIDTH, HEIGHT = 1280, 720
GREEN = "#0b5c4d"
SECRET: Box = (0.25, 0.4, 0.3, 0.08)
LIGHT, DARK = (250, 250, 252), (18, 22, 40)


def screen(path: Path, secret: str, ground: tuple[int, int, int] = LIGHT) -> Path:
    """A screen with a text in the box SECRET, as JPEG with a comment and a thumbnail's worth of Exif."""
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    pen = ImageDraw.Draw(image)
    ink = tuple(255 - level for level in ground)
    pen.text((SECRET[0] * WIDTH + 8, SECRET[1] * HEIGHT + 8), secret, ink, ImageFont.load_default(36))
    pen.text((60, 60), "Settings", ink, ImageFont.load_default(36))
    exif = Image.Exif()
    exif[0x010E] = secret
    image.save(path, "JPEG", quality=80, exif=exif, comment=secret)
    return path


def drawn(drawing: Drawing, into: Path, watch: PipeWatch) -> Path:
    [path] = MEDIA.drawn([drawing], into, watch)
    assert path is not None
    return path


def pixels(path: Path) -> npt.NDArray[np.int16]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), np.int16)


def mark(kind: MarkKind, box: Box, text: str | None = None) -> Mark:
    return Mark(kind=kind, box=box, text=text)


def drawing(picture: Path, *marks: Mark, crop: Box | None = None) -> Drawing:
    return Drawing(picture, marks, crop, GREEN)


@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_two_secrets_under_a_blur_give_the_same_picture(
    tmp_path: Path, watch: PipeWatch, ground: tuple[int, int, int]
) -> None:
    blur = mark(MarkKind.BLUR, SECRET)
    one, other = (
        screen(tmp_path / f"{n}.jpg", text, ground) for n, text in enumerate(("4711", "WMWMWMWMWM"))
    )
    assert np.abs(pixels(one) - pixels(other)).max() > 100

    first = pixels(drawn(drawing(one, blur), tmp_path, watch))
    second = pixels(drawn(drawing(other, blur), tmp_path, watch))

    # Around the box a JPEG may differ by what its encoder made of the letters: no more than a shade.
    assert np.abs(first - second).max() <= 3


def test_a_drawn_picture_holds_nothing_else_of_its_file(tmp_path: Path, watch: PipeWatch) -> None:
    source = screen(tmp_path / "source.jpg", "hunter2")
    assert source.read_bytes().count(b"hunter2") == 2

    path = drawn(drawing(source, mark(MarkKind.BLUR, SECRET)), tmp_path, watch)

    assert b"hunter2" not in path.read_bytes()
    with Image.open(path) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_blur_is_seen_as_one_and_changes_nothing_beside_itself(tmp_path: Path, watch: PipeWatch) -> None:
    source = screen(tmp_path / "source.jpg", "hunter2")

    made = pixels(drawn(drawing(source, mark(MarkKind.BLUR, SECRET)), tmp_path, watch))

    top, left = int(SECRET[1] * HEIGHT), int(SECRET[0] * WIDTH)
    inside = made[top : top + int(SECRET[3] * HEIGHT), left : left + int(SECRET[2] * WIDTH)]
    assert inside.max() - inside.min() >= 10
    changed = np.abs(made - pixels(source)).max(axis=2) > 24
    rows, columns = np.nonzero(changed)
    assert rows.min() >= top - 8 and rows.max() < top + SECRET[3] * HEIGHT + 16
    assert columns.min() >= left - 8 and columns.max() < left + SECRET[2] * WIDTH + 16


def is_green(found: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    return np.abs(found - np.array([0x0B, 0x5C, 0x4D])).max(axis=-1) < 30


@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_a_box_stands_around_its_place_with_a_white_edge(
    tmp_path: Path, watch: PipeWatch, ground: tuple[int, int, int]
) -> None:
    source = screen(tmp_path / "source.jpg", "Export", ground)

    found = pixels(drawn(drawing(source, mark(MarkKind.BOX, SECRET)), tmp_path, watch))

    left, top = round(SECRET[0] * WIDTH), round(SECRET[1] * HEIGHT)
    right, bottom = round((SECRET[0] + SECRET[2]) * WIDTH), round((SECRET[1] + SECRET[3]) * HEIGHT)
    middle, across = (top + bottom) // 2, (left + right) // 2
    for strip in (
        found[middle, left - 12 : left],
        found[middle, right : right + 12],
        found[top - 12 : top, across],
        found[bottom : bottom + 12, across],
    ):
        assert is_green(strip).any()
        assert (strip > 235).all(axis=1).any()
    inside = found[top + 1 : bottom - 1, left + 1 : right - 1]
    assert np.abs(inside - pixels(source)[top + 1 : bottom - 1, left + 1 : right - 1]).mean() < 3


def test_an_arrow_ends_at_its_place_and_a_number_stands_at_its_corner(
    tmp_path: Path, watch: PipeWatch
) -> None:
    box: Box = (0.7, 0.7, 0.1, 0.05)
    source = screen(tmp_path / "source.jpg", "Export")

    arrow = is_green(pixels(drawn(drawing(source, mark(MarkKind.ARROW, box)), tmp_path, watch)))
    number = is_green(pixels(drawn(drawing(source, mark(MarkKind.NUMBER, box, "3")), tmp_path, watch)))

    rows, columns = np.nonzero(arrow)
    # It comes from the middle of the picture.
    assert abs(rows.max() - box[1] * HEIGHT) < 12 and columns.max() < (box[0] + box[2]) * WIDTH
    assert not arrow[int(box[1] * HEIGHT) + 3 :, int(box[0] * WIDTH) :].any()
    rows, columns = np.nonzero(number)
    assert abs(rows.mean() - box[1] * HEIGHT) < 3 and abs(columns.mean() - box[0] * WIDTH) < 20


def test_a_crop_has_its_size_and_marks_keep_their_places(tmp_path: Path, watch: PipeWatch) -> None:
    source = screen(tmp_path / "source.jpg", "Export")
    crop: Box = (0.2, 0.3, 0.5, 0.4)
    outside = mark(MarkKind.NUMBER, (0.0, 0.0, 0.05, 0.05), "1")

    plain = pixels(drawn(drawing(source, crop=crop), tmp_path, watch))
    marked = pixels(drawn(drawing(source, mark(MarkKind.BOX, SECRET), outside, crop=crop), tmp_path, watch))

    assert plain.shape == marked.shape == (288, 640, 3)
    rows, columns = np.nonzero(is_green(marked))
    assert abs(columns.min() - (SECRET[0] - crop[0]) * WIDTH) < 12
    assert abs(rows.min() - (SECRET[1] - crop[1]) * HEIGHT) < 12


def test_a_blur_outside_of_a_crop_is_burnt_all_the_same(tmp_path: Path, watch: PipeWatch) -> None:
    # It reaches into the crop by half.
    source = screen(tmp_path / "source.jpg", "hunter2")
    half = replace(drawing(source, mark(MarkKind.BLUR, SECRET)), crop=(0.0, 0.0, 0.35, 1.0))

    found = pixels(drawn(half, tmp_path, watch))

    inside = found[int(SECRET[1] * HEIGHT) : int((SECRET[1] + SECRET[3]) * HEIGHT), int(SECRET[0] * WIDTH) :]
    assert inside.min() > 200


def hostile(path: Path, sort: str) -> Path:
    if sort == "cut off":
        path.write_bytes(screen(path, "hunter2").read_bytes()[:2000])
    elif sort == "no picture":
        path.write_text("GIF89a, or not")
    elif sort == "empty":
        path.touch()
    elif sort == "svg":
        path.write_text("<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>")
    else:
        # 900 million pixels in some hundred bytes.
        head = b"IHDR" + (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + head + crc32(head).to_bytes(4, "big")
        )
    return path


@pytest.mark.parametrize("sort", ["cut off", "no picture", "empty", "svg", "bomb"])
def test_a_picture_that_cannot_be_read_costs_only_itself(tmp_path: Path, watch: PipeWatch, sort: str) -> None:
    blur = mark(MarkKind.BLUR, SECRET)
    bad, good = hostile(tmp_path / "bad", sort), screen(tmp_path / "good.jpg", "hunter2")

    made = MEDIA.drawn([drawing(bad, blur), drawing(good, blur)], tmp_path, watch)

    assert made[0] is None
    assert made[1] is not None
