"""What a recogniser invents goes; what a speaker repeats stays."""

import pytest

from clueso.domain.hearing.hallucination import clean
from clueso.domain.transcript import Segment, Span, Word

ALL = [Span(0, 10_000_000)]


def said(text: str, start_ms: int = 0, *, word_ms: int = 300) -> Segment:
    """A segment whose words last `word_ms` each."""
    words = [
        Word(start_ms + at * word_ms, start_ms + (at + 1) * word_ms, word, 0.9)
        for at, word in enumerate(text.split())
    ]
    return Segment("", start_ms, words[-1].end_ms, text, tuple(words))


def in_a_row(texts: list[str], *, word_ms: int = 300) -> list[Segment]:
    segments: list[Segment] = []
    for text in texts:
        segments.append(said(text, segments[-1].end_ms if segments else 0, word_ms=word_ms))
    return segments


def test_ordinary_speech_stays_as_it_is() -> None:
    segments = in_a_row(["Open the settings page.", "Choose a new name.", "Then save the file."])

    assert clean(segments, ALL) == (segments, [])


def test_a_phrase_that_fills_a_segment_over_and_over_is_a_loop() -> None:
    loop = said("So we go " + "to the next page and " * 9)

    assert clean([loop], ALL) == ([], [loop])


def test_a_word_said_a_few_times_is_no_loop() -> None:
    segments = [said("No, no, no."), said("very very very very very good", 2_000)]

    assert clean(segments, ALL) == (segments, [])


def test_a_sentence_said_three_times_at_a_human_pace_stays() -> None:
    segments = in_a_row(["This is important."] * 3)

    assert clean(segments, ALL) == (segments, [])


def test_a_long_sentence_said_five_times_at_a_human_pace_stays() -> None:
    segments = in_a_row(["Now we click on the settings and choose a name for it."] * 5)

    assert clean(segments, ALL) == (segments, [])


def test_a_short_word_said_seven_times_stays() -> None:
    segments = in_a_row(["No!"] * 7)

    assert clean(segments, ALL) == (segments, [])


def test_a_segment_that_says_more_than_its_loop_stays() -> None:
    segment = said(
        "We thank you " + "very much " * 7 + "and " + " ".join(f"word{number}" for number in range(30))
    )

    assert clean([segment], ALL) == ([segment], [])


def test_of_segments_that_repeat_without_end_the_first_stays() -> None:
    segments = in_a_row(["Welcome.", *["Thank you for watching."] * 12, "Goodbye."])

    kept, dropped = clean(segments, ALL)

    assert [segment.text for segment in kept] == ["Welcome.", "Thank you for watching.", "Goodbye."]
    assert dropped == segments[2:13]


def test_two_sentences_that_take_turns_without_end_are_a_loop() -> None:
    segments = in_a_row(["I will show you.", "Now we can see it."] * 8)

    assert clean(segments, ALL)[0] == segments[:2]


def test_three_repeats_are_a_loop_when_nobody_can_speak_so_fast() -> None:
    segments = in_a_row(["This is important."] * 3, word_ms=40)

    assert clean(segments, ALL)[0] == segments[:1]


def test_a_loop_is_found_in_a_script_without_spaces() -> None:
    loop = Segment("", 0, 20_000, "ご視聴ありがとうございました" * 8)
    speech = Segment("", 20_000, 24_000, "設定を開いて、新しい名前を選びます。")

    assert clean([loop, speech], ALL) == ([speech], [loop])


def test_case_and_signs_do_not_hide_a_loop() -> None:
    segments = in_a_row(["Thank you very much.", "thank you very much", "Thank you, very much!"] * 3)

    assert len(clean(segments, ALL)[0]) == 1


def test_text_over_silence_is_invented() -> None:
    spoken, invented = said("Hello there.", 1_000), said("Thank you.", 30_000)

    assert clean([spoken, invented], [Span(900, 2_000), Span(60_000, 61_000)]) == ([spoken], [invented])


def test_times_that_are_half_a_second_off_do_not_cost_a_segment() -> None:
    segment = said("Yes.", 2_400)

    assert clean([segment], [Span(1_000, 2_000)]) == ([segment], [])


def test_without_any_speech_nothing_was_said() -> None:
    assert clean([said("Thank you.")], []) == ([], [said("Thank you.")])


@pytest.mark.parametrize("word_ms", [0, 53, 120])
def test_a_sentence_that_is_repeated_faster_than_anybody_speaks_is_an_echo(word_ms: int) -> None:
    first = said("Now click Download.", 1_000)
    echo = said("Now click download.", first.end_ms, word_ms=word_ms)
    after = said("Thank you.", 9_000)

    assert clean([first, echo, after], ALL) == ([first, after], [echo])


def test_an_echo_at_the_end_of_a_segment_is_taken_off() -> None:
    spoken = said("Press Block to finish")
    echo = said("press block to finish", spoken.end_ms, word_ms=90)
    heard = Segment("", 0, echo.end_ms, f"{spoken.text} {echo.text}", (*spoken.words, *echo.words))

    ((kept,), _) = clean([heard], ALL)

    assert kept == spoken


@pytest.mark.parametrize("word_ms", [140, 300])
def test_what_a_person_says_twice_stays(word_ms: int) -> None:
    twice = in_a_row(["Click Save."] * 2, word_ms=word_ms)
    once = [said("Go on go on", word_ms=word_ms)]
    word = [said("No."), said("No.", 400, word_ms=60)]

    for segments in (twice, once, word):
        assert clean(segments, ALL) == (segments, [])
