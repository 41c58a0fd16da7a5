"""What a person is told of a transcript: where words are missing, and what was left out."""

import time
from dataclasses import replace

from clueso.domain.hearing.transcript_warnings import (
    Reason,
    TranscriptWarning,
    found,
    in_doubt,
    lacking_ms,
    placed,
    trusted,
    unfilled,
    untold,
)
from clueso.domain.transcript import Segment, Span, Word

SPEECH = [Span(0, 10_000), Span(20_000, 30_000)]


def said(text: str, start_ms: int, end_ms: int) -> Segment:
    """A segment with a word for each half second."""
    words = tuple(Word(at, min(at + 500, end_ms), text, 1.0) for at in range(start_ms, end_ms, 500))
    return Segment("s", start_ms, end_ms, text, words)


def lack(start_ms: int, end_ms: int) -> TranscriptWarning:
    return TranscriptWarning(start_ms, end_ms, Reason.NOT_UNDERSTOOD)


def test_speech_without_words_is_told() -> None:
    kept = [said("one", 0, 4_000), said("two", 8_000, 10_000), said("three", 20_000, 30_000)]

    assert found(SPEECH, kept, []) == [lack(4_000, 8_000)]


def test_a_loop_that_was_left_out_is_told_once_with_its_text() -> None:
    kept = [said("one", 0, 10_000), said("I see.", 20_000, 21_000)]
    dropped = [said("I see.", at, at + 1_000) for at in range(21_000, 30_000, 1_000)]

    assert found(SPEECH, kept, dropped) == [TranscriptWarning(21_000, 30_000, Reason.REPEATED, "I see.")]


def test_text_that_was_left_out_where_nobody_speaks_is_told_as_such() -> None:
    kept = [said("one", 0, 10_000), said("two", 20_000, 30_000)]
    dropped = [said("Thank you for watching.", 13_000, 15_000)]

    (warning,) = found(SPEECH, kept, dropped)

    assert warning == TranscriptWarning(13_000, 15_000, Reason.NO_SPEECH, "Thank you for watching.")
    assert lacking_ms([warning]) == 0


def test_a_long_loop_is_told_by_its_beginning() -> None:
    (warning,) = found([Span(0, 9_000)], [], [said("thank you " * 500, 0, 9_000)])

    assert warning.text.startswith("thank you thank you")
    assert len(warning.text) == 200


def test_a_warning_goes_once_a_word_stands_in_its_stretch() -> None:
    warnings = [lack(4_000, 8_000), lack(20_000, 24_000)]

    assert unfilled(warnings, [said("there", 4_500, 7_000), said("beside", 24_000, 26_000)]) == (warnings[1],)


def test_a_word_that_only_reaches_into_the_stretch_does_not_answer_it() -> None:
    reaching = Segment("s", 3_500, 4_400, "before", (Word(3_500, 4_400, "before", 1.0),))

    assert unfilled([lack(4_000, 8_000)], [reaching]) == (lack(4_000, 8_000),)


def test_the_seconds_that_are_lacking_add_up() -> None:
    repeated = TranscriptWarning(9_000, 10_000, Reason.REPEATED, "I see.")

    assert lacking_ms([lack(4_000, 8_000), repeated]) == 5_000


def test_a_warning_stands_before_the_first_segment_that_begins_later() -> None:
    one, two, three = said("one", 0, 4_000), said("two", 8_000, 9_000), said("three", 9_000, 10_000)
    warnings = [lack(4_000, 8_000), lack(20_000, 30_000)]

    assert list(placed([one, two, three], warnings)) == [[one], warnings[0], [two, three], warnings[1]]


def test_what_nobody_said_is_not_placed_in_a_text() -> None:
    one = said("one", 0, 4_000)

    assert list(placed([one], [TranscriptWarning(13_000, 15_000, Reason.NO_SPEECH, "Bye.")])) == [[one]]


def test_a_warning_survives_being_stored() -> None:
    warning = TranscriptWarning(21_000, 30_000, Reason.REPEATED, "I see.")

    assert TranscriptWarning.from_json(warning.to_json()) == warning


def test_a_word_that_is_stretched_over_the_stretch_does_not_answer_its_warning() -> None:
    stretched = Segment("s", 2_000, 9_000, "and", (Word(2_000, 9_000, "and", 1.0),))

    assert unfilled([lack(4_000, 9_000)], [stretched]) == (lack(4_000, 9_000),)


def test_what_is_lacking_still_is_told_once() -> None:
    again = [
        lack(4_200, 8_300),
        lack(9_000, 14_000),
        TranscriptWarning(20_000, 21_000, Reason.REPEATED, "I see."),
    ]

    assert list(untold(again, [lack(4_000, 8_000), lack(10_000, 11_000)])) == [
        lack(11_000, 14_000),
        TranscriptWarning(20_000, 21_000, Reason.REPEATED, "I see."),
    ]


def test_text_that_is_doubtful_again_is_told_once_and_another_text_anew() -> None:
    before = TranscriptWarning(0, 4_000, Reason.DOUBTFUL_LANGUAGE, "Eins.")
    same, other = replace(before, end_ms=3_900), replace(before, text="Zwei.")

    assert list(untold([same, other], [before, lack(0, 4_000)])) == [other]


def test_text_is_trusted_unless_its_middle_lies_in_a_doubtful_stretch() -> None:
    row = [said("one", 0, 4_000), said("two", 4_000, 8_000), said("three", 8_000, 12_000)]
    doubts = [
        TranscriptWarning(3_000, 7_000, Reason.DOUBTFUL_LANGUAGE, "two"),
        TranscriptWarning(3_500, 4_500, Reason.DOUBTFUL_LANGUAGE, "two"),
    ]

    assert trusted(row, [*doubts, lack(0, 12_000)]) == (row[0], row[2])


def cost_of_doubt_s(segments: int) -> float:
    """CPU time for a transcript in which every other segment is doubtful."""
    row = [said(f"text {at}", at * 3_600, at * 3_600 + 3_400) for at in range(segments)]
    doubtful = [Span(segment.start_ms, segment.end_ms) for segment in row[::2]]
    begun = time.thread_time()
    warnings = in_doubt(row, doubtful)
    assert unfilled(warnings, row) == tuple(warnings)
    assert trusted(row, warnings) == tuple(row[1::2])
    return time.thread_time() - begun


def test_the_cost_of_doubtful_text_grows_as_the_text_does() -> None:
    """It was quadratic: ten hours took 18 s."""
    short = max(cost_of_doubt_s(500) for _ in range(4))
    long = min(cost_of_doubt_s(2_000) for _ in range(4))

    assert long < 8 * short
