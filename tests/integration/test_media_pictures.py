"""LocalMedia's pictures of the screen, over real child processes and real files."""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from clueso.errors import NotMedia
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS, SPEECH


def pixels(path: Path) -> npt.NDArray[np.uint8]:
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)


@pytest.mark.parametrize("name", ["speech.mp4", "no-duration.webm"])
def test_a_picture_shows_its_moment_and_moments_come_in_any_order(
    name: str, tmp_path: Path, watch: PipeWatch
) -> None:
    taken = MEDIA.pictures(RECORDINGS / name, [8_000, 2_000, 99_000], tmp_path, watch)
    assert [(picture.at_ms, picture.path.name) for picture in taken] == [
        (8_000, "picture-1.jpg"),
        (2_000, "picture-2.jpg"),
        (99_000, "picture-3.jpg"),
    ]
    blue, red, last = (pixels(picture.path)[10, 10].argmax() for picture in taken)
    assert (blue, red, last) == (2, 0, 2)


def test_a_screen_that_is_about_to_change_is_shown_as_it_is(tmp_path: Path, watch: PipeWatch) -> None:
    (picture,) = MEDIA.pictures(SPEECH, [4_700], tmp_path, watch)
    assert pixels(picture.path)[10, 10].argmax() == 0


def test_a_picture_is_upright(tmp_path: Path, watch: PipeWatch) -> None:
    (picture,) = MEDIA.pictures(RECORDINGS / "rotated.mp4", [0], tmp_path, watch)
    shown = pixels(picture.path)
    assert (picture.width, picture.height) == (180, 320) == (shown.shape[1], shown.shape[0])
    assert shown[250, 55].min() > 200  # the white box, where players show it
    assert shown[55, 70].argmax() == 0


def test_a_large_picture_is_scaled_down(tmp_path: Path, watch: PipeWatch) -> None:
    (picture,) = MEDIA.pictures(RECORDINGS / "large.mp4", [0], tmp_path, watch)
    assert (picture.width, picture.height) == (1920, 1440)


def test_there_are_no_pictures_of_sound(tmp_path: Path, watch: PipeWatch) -> None:
    with pytest.raises(NotMedia):
        MEDIA.pictures(RECORDINGS / "speech.wav", [0], tmp_path, watch)


def test_a_screen_that_is_just_changing_is_shown_once_it_has(tmp_path: Path, watch: PipeWatch) -> None:
    (picture,) = MEDIA.pictures(SPEECH, [4_950], tmp_path, watch)
    assert pixels(picture.path)[10, 10].argmax() == 2
