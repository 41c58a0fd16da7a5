"""The pictures that LocalMedia takes of films as people record them."""

from pathlib import Path

import pytest

from tests.films import Screen, faded, loading, paced, slide, slide_of, white, write_film
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA

OLD, NEW = slide(1), slide(6)


def shown(film: Path, at_s: float, watch: PipeWatch) -> int | None:
    """The slide that the picture of a moment shows."""
    (picture,) = MEDIA.pictures(film, [round(at_s * 1000)], film.parent, watch)
    return slide_of(picture.path)


@pytest.mark.parametrize("fps", [1, 2, 3, 5, 12, 30])
def test_at_every_pace_the_screen_of_the_moment_is_taken(fps: int, tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "film.mp4", paced((OLD, 5), (NEW, 5), fps=fps))

    assert shown(film, 4.6, watch) == 1
    assert shown(film, 5.4, watch) == 6
    assert shown(film, 9.9, watch) == 6


def test_a_screen_that_changes_only_after_the_speech_is_shown_as_it_was(
    tmp_path: Path, watch: PipeWatch
) -> None:
    film = write_film(tmp_path / "film.mp4", paced((OLD, 5), (NEW, 5), fps=30))

    assert shown(film, 4.75, watch) == 1


@pytest.mark.parametrize("fps", [5, 30])
@pytest.mark.parametrize("lasts_s", [0.4, 1.0, 1.6])
def test_no_picture_is_taken_in_a_cross_fade(
    fps: int, lasts_s: float, tmp_path: Path, watch: PipeWatch
) -> None:
    screens: list[tuple[Screen, float]] = [(OLD, 4), *faded(OLD, NEW, lasts_s, fps), (NEW, 4)]
    film = write_film(tmp_path / "film.mp4", paced(*screens, fps=fps))

    assert {shown(film, 4 + lasts_s * share, watch) for share in (0.1, 0.5, 0.9)} == {6}


@pytest.mark.parametrize("empty", [white(), loading()], ids=["white", "bar only"])
def test_a_page_is_shown_once_it_has_loaded(empty: Screen, tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "film.mp4", paced((OLD, 4), (empty, 1.2), (NEW, 4), fps=30))

    assert shown(film, 4.6, watch) == 6


def test_a_film_that_fades_to_white_at_its_end_shows_what_was_before(
    tmp_path: Path, watch: PipeWatch
) -> None:
    film = write_film(tmp_path / "film.mp4", paced((OLD, 4), (white(), 2.5), fps=10))

    assert shown(film, 6.3, watch) == 1


def test_frames_that_come_only_when_something_changes_are_taken_while_they_last(
    tmp_path: Path, watch: PipeWatch
) -> None:
    film = write_film(
        tmp_path / "film.mp4", [(0.0, OLD), (4.0, NEW), (4.05, slide(3)), (9.0, OLD), (9.5, NEW)]
    )

    assert [shown(film, at_s, watch) for at_s in (3.5, 4.02, 8.6, 9.2, 20.0)] == [1, 3, 3, 1, 6]


def test_a_caret_that_blinks_changes_nothing(tmp_path: Path, watch: PipeWatch) -> None:
    with_caret = OLD.copy()
    with_caret[120:132, 200:203] = 0
    film = write_film(tmp_path / "film.mp4", paced(*[(OLD, 0.5), (with_caret, 0.5)] * 6, fps=30))

    assert shown(film, 3.3, watch) == 1
