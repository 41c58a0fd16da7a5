"""An endpoint's answer becomes segments, whatever it leaves out."""

import math

import pytest

from clueso.domain.transcript import Span, Word
from clueso.transcription.verbose_json import segments_of

SPEECH = [Span(0, 4_000), Span(10_000, 14_000)]
HELLO = {"start": 0.5, "end": 0.9, "word": "Hello"}
WORLD = {"start": 1.0, "end": 1.5, "word": "world"}
AGAIN = {"start": 11.0, "end": 11.5, "word": "Again"}


def test_words_go_to_the_segment_they_lie_in() -> None:
    answer = {
        "text": "Hello world. Again.",
        "words": [HELLO, WORLD, AGAIN],
        "segments": [
            {"start": 0.4, "end": 1.6, "text": " Hello world.", "avg_logprob": math.log(0.8)},
            {"start": 10.9, "end": 11.6, "text": " Again."},
        ],
    }

    first, second = segments_of(answer, SPEECH)

    assert [word.text for word in first.words] == ["Hello", "world"]
    assert [word.probability for word in first.words] == pytest.approx([0.8, 0.8])
    assert second.words == (Word(11_000, 11_500, "Again", 1.0),)


def test_segments_alone_have_no_words() -> None:
    (segment,) = segments_of({"text": "Hi", "segments": [{"start": 1, "end": 2.5, "text": "Hi"}]}, SPEECH)

    assert (segment.start_ms, segment.end_ms, segment.text, segment.words) == (1_000, 2_500, "Hi", ())


def test_words_alone_are_cut_at_sentences_and_take_their_signs_from_the_text() -> None:
    segments = segments_of({"text": "Hello. World again!", "words": [HELLO, WORLD, AGAIN]}, SPEECH)

    assert [segment.text for segment in segments] == ["Hello.", "World", "again!"]


def test_text_alone_is_spread_over_the_speech() -> None:
    segments = segments_of({"text": "Abcdefg. Hijklmn."}, SPEECH)

    assert [(segment.start_ms, segment.end_ms, segment.text) for segment in segments] == [
        (0, 4_000, "Abcdefg."),
        (10_000, 14_000, "Hijklmn."),
    ]


def test_no_text_gives_no_segments() -> None:
    assert segments_of({"text": " ", "segments": [], "words": None}, SPEECH) == []


def test_times_count_from_the_part_that_was_sent() -> None:
    (segment,) = segments_of({"segments": [{"start": 1, "end": 2, "text": "Hi"}]}, SPEECH, 60_000)

    assert (segment.start_ms, segment.end_ms) == (61_000, 62_000)


@pytest.mark.parametrize(
    "answer",
    [{}, {"text": None}, {"segments": [{"text": "Hi"}]}, {"words": ["Hi"]}, {"words": [HELLO], "text": None}],
)
def test_an_answer_of_another_shape_is_refused(answer: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        segments_of(answer, SPEECH)
