"""Where the language changes: no name and no noise turns it, and a change lies where the speech changes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pytest

from clueso.domain.hearing.language_borders import Likely, LookCloser, Spoken, in_one_language, narrowed
from clueso.domain.hearing.windows import plan_windows
from clueso.domain.transcript import Span

SECOND = 1_000
MIXED = {"en": 0.5, "de": 0.4, "cy": 0.1}


def window(start: float, end: float, **languages: float) -> Likely:
    return Likely(Span(round(start * SECOND), round(end * SECOND)), languages)


def closer(german: Span) -> LookCloser:
    """What is heard closer: German in one stretch, English elsewhere."""

    def look(span: Span) -> list[Likely]:
        stretches = plan_windows([span], longest_ms=6_000)
        is_german = [german.start_ms <= stretch.start_ms < german.end_ms for stretch in stretches]
        return [
            Likely(stretch, {"de": 0.97, "en": 0.02} if is_so else {"de": 0.02, "en": 0.97})
            for stretch, is_so in zip(stretches, is_german, strict=True)
        ]

    return look


def languages(windows: Sequence[Likely]) -> list[str]:
    return [known.language for known in in_one_language(windows, closer(Span(0, 0)))]


def changes(windows: Sequence[Likely], german: Span) -> list[tuple[str, int, int]]:
    """Each language and from when to when it is heard, in seconds."""
    found = in_one_language(windows, closer(german))
    groups = [(language, list(group)) for language, group in groupby(found, lambda known: known.language)]
    return [
        (language, group[0].window.start_ms // SECOND, group[-1].window.end_ms // SECOND)
        for language, group in groups
    ]


def test_windows_in_one_language_stay_as_they_are() -> None:
    windows = [window(0, 20, en=0.95), window(21, 40, en=0.99)]

    found = list(in_one_language(windows, closer(Span(0, 0))))

    assert found == [Spoken(Span(0, 20_000), "en", 0.95), Spoken(Span(21_000, 40_000), "en", 0.99)]


def test_a_window_that_does_not_tell_has_the_language_before_it() -> None:
    windows = [window(0, 20, en=0.95), window(23, 30, cy=0.6, en=0.3), window(41, 60, en=0.98)]

    assert set(languages(windows)) == {"en"}


def test_windows_at_the_start_that_do_not_tell_have_the_language_behind_them() -> None:
    windows = [window(0, 7, da=0.2, en=0.1), window(10, 30, en=0.98)]

    assert set(languages(windows)) == {"en"}


def test_a_word_in_another_language_turns_nothing() -> None:
    windows = [window(0, 20, en=0.95), window(25, 26.5, de=0.99), window(29, 50, en=0.98)]

    assert set(languages(windows)) == {"en"}


def test_where_no_window_tells_the_language_is_what_is_most_likely_in_all() -> None:
    windows = [window(0, 4, cy=0.5, en=0.4), window(7, 15, en=0.7, cy=0.2)]

    assert set(languages(windows)) == {"en"}


def test_a_change_within_a_window_divides_it() -> None:
    windows = [window(0, 24, en=0.95), Likely(Span(24_000, 48_000), MIXED), window(48, 72, de=0.99)]

    found = changes(windows, Span(36_000, 72_000))

    assert found == [("en", 0, 36), ("de", 36, 72)]


def test_a_language_that_is_spoken_for_a_while_is_found_between_two_others() -> None:
    windows = [window(0, 24, en=0.95), window(24, 48, de=0.95), window(48, 72, en=0.95)]

    found = changes(windows, Span(30_000, 54_000))

    assert found == [("en", 0, 30), ("de", 30, 54), ("en", 54, 72)]


def test_a_language_that_is_in_none_of_the_shorter_stretches_is_no_change() -> None:
    windows = [window(0, 24, en=0.95), window(24, 48, de=0.95), window(48, 72, en=0.95)]

    assert changes(windows, Span(0, 0)) == [("en", 0, 72)]


def test_stretches_that_were_looked_at_closer_are_one_window_again() -> None:
    windows = [Likely(Span(0, 24_000), MIXED), window(26.5, 50, en=0.99)]

    found = [spoken.window for spoken in in_one_language(windows, closer(Span(0, 0)))]

    assert found == [known.window for known in windows]


def test_a_window_is_given_before_all_are_known() -> None:
    read: list[int] = []

    def windows() -> Iterator[Likely]:
        for at in range(0, 300, 30):
            read.append(at)
            yield window(at, at + 28, en=0.99)

    first = next(in_one_language(windows(), closer(Span(0, 0))))

    assert (first, read) == (Spoken(Span(0, 28_000), "en", 0.99), [0, 30, 60])


def test_a_list_of_languages_leaves_no_other() -> None:
    assert narrowed({"cy": 0.6, "en": 0.3, "de": 0.1}, ["en", "de"]) == pytest.approx(
        {"en": 0.75, "de": 0.25}
    )
    assert narrowed({"cy": 0.6, "en": 0.4}, []) == {"cy": 0.6, "en": 0.4}
