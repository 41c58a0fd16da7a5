"""A picture of a screen that looks like one before is read only where it differs."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from clueso.domain.screens.screen import ScreenLine
from clueso.reading.areas import Pixels, meet
from clueso.reading.differences import differing
from clueso.reading.reader import Reader
from tests.drawn_screens import SIZE, drawn

PAGE = ["Harbor Drive", "Backup schedule", "Keep 14 versions", "Last run: today"]
WHOLE = (0, 0, *SIZE)


class Engine:
    """Finds one line at the top left of all that it is given, and remembers the sizes."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def __call__(self, image: Pixels) -> Any:
        height, width = image.shape[:2]
        self.asked.append((width, height))
        right, bottom = min(width, 90), min(height, 40)
        corners = [[0, 0], [right, 0], [right, bottom], [0, bottom]]
        return SimpleNamespace(boxes=[corners], txts=[f"line {len(self.asked)}"], scores=[0.9])


def page(*lines: str) -> Pixels:
    return np.array(drawn(lines), np.uint8)


def noisy(image: Pixels) -> Pixels:
    """The picture as an encoder may have it a second later."""
    noise = np.random.default_rng(7).integers(-10, 11, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def read(*pictures: Pixels) -> tuple[Engine, list[Sequence[ScreenLine]]]:
    engine: Any = Engine()
    reader = Reader(engine)
    return engine, [reader.read(picture) for picture in pictures]


def test_the_same_screen_again_differs_nowhere() -> None:
    assert differing(noisy(page(*PAGE)), page(*PAGE), []) == []


def test_a_word_that_changed_is_one_area_around_its_line() -> None:
    changed = page(*PAGE[:3], "Last run: never")
    line = (80, 270, 420, 305)

    (area,) = differing(changed, page(*PAGE), [line])

    assert meet(area, line)
    left, top, right, bottom = area
    assert (left, right) == (68, 432)
    assert bottom - top < 100


def test_a_letter_at_the_edge_of_the_picture_is_found() -> None:
    image = page(*PAGE)
    image[-6:, -6:] = 0

    (area,) = differing(image, page(*PAGE), [])

    assert area[2:] == SIZE


def test_another_page_is_read_as_a_whole() -> None:
    assert differing(255 - page(*PAGE), page(*PAGE), []) == [WHOLE]


def test_a_picture_of_another_size_is_read_as_a_whole() -> None:
    assert differing(page(*PAGE), page(*PAGE)[:360], []) == [WHOLE]


def test_no_two_areas_meet_and_each_holds_the_lines_that_it_meets() -> None:
    lines = [(80, 60 + 70 * n, 600, 90 + 70 * n) for n in range(8)]
    generator = np.random.default_rng(3)
    for _ in range(20):
        image = page(*PAGE)
        for x, y in generator.integers(0, 600, (6, 2)):
            image[y : y + 30, x : x + 40] = 0
        areas = differing(image, page(*PAGE), lines)
        assert all(not meet(one, other) for one in areas for other in areas if one is not other)
        for line in lines:
            for area in areas:
                held = area[0] <= line[0] and area[1] <= line[1] and line[2] <= area[2] and line[3] <= area[3]
                assert held or not meet(area, line)


def test_a_reader_reads_the_second_time_only_what_differs() -> None:
    engine, (_, again) = read(page(*PAGE), noisy(page(*PAGE)))
    assert len(engine.asked) == 1
    assert [line.text for line in again] == ["line 1"]

    later = page(*PAGE)
    later[600:640, 900:1100] = 0
    engine, _ = read(page(*PAGE), later)
    whole, part = engine.asked
    assert part[0] * part[1] < 0.1 * whole[0] * whole[1]


def test_a_reader_takes_the_lines_elsewhere_from_the_picture_that_is_most_like_it() -> None:
    other = 255 - page(*PAGE)

    engine, (first, _, third) = read(page(*PAGE), other, noisy(page(*PAGE)))

    assert len(engine.asked) == 2
    assert third == first


@pytest.mark.parametrize(("size", "asked"), [((3840, 2160), (2000, 1125)), ((640, 360), (1308, 736))])
def test_a_picture_is_read_in_the_size_that_the_engine_reads_best(
    size: tuple[int, int], asked: tuple[int, int]
) -> None:
    engine, ((line,),) = read(np.full((size[1], size[0], 3), 255, np.uint8))

    assert engine.asked == [asked]
    assert line.box == pytest.approx((0, 0, 90 / asked[0], 40 / asked[1]), abs=0.001)
