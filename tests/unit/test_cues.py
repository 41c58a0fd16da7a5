"""Cues are shaped for reading, and nothing that was said is lost."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clueso.domain.captions.cues import Cue, Rule, check, shape
from clueso.domain.captions.division import GAP_MS, MAX_CUE_MS, MIN_CUE_MS
from clueso.domain.transcript import Segment, Word

DICKENS = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of "
    "foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, "
    "it was the season of Darkness, it was the spring of hope, it was the winter of despair. We had "
    "everything before us, we had nothing before us; we were all going direct to Heaven, and we were all "
    "going direct the other way."
)


def said(text: str, start_ms: int = 0, ms_per_word: int = 400, speaker: str | None = None) -> Segment:
    """A segment whose words follow each other at an even pace."""
    starts = itertools.count(start_ms, ms_per_word)
    words = tuple(Word(at, at + ms_per_word, f" {word}", 1.0) for word, at in zip(text.split(), starts))  # noqa: B905
    end_ms = start_ms + ms_per_word * len(words)
    return Segment(f"s{start_ms}", start_ms, end_ms, text, words, speaker)


def spread(text: str, start_ms: int, end_ms: int) -> Segment:
    """A segment without word times."""
    return Segment(f"s{start_ms}", start_ms, end_ms, text)


def words_of(cues: Sequence[Cue]) -> list[str]:
    return " ".join(line for cue in cues for line in cue.lines).split()


@pytest.mark.parametrize(
    "segments",
    [
        [said(DICKENS)],
        [spread(DICKENS, 0, 40_000)],
        [said("Yes."), said("No.", 500), said("Well, perhaps we should look at it again.", 900)],
        [said("A word", 0), said("and much later another.", 60_000)],
        [said("word " * 60, ms_per_word=500)],
    ],
    ids=["words", "no-words", "short-segments", "pause", "no-punctuation"],
)
def test_speech_at_a_usual_pace_keeps_every_rule(segments: list[Segment]) -> None:
    assert check(shape(segments)) == []


@pytest.mark.parametrize(
    "segments",
    [
        [said(DICKENS, ms_per_word=120)],
        [spread(DICKENS, 0, 0)],
        [spread(DICKENS, 5000, 1000)],
        [said("First.", 10_000), said("Earlier.", 0), said("Same time.", 0)],
        [said(f"{number}.", number * 100, 100, speaker=str(number % 2)) for number in range(50)],
        [spread("W" * 500, 0, 60_000)],
        [spread("Slow.", 0, 60_000)],
        [spread("今日は天気がいいから、散歩しましょう。" * 10, 0, 60_000)],
        [spread("  \n ", 0, 1000)],
        [],
    ],
    ids=[
        "fast",
        "no-time",
        "backwards",
        "out-of-order",
        "talk",
        "long-word",
        "slow",
        "kanji",
        "blank",
        "none",
    ],
)
def test_whatever_the_segments_are_like_only_the_reading_speed_can_be_broken(segments: list[Segment]) -> None:
    cues = shape(segments)

    assert {violation.rule for violation in check(cues)} <= {Rule.SPEED}
    assert "".join(words_of(cues)) == "".join("".join(segment.text.split()) for segment in segments)


def test_every_word_is_kept_once_and_in_order() -> None:
    assert words_of(shape([said(DICKENS)])) == DICKENS.split()


def test_a_cue_begins_with_its_first_word() -> None:
    [first, second] = shape([said("This is the first sentence here. And this is the second one here.")])

    assert (first.start_ms, second.start_ms) == (0, 6 * 400)


def test_a_cue_ends_with_its_sentence_rather_than_in_the_middle_of_the_next() -> None:
    cues = shape([said("We open the settings page now. Then we choose a language for it. Done is the work.")])

    assert all(cue.text.endswith(".") for cue in cues)


def test_lines_break_at_a_comma_rather_than_in_the_middle_of_a_phrase() -> None:
    [cue] = shape([said("we had everything before us, we had nothing before us")])

    assert cue.lines == ("we had everything before us,", "we had nothing before us")


def test_lines_break_before_a_conjunction_when_there_is_no_comma() -> None:
    [cue] = shape([said("the old forms were kept for years and nobody thought of it", ms_per_word=350)])

    assert cue.lines == ("the old forms were kept for years", "and nobody thought of it")


def test_a_text_that_fits_on_one_line_stays_on_one_line() -> None:
    [cue] = shape([said("Short enough, and yet it has a comma.")])

    assert cue.lines == ("Short enough, and yet it has a comma.",)


def test_a_cue_holds_one_speaker() -> None:
    cues = shape([said("Hello there.", speaker="Ann"), said("Hello.", 800, speaker="Bob")])

    assert [(cue.text, cue.speaker) for cue in cues] == [("Hello there.", "Ann"), ("Hello.", "Bob")]


def test_no_cue_spans_a_long_pause() -> None:
    assert len(shape([said("one"), said("two", 3000)])) == 2


def test_a_short_cue_stays_until_it_can_be_read_when_nothing_follows() -> None:
    [cue] = shape([said("Extraordinarily incomprehensible.", ms_per_word=100)])

    assert cue.end_ms == 1942  # 33 characters at 17 per second, rounded up


def test_a_cue_never_stays_longer_than_seven_seconds() -> None:
    [cue] = shape([spread("Slow.", 0, 60_000)])

    assert cue.end_ms == MAX_CUE_MS


def test_words_that_no_longer_spell_the_text_lend_it_no_times() -> None:
    stale = said("teh recogniser herd this, and it was wrong.", ms_per_word=1000)
    edited = Segment(stale.id, 0, 10_000, "The text that a person wrote. It is quite another.", stale.words)

    # Evenly over the 41 characters, 24 of which are the first sentence.
    assert [cue.start_ms for cue in shape([edited])] == [0, 10_000 * 24 // 41]


@pytest.mark.parametrize(
    ("cue", "rule"),
    [
        (Cue(0, 2000, ("",)), Rule.EMPTY),
        (Cue(0, 2000, ("a", "b", "c")), Rule.LINES),
        (Cue(0, 5000, ("a" * 43,)), Rule.WIDTH),
        (Cue(0, 1000, ("a" * 18,)), Rule.SPEED),
        (Cue(0, MIN_CUE_MS - 1, ("a",)), Rule.SHORT),
        (Cue(0, MAX_CUE_MS + 1, ("a",)), Rule.LONG),
    ],
)
def test_a_broken_rule_is_named(cue: Cue, rule: Rule) -> None:
    assert [(violation.number, violation.rule) for violation in check([cue])] == [(1, rule)]


@pytest.mark.parametrize("gap_ms", [-500, 0, GAP_MS - 1])
def test_cues_that_overlap_or_touch_are_named(gap_ms: int) -> None:
    cues = [Cue(0, 1000, ("a",)), Cue(1000 + gap_ms, 3000, ("b",))]

    assert [(violation.number, violation.rule) for violation in check(cues)] == [(1, Rule.GAP)]


LONG_AND_SHORT = st.lists(
    st.sampled_from(["the", "and", "Hello,", "world.", "Mr.", "No?", "x", "W" * 95, "今日は、", "天。" * 25]),
    max_size=40,
).map(" ".join)
PACES_MS = st.sampled_from([0, 50, 120, 250, 400, 3000])


@given(st.lists(st.tuples(LONG_AND_SHORT, st.integers(0, 60_000), PACES_MS, st.sampled_from([None, "Ann"]))))
def test_no_transcript_breaks_a_rule_but_that_of_speed_or_loses_a_word(
    spoken: list[tuple[str, int, int, str | None]],
) -> None:
    segments = [said(text, start_ms, pace_ms, speaker) for text, start_ms, pace_ms, speaker in spoken]

    cues = shape(segments)

    assert {violation.rule for violation in check(cues)} <= {Rule.SPEED}
    assert "".join(words_of(cues)) == "".join("".join(segment.text.split()) for segment in segments)
