"""Gaps: where speech was detected and nothing was understood."""

from clueso.domain.hearing.gaps import gaps
from clueso.domain.transcript import Segment, Span, Word


def segment(*words: tuple[int, int]) -> Segment:
    told = tuple(Word(start, end, "word", 1.0) for start, end in words)
    return Segment("s", told[0].start_ms, told[-1].end_ms, "text", told)


def talk(start_ms: int, end_ms: int) -> Segment:
    """One word after the other, half a second each."""
    return segment(*((at, at + 500) for at in range(start_ms, end_ms, 500)))


def test_speech_between_two_words_that_lasts_longer_than_a_breath_is_a_gap() -> None:
    heard = [segment((0, 900), (2_600, 3_000))]

    assert gaps([Span(0, 3_000)], heard) == [Span(900, 2_600)]


def test_a_pause_in_which_nobody_speaks_is_none() -> None:
    assert gaps([Span(0, 1_000), Span(9_000, 10_000)], [talk(0, 1_000), talk(9_000, 10_000)]) == []


def test_word_times_that_are_a_little_off_make_none() -> None:
    assert gaps([Span(0, 4_000)], [segment((800, 1_300), (2_800, 2_900))]) == []


def test_speech_before_the_first_and_after_the_last_word_counts() -> None:
    assert gaps([Span(0, 9_000)], [talk(2_000, 7_000)]) == [Span(0, 2_000), Span(7_000, 9_000)]


def test_speech_without_any_segment_is_one_gap_for_each_stretch() -> None:
    assert gaps([Span(0, 2_000), Span(3_000, 3_900), Span(5_000, 8_000)], []) == [
        Span(0, 2_000),
        Span(5_000, 8_000),
    ]


def test_a_segment_without_words_covers_its_whole_time() -> None:
    assert gaps([Span(0, 9_000)], [Segment("s", 0, 8_000, "No word times")]) == []


def test_words_that_overlap_or_come_out_of_order_cover_what_they_cover() -> None:
    assert gaps([Span(0, 9_000)], [talk(5_000, 9_000), talk(0, 3_000), segment((1_000, 2_000))]) == [
        Span(3_000, 5_000)
    ]


def test_a_word_that_is_stretched_over_what_was_left_out_covers_only_its_beginning() -> None:
    assert gaps([Span(0, 9_000)], [segment((0, 400), (400, 8_600), (8_600, 9_000))]) == [Span(1_400, 8_600)]


def test_a_slow_word_makes_no_gap() -> None:
    assert gaps([Span(0, 3_000)], [segment((0, 2_400), (2_400, 3_000))]) == []
