"""LocalMedia's other pictures: a few around each moment, unlike each other and unlike the known ones."""

from pathlib import Path

import pytest

from clueso.domain.ports.media import Surroundings
from clueso.errors import MediaDamaged, NotMedia
from tests.films import faded, paced, slide, slide_of, white, write_film
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS, local_media, write
from tests.watching import Stopped


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Slides 0 to 8 of three seconds each, the last after a fade, one of them twice, a white page between."""
    screens = [(slide(number), 3.0) for number in (0, 1, 2, 3)]
    screens += [(white(), 3.0), (slide(4), 3.0), (slide(4), 3.0), *faded(slide(4), slide(5), 1.0, 30)]
    screens += [(slide(5), 2.0)]
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4", paced(*screens, fps=30))


def numbers(found: list[Path]) -> list[int | None]:
    return [slide_of(path) for path in found]


def test_each_screen_that_stands_still_is_found_once(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    found = MEDIA.candidates(film, [Surroundings(0, 11_900)], tmp_path, watch)

    assert numbers([picture.path for picture in found]) == [0, 1, 2, 3]
    assert [picture.at_ms // 3000 for picture in found] == [0, 1, 2, 3]
    assert all((picture.width, picture.height) == (320, 180) for picture in found)


def test_transitions_and_blank_screens_are_left_out(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    found = MEDIA.candidates(film, [Surroundings(11_000, 24_000)], tmp_path, watch)

    assert numbers([picture.path for picture in found]) == [3, 4, 5]


def test_what_looks_like_a_known_picture_is_left_out(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    (known,) = MEDIA.pictures(film, [4_000], tmp_path, watch)

    found = MEDIA.candidates(film, [Surroundings(0, 8_500, (known.path,))], tmp_path, watch)

    assert numbers([picture.path for picture in found]) == [0, 2]


def test_surroundings_that_overlap_share_what_is_found(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    around = [Surroundings(3_000, 11_900), Surroundings(0, 8_500), Surroundings(18_000, 24_000)]

    found = MEDIA.candidates(film, around, tmp_path, watch)

    assert numbers([picture.path for picture in found]) == [0, 1, 2, 3, 4, 5]


def test_of_many_the_five_that_stood_longest_are_given(tmp_path: Path, watch: PipeWatch) -> None:
    lasting = [1.0, 3.0, 2.0, 3.0, 1.1, 3.0, 2.0, 1.2]
    screens = [(slide(number), lasts_s) for number, lasts_s in enumerate(lasting)]
    film = write_film(tmp_path / "many.mp4", paced(*screens, fps=10))

    found = MEDIA.candidates(film, [Surroundings(0, 16_300)], tmp_path, watch)

    assert numbers([picture.path for picture in found]) == [1, 2, 3, 5, 6]


@pytest.mark.parametrize("fps", [1, 2, 5])
def test_few_frames_in_a_second_hide_no_screen(fps: int, tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "slow.mp4", paced(*[(slide(number), 2) for number in range(4)], fps=fps))

    found = MEDIA.candidates(film, [Surroundings(0, 8_000)], tmp_path, watch)

    assert numbers([picture.path for picture in found]) == [0, 1, 2, 3]


def test_when_the_time_is_up_there_is_what_was_found_by_then(
    film: Path, tmp_path: Path, watch: PipeWatch
) -> None:
    media = local_media(candidates_budget_s=0)

    assert media.candidates(film, [Surroundings(0, 24_000)], tmp_path, watch) == []


def test_sound_has_none_and_a_known_picture_that_is_none_is_told(
    film: Path, tmp_path: Path, watch: PipeWatch
) -> None:
    with pytest.raises(NotMedia):
        MEDIA.candidates(RECORDINGS / "speech.wav", [Surroundings(0, 1000)], tmp_path, watch)
    broken = write(tmp_path / "known.jpg", b"no picture")
    with pytest.raises(MediaDamaged):
        MEDIA.candidates(film, [Surroundings(0, 8_000, (broken,))], tmp_path, watch)


def test_a_stop_ends_the_search(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    watch.stop()

    with pytest.raises(Stopped):
        MEDIA.candidates(film, [Surroundings(0, 24_000)], tmp_path, watch)


def test_progress_is_told(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    MEDIA.candidates(film, [Surroundings(0, 24_000)], tmp_path, watch)

    assert watch.fractions == sorted(watch.fractions)
    assert watch.fractions
