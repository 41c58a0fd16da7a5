"""A picture shows the screen after the action that its step tells."""

from clueso.domain.seen.moments import after_action, standing_at
from tests.seen_screens import DIALOG, INVOICES, OVERVIEW, screen

SCREENS = [screen(0, 14_200, OVERVIEW), screen(14_400, 19_800, INVOICES), screen(20_000, 24_900, DIALOG)]


def shown(said_ms: int, next_ms: int) -> str:
    found = standing_at(SCREENS, after_action(SCREENS, said_ms=said_ms, next_ms=next_ms))
    assert found is not None
    return found.id


def test_the_screen_that_begins_after_the_words_is_the_one_that_they_lead_to() -> None:
    assert shown(12_240, 15_768) == "at-14400"


def test_a_change_that_belongs_to_the_next_action_is_not_waited_for() -> None:
    assert shown(15_000, 17_000) == "at-14400"
    assert shown(16_000, 40_000) == "at-20000"


def test_a_change_long_after_the_words_is_no_answer_to_them() -> None:
    assert shown(1_000, 40_000) == "at-0"


def test_where_nothing_changes_the_screen_is_seen_late_for_a_typed_word_changes_little() -> None:
    assert after_action(SCREENS, said_ms=15_000, next_ms=18_000) == 17_700


def test_the_next_words_do_not_move_a_picture_before_its_own() -> None:
    assert after_action(SCREENS, said_ms=15_000, next_ms=15_100) == 15_000


def test_without_a_screen_the_moment_stays() -> None:
    assert after_action([], said_ms=15_000, next_ms=18_000) == 15_000
