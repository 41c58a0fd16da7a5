"""LocalMedia's screens: each that stood still in a whole recording, in bounded time."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from clueso.domain.ports.media import FoundScreen
from clueso.domain.screens.budget import PER_MINUTE
from clueso.errors import NotMedia
from clueso.media import screens
from tests.drawn_screens import SIZE as LARGE
from tests.drawn_screens import drawn
from tests.films import SIZE, Screen, faded, paced, slide, slide_of, white, write_film
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS
from tests.watching import Stopped


def numbers(found: list[FoundScreen]) -> list[int | None]:
    return [slide_of(screen.path) for screen in found]


def spans(found: list[FoundScreen]) -> list[tuple[int, int]]:
    """From and to in seconds. An encoder may blur the frames beside a change."""
    return [(round(screen.from_ms / 1000), round(screen.to_ms / 1000)) for screen in found]


@pytest.mark.parametrize("fps", [1, 5, 30])
def test_each_screen_is_found_when_it_stood(fps: int, tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "film.mp4", paced((slide(1), 4), (slide(2), 3), (slide(3), 3), fps=fps))

    found = MEDIA.screens(film, 10_000, tmp_path, watch)

    assert numbers(found) == [1, 2, 3]
    assert spans(found) == [(0, 4), (4, 7), (7, 10)]


def test_a_screen_that_comes_back_shares_its_picture(tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "film.mp4", paced((slide(1), 3), (slide(2), 3), (slide(1), 3), fps=10))

    found = MEDIA.screens(film, 9_000, tmp_path, watch)

    assert numbers(found) == [1, 2, 1]
    assert found[0].path == found[2].path != found[1].path


def test_frames_that_come_only_when_something_changes_last_until_the_next(
    tmp_path: Path, watch: PipeWatch
) -> None:
    film = write_film(tmp_path / "film.mp4", [(0.0, slide(1)), (6.0, slide(2)), (6.5, slide(3))])

    found = MEDIA.screens(film, 20_000, tmp_path, watch)

    assert numbers(found) == [1, 3]
    assert spans(found) == [(0, 6), (6, 20)]


def test_fades_and_blank_screens_are_none(tmp_path: Path, watch: PipeWatch) -> None:
    fading = faded(slide(1), slide(2), 1.0, 30)
    film = write_film(
        tmp_path / "film.mp4", paced((slide(1), 3), *fading, (slide(2), 3), (white(), 3), fps=30)
    )

    assert numbers(MEDIA.screens(film, 10_000, tmp_path, watch)) == [1, 2]


def test_a_film_that_never_stands_still_has_none(tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "film.mp4", noise(8, fps=15))

    assert MEDIA.screens(film, 8_000, tmp_path, watch) == []


def noise(length_s: int, fps: int) -> Iterator[tuple[float, Screen]]:
    random = np.random.default_rng(1)
    for number in range(length_s * fps):
        coarse = random.integers(0, 255, (SIZE[1] // 20, SIZE[0] // 20, 3), np.uint8)
        yield number / fps, coarse.repeat(20, 0).repeat(20, 1)


def test_a_rotated_film_is_shown_upright(tmp_path: Path, watch: PipeWatch) -> None:
    info = MEDIA.probe(RECORDINGS / "rotated.mp4", watch)

    found = MEDIA.screens(RECORDINGS / "rotated.mp4", info.duration_ms, tmp_path, watch)

    assert {(screen.width, screen.height) for screen in found} == {(info.width, info.height)}


def test_of_a_minute_those_that_stood_longest_are_kept(tmp_path: Path, watch: PipeWatch) -> None:
    lasting = [(slide(number % 9), 1.0 if number % 3 else 2.0) for number in range(36)]
    film = write_film(tmp_path / "film.mp4", paced(*lasting, fps=5))

    found = MEDIA.screens(film, 48_000, tmp_path, watch)

    assert len(found) == PER_MINUTE
    assert sum(screen.to_ms - screen.from_ms > 1_500 for screen in found) == 12
    assert all(screen.path.exists() for screen in found)


def test_without_time_nothing_is_found(tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "film.mp4", paced((slide(1), 4), (slide(2), 4), fps=10))

    assert screens.screens(film, length_ms=8_000, into=tmp_path, budget_s=0, watch=watch) == []


def test_sound_has_no_screens_and_a_stop_ends_the_search(tmp_path: Path, watch: PipeWatch) -> None:
    with pytest.raises(NotMedia):
        MEDIA.screens(RECORDINGS / "speech.wav", 11_000, tmp_path, watch)
    watch.stop()
    with pytest.raises(Stopped):
        MEDIA.screens(RECORDINGS / "speech.mp4", 11_000, tmp_path, watch)


def test_a_typed_word_makes_another_screen_and_a_moved_cursor_none(tmp_path: Path, watch: PipeWatch) -> None:
    form = drawn(["Name of the schedule:"])
    filled = drawn(["Name of the schedule: weekly"])
    pointed = form.copy()
    for row in range(18):
        pointed[400 + row, 500 : 500 + row * 2 // 3] = 0  # half a rectangle, as an arrow is
    shown = paced((form, 3), (pointed, 3), (filled, 3), fps=10)
    film = write_film(tmp_path / "film.mp4", shown, size=LARGE)

    assert spans(MEDIA.screens(film, 9_000, tmp_path, watch)) == [(0, 6), (6, 9)]
