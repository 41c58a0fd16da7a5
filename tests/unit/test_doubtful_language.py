"""Text in a language that nobody spoke is found by how unsure its words are."""

from clueso.domain.hearing.doubtful_language import doubtful_stretches
from clueso.domain.hearing.transcript_warnings import (
    Reason,
    TranscriptWarning,
    doubtful_ms,
    in_doubt,
    lacking_ms,
    trusted,
    unfilled,
)
from clueso.domain.transcript import Segment, Span, Word

RIGHT = (0.9,) * 6 + (0.7,) * 2  # about what Whisper `base` gives in the right language, in a noisy meeting
WRONG = (0.3,) * 5 + (0.7,) * 3


def row(*sentences: tuple[float, ...]) -> list[Segment]:
    """A sentence of words with these probabilities every ten seconds."""
    return [
        Segment(
            f"s{number}",
            number * 10_000,
            number * 10_000 + 1_000 * len(words),
            f"Sentence {number}.",
            tuple(
                Word(number * 10_000 + 1_000 * at, number * 10_000 + 1_000 * (at + 1), "word", probability)
                for at, probability in enumerate(words)
            ),
        )
        for number, words in enumerate(sentences)
    ]


def test_clear_speech_is_not_doubtful() -> None:
    assert doubtful_stretches(row(RIGHT, RIGHT, RIGHT)) == ()


def test_a_stretch_of_guesses_is_doubtful_from_its_first_sentence_to_its_last() -> None:
    segments = row(RIGHT, RIGHT, WRONG, WRONG, WRONG, RIGHT, RIGHT)

    assert doubtful_stretches(segments) == (Span(20_000, 48_000),)


def test_two_stretches_with_clear_speech_between_them_are_told_apart() -> None:
    segments = row(WRONG, WRONG, RIGHT, RIGHT, WRONG, WRONG)

    assert doubtful_stretches(segments) == (Span(0, 18_000), Span(40_000, 58_000))


def test_one_long_sentence_of_guesses_is_enough() -> None:
    assert doubtful_stretches(row(RIGHT, WRONG + WRONG)) == (Span(10_000, 26_000),)


def test_a_word_or_two_tell_nothing() -> None:
    assert doubtful_stretches(row(RIGHT, (0.4,), RIGHT, (0.3, 0.2), RIGHT)) == ()
    assert doubtful_stretches(row((0.2, 0.2))) == ()


def test_a_recogniser_that_gives_no_words_is_not_judged() -> None:
    assert doubtful_stretches([Segment("s1", 0, 9_000, "So it says.")]) == ()


def test_a_doubtful_stretch_is_told_with_its_text_and_lacks_nothing() -> None:
    (warning,) = in_doubt(row(RIGHT, WRONG, WRONG, RIGHT), [Span(10_000, 28_000)])

    assert warning == TranscriptWarning(10_000, 28_000, Reason.DOUBTFUL_LANGUAGE, "Sentence 1. Sentence 2.")
    assert (doubtful_ms([warning]), lacking_ms([warning])) == (18_000, 0)


def test_a_doubt_holds_as_long_as_the_text_reads_as_it_did() -> None:
    segments = row(RIGHT, WRONG, WRONG, RIGHT)
    warnings = in_doubt(segments, [Span(10_000, 28_000)])
    corrected = [segments[0], Segment("s1", 10_000, 18_000, "Satz eins."), *segments[2:]]

    assert unfilled(warnings, segments) == tuple(warnings)
    assert unfilled(warnings, segments[1:3]) == tuple(warnings)
    assert unfilled(warnings, corrected) == ()


def test_a_doubt_holds_however_its_text_is_divided() -> None:
    whole = Segment("s1", 0, 8_000, "\u4f60\u597d\u4e16\u754c")
    halves = [Segment("s1", 0, 4_000, "\u4f60\u597d"), Segment("s2", 4_000, 8_000, "\u4e16\u754c")]

    (warning,) = in_doubt([whole], [Span(0, 8_000)])

    assert unfilled([warning], halves) == (warning,)


def test_a_long_doubt_goes_when_its_beginning_is_changed() -> None:
    long = Segment("s1", 0, 8_000, "So it goes on. " * 30)
    (warning,) = in_doubt([long], [Span(0, 8_000)])

    assert len(warning.text) == 200
    assert unfilled([warning], [long]) == (warning,)
    assert unfilled([warning], [Segment("s1", 0, 8_000, "No, so it goes on. " * 30)]) == ()


def test_what_is_trusted_has_nothing_of_a_doubtful_stretch() -> None:
    segments = row(RIGHT, WRONG, WRONG, RIGHT)

    kept = trusted(segments, in_doubt(segments, [Span(10_000, 28_000)]))

    assert [segment.id for segment in kept] == ["s0", "s3"]
