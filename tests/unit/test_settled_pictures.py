"""Which of a few successive pictures is worth keeping."""

import numpy as np
import numpy.typing as npt

from clueso.media.pictures import settled

Thumb = npt.NDArray[np.int16]


def screen(edge: int) -> Thumb:
    """Black up to the column `edge`, then white."""
    thumb = np.zeros((9, 16), np.int16)
    thumb[:, edge:] = 255
    return thumb


BLANK = np.full((9, 16), 128, np.int16)


def chosen(thumbs: list[Thumb], sharpness: list[float] | None = None) -> int:
    return settled(thumbs, sharpness or [1.0] * len(thumbs))


def test_a_still_screen_is_taken_as_it_is() -> None:
    assert chosen([screen(4), screen(4), screen(9)]) == 0


def test_while_the_screen_changes_the_choice_waits_until_it_stands_still() -> None:
    assert chosen([screen(1), screen(4), screen(9), screen(9)]) == 2


def test_a_blank_screen_is_passed_over() -> None:
    assert chosen([BLANK, BLANK, screen(4), screen(4)]) == 2


def test_when_all_is_blank_the_moment_itself_counts() -> None:
    assert chosen([BLANK, BLANK]) == 0


def test_when_nothing_stands_still_the_sharpest_wins() -> None:
    assert chosen([screen(1), screen(5), screen(9), screen(12)], [1.0, 3.0, 9.0, 2.0]) == 2


def test_a_blank_screen_is_never_the_sharpest() -> None:
    assert chosen([BLANK, screen(5), screen(9)], [9.0, 3.0, 2.0]) == 1


def test_a_screen_that_has_just_changed_is_taken_once_it_is_sharp() -> None:
    assert chosen([screen(1), screen(9), screen(9), screen(9)], [9.0, 2.0, 4.9, 5.0]) == 2


def test_another_screen_that_is_sharper_is_not_waited_for() -> None:
    assert chosen([screen(4), screen(4), screen(9), screen(9)], [3.0, 3.0, 9.0, 9.0]) == 0


def test_a_single_picture_is_taken() -> None:
    assert chosen([screen(4)]) == 0
