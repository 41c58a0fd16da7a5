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


def test_a_still_screen_is_taken_as_it_is() -> None:
    assert settled([screen(4), screen(4), screen(9)]) == 0


def test_while_the_screen_changes_the_choice_waits_until_it_stands_still() -> None:
    assert settled([screen(1), screen(4), screen(9), screen(9)]) == 2


def test_a_blank_screen_is_passed_over() -> None:
    assert settled([BLANK, BLANK, screen(4), screen(4)]) == 2


def test_when_all_is_blank_the_moment_itself_counts() -> None:
    assert settled([BLANK, BLANK]) == 0


def test_when_nothing_stands_still_the_least_change_wins() -> None:
    assert settled([screen(1), screen(5), screen(6), screen(12)]) == 1


def test_a_single_picture_is_taken() -> None:
    assert settled([screen(4)]) == 0
