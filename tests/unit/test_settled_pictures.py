"""Which of a few successive pictures is worth keeping."""

from itertools import pairwise

import numpy as np
import pytest

from clueso.media.looks import Thumb
from clueso.media.settling import Shot, chosen

FOREVER_S = 1e9


def screen(edge: int) -> Thumb:
    """Black up to the column `edge`, then white."""
    thumb = np.zeros((90, 160), np.int16)
    thumb[:, edge:] = 255
    return thumb


def page(rows: int) -> Thumb:
    """A white page below a browser's dark bar, with so many rows of text loaded."""
    thumb = np.full((90, 160), 250, np.int16)
    thumb[:10] = 40
    thumb[10 : 10 + rows, 20:140:2] = 60
    return thumb


BLANK = np.full((90, 160), 128, np.int16)
OLD, NEW = screen(40), screen(120)
FADE = [OLD * (9 - n) // 9 + NEW * n // 9 for n in range(1, 9)]


def shots(*seen: tuple[float, Thumb], sharpness: dict[float, float] | None = None) -> list[Shot]:
    """A shot for each (moment, thumb), the last for ever."""
    ends = [*(moment for moment, _ in seen[1:]), FOREVER_S]
    return [
        Shot(moment, end, thumb, (sharpness or {}).get(moment, 1.0))
        for (moment, thumb), end in zip(seen, ends, strict=True)
    ]


def film(*screens: tuple[Thumb, float], step_s: float = 0.1) -> list[Shot]:
    """Shots at a steady pace of screens that each last so many seconds; the film is cut after the last."""
    thumbs = [thumb for thumb, lasts_s in screens for _ in range(round(lasts_s / step_s))]
    moments = [round(number * step_s, 3) for number in range(len(thumbs) + 1)]
    return [Shot(*span, thumb, 1.0) for span, thumb in zip(pairwise(moments), thumbs, strict=True)]


def at(found: list[Shot], moment_s: float) -> float:
    """When the chosen shot begins."""
    return chosen(found, moment_s).shot.from_s


def test_a_still_screen_is_taken_as_it_is() -> None:
    assert at(film((OLD, 2), (NEW, 1)), 1.5) == 1.5


def test_a_screen_that_changes_only_after_the_speech_is_taken_before_it_does() -> None:
    assert at(film((OLD, 2), (NEW, 1)), 1.7) == 1.7


def test_a_screen_that_is_just_leaving_gives_way_to_the_next() -> None:
    assert at(film((OLD, 2), (NEW, 1)), 1.95) == 2.0


def test_during_a_cross_fade_the_choice_waits_for_its_end() -> None:
    fading = film((OLD, 1), *((thumb, 0.1) for thumb in FADE), (NEW, 1))

    assert {at(fading, moment_s) for moment_s in (1.05, 1.35, 1.75)} == {1.8}


def test_a_slow_fade_is_no_still_screen() -> None:
    slow = [(OLD * (200 - n) // 200 + NEW * n // 200) for n in range(1, 200)]
    fading = film((OLD, 1), *((thumb, 0.01) for thumb in slow), (NEW, 1), step_s=0.01)

    assert at(fading, 1.5) > 2.9


def test_a_blank_page_gives_way_to_what_it_becomes_even_after_seconds() -> None:
    assert at(film((OLD, 2), (BLANK, 3), (NEW, 1)), 2.5) == 5.0


def test_at_the_end_a_blank_screen_gives_way_to_what_was_before() -> None:
    assert at(film((OLD, 2), (BLANK, 1)), 2.5) < 2.0


def test_when_all_is_blank_the_moment_itself_counts() -> None:
    assert at(film((BLANK, 2)), 1.0) == 1.0


def test_a_page_that_is_loading_gives_way_to_the_page() -> None:
    assert at(film((NEW, 1), (page(0), 0.8), (page(40), 1)), 1.5) == pytest.approx(1.8)


def test_a_page_of_a_faint_pattern_gives_way_to_what_fills_it() -> None:
    faint = np.full((90, 160), 245, np.int16)
    faint[::2] = 238

    assert at(film((NEW, 1), (faint, 0.8), (page(40), 1)), 1.5) == pytest.approx(1.8)


def test_an_empty_page_that_has_stood_for_long_is_shown_empty() -> None:
    assert at(film((NEW, 1), (page(0), 3), (page(40), 1)), 3.5) == 3.5


def test_an_empty_page_that_another_screen_follows_is_shown_empty() -> None:
    assert at(film((NEW, 1), (page(0), 0.8), (OLD, 1)), 1.5) == 1.5


def test_a_caret_that_blinks_does_not_unsettle_a_screen() -> None:
    with_caret = OLD.copy()
    with_caret[50:53, 60] = 255
    blinking = film(*((thumb, 0.5) for thumb in (OLD, with_caret) * 3))

    assert at(blinking, 1.3) == 1.3


def test_a_speaker_in_a_corner_does_not_unsettle_a_screen() -> None:
    rng = np.random.default_rng(7)
    thumbs = []
    for number in range(40):
        thumb = (OLD if number < 30 else NEW).copy()
        thumb[60:90, 0:40] = rng.integers(0, 255, (30, 40))
        thumbs.append(thumb)

    found = film(*((thumb, 0.1) for thumb in thumbs))

    assert at(found, 2.0) == 2.0
    assert at(found, 2.95) == 3.0


@pytest.mark.parametrize("pace_s", [0.2, 0.25, 0.5, 1.0])
def test_a_screen_is_taken_as_it_is_however_few_frames_there_are(pace_s: float) -> None:
    found = film((OLD, 2), (NEW, 2), step_s=pace_s)

    assert chosen(found, 1.75).shot.thumb is found[0].thumb
    assert chosen(found, 2.01).shot.thumb is found[-1].thumb


def test_a_frame_that_lasts_stands_still_by_itself() -> None:
    found = shots((0.0, OLD), (5.5, NEW), (9.0, OLD), sharpness={5.5: 9.0, 9.0: 9.0})

    assert at(found, 5.0) == 0.0


def test_in_the_last_half_second_the_last_screen_is_taken() -> None:
    assert at(shots((0.0, OLD), (1.0, NEW)), 1.3) == 1.0
    assert at(film((OLD, 2)), 1.98) == 1.9


def test_when_nothing_stands_still_the_sharpest_of_the_moment_wins() -> None:
    moving = [(number / 10, screen(4 * number)) for number in range(30)]
    found = [
        Shot(moment, moment + 0.1, thumb, sharpness)
        for (moment, thumb), sharpness in zip(
            moving, [1.0] * 12 + [9.0] + [1.0] * 15 + [99.0] * 2, strict=True
        )
    ]

    assert at(found, 1.0) == 1.2
    assert not chosen(found, 1.0).is_settled


def test_a_screen_that_has_just_changed_is_taken_once_it_is_sharp() -> None:
    found = shots(
        (0.0, OLD), (1.0, NEW), (1.1, NEW), (1.2, NEW), sharpness={0.0: 9.0, 1.0: 2.0, 1.1: 4.9, 1.2: 5.0}
    )

    assert at(found, 1.0) == 1.1


def test_another_screen_that_is_sharper_is_not_waited_for() -> None:
    assert at(shots((0.0, OLD), (1.0, NEW), sharpness={0.0: 3.0, 1.0: 9.0}), 0.5) == 0.0


def test_a_single_picture_is_taken() -> None:
    assert at(shots((0.0, OLD)), 0.0) == 0.0
