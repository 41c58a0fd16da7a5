"""Words go to voices by turns, and segments are divided where the voice changes."""

import pytest

from clueso.domain.hearing.turns import Turn
from clueso.domain.hearing.who_spoke import said_by
from clueso.domain.transcript import Segment, Word


def spoken(text: str, start_ms: int = 0, *, word_ms: int = 400, id_: str = "s1-1") -> Segment:
    """A segment whose words follow each other without a pause."""
    words = tuple(
        Word(start_ms + at * word_ms, start_ms + (at + 1) * word_ms, f" {word}", 0.9)
        for at, word in enumerate(text.split())
    )
    return Segment(id_, start_ms, words[-1].end_ms, text, words)


def shown(segments: list[Segment]) -> list[tuple[str, str, str | None]]:
    return [(segment.id, segment.text, segment.speaker) for segment in segments]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        pytest.param([Turn(0, 2400, 0)], [("s1-1", "Shall we go? Yes, at once.", "0")], id="one voice"),
        pytest.param(
            [Turn(0, 1200, 0), Turn(1200, 2400, 1)],
            [("s1-1", "Shall we go?", "0"), ("s1-1-2", "Yes, at once.", "1")],
            id="another voice answers",
        ),
        pytest.param(
            [Turn(0, 1350, 0), Turn(1350, 2400, 1)],
            [("s1-1", "Shall we go?", "0"), ("s1-1-2", "Yes, at once.", "1")],
            id="a word goes to the voice that has most of it, never in two",
        ),
        pytest.param(
            [Turn(0, 2400, 0), Turn(1200, 1500, 1)],
            [("s1-1", "Shall we go? Yes, at once.", "0")],
            id="two speak at once: the one with most of each word",
        ),
        pytest.param(
            [Turn(0, 1200, 2), Turn(1200, 1600, 0), Turn(1600, 2400, 2)],
            [("s1-1", "Shall we go?", "2"), ("s1-1-2", "Yes,", "0"), ("s1-1-3", "at once.", "2")],
            id="a word that is long enough stands alone",
        ),
        pytest.param(
            [Turn(0, 700, 0), Turn(1900, 2400, 1)],
            [("s1-1", "Shall we go?", "0"), ("s1-1-2", "Yes, at once.", "1")],
            id="words between turns go to the nearest",
        ),
        pytest.param([Turn(9000, 9900, 0)], [("s1-1", "Shall we go? Yes, at once.", None)], id="nobody near"),
        pytest.param([], [("s1-1", "Shall we go? Yes, at once.", None)], id="no turns"),
    ],
)
def test_words_go_to_voices_at_the_borders_of_turns(
    turns: list[Turn], expected: list[tuple[str, str, str | None]]
) -> None:
    assert shown(said_by([spoken("Shall we go? Yes, at once.")], turns)) == expected


@pytest.mark.parametrize("at", [0, 3, 5])
def test_a_stray_short_word_stays_with_its_sentence(at: int) -> None:
    segment = spoken("We meet at noon on Friday.", word_ms=280)
    word = segment.words[at]
    turns = [Turn(0, word.start_ms, 0), Turn(word.start_ms, word.end_ms, 1), Turn(word.end_ms, 1680, 0)]

    assert shown(said_by([segment], turns)) == [("s1-1", segment.text, "0")]


def test_a_segment_that_is_one_short_word_has_its_own_voice() -> None:
    segments = [spoken("Shall we go?"), spoken("Yes.", 1200, word_ms=200, id_="s1-2")]

    assert shown(said_by(segments, [Turn(0, 1200, 0), Turn(1200, 1400, 1)])) == [
        ("s1-1", "Shall we go?", "0"),
        ("s1-2", "Yes.", "1"),
    ]


def test_a_part_has_its_own_words_and_times() -> None:
    first, second = said_by(
        [spoken("Shall we go? Yes, at once.", 500)], [Turn(0, 1700, 0), Turn(1700, 9000, 1)]
    )

    assert (first.start_ms, first.end_ms, second.start_ms, second.end_ms) == (500, 1700, 1700, 2900)
    assert "".join(word.text for word in second.words).strip() == second.text


def test_text_without_word_times_is_not_divided() -> None:
    segment = Segment("s1-1", 0, 2000, "Shall we go? Yes, at once.")

    assert shown(said_by([segment], [Turn(0, 500, 0), Turn(500, 2000, 1)])) == [("s1-1", segment.text, "1")]


def test_writing_without_spaces_is_divided_between_characters() -> None:
    words = tuple(Word(at * 400, (at + 1) * 400, sign, 0.9) for at, sign in enumerate("我们走吧好的"))
    segment = Segment("s1-1", 0, 2400, "我们走吧。好的。", words)

    assert [part.text for part in said_by([segment], [Turn(0, 1600, 0), Turn(1600, 2400, 1)])] == [
        "我们走吧。",
        "好的。",
    ]


def test_a_later_segment_may_begin_before_an_earlier_one_ends() -> None:
    segments = [spoken("One two three four", 2000), spoken("five six", 1000, id_="s1-2")]

    assert [segment.speaker for segment in said_by(segments, [Turn(900, 1900, 1), Turn(1900, 4000, 0)])] == [
        "0",
        "1",
    ]


def test_in_a_long_turn_a_word_of_two_voices_is_still_that_of_the_one_who_began_first() -> None:
    segments = [spoken(f"word{at} more", at * 4_000, word_ms=1_000, id_=f"s1-{at}") for at in range(900)]
    turns = [Turn(0, 3_600_000, 0), *(Turn(at, at + 2_000, 1) for at in range(0, 3_600_000, 4_000))]

    assert {segment.speaker for segment in said_by(segments, turns)} == {"0"}
