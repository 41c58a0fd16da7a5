"""pocketsphinx, on two spoken sentences (tests/recordings/speech.wav)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.transcript import Span
from clueso.errors import LanguageUnknown
from clueso.transcription.sphinx import SphinxTranscriber
from tests.chunk_sounds import SPEECH, spoken, write_wav
from tests.watching import NotingWatch, Stopped

SENTENCES = [Span(720, 4_770), Span(6_680, 10_340)]
ALL = [Span(0, 11_275)]


@pytest.fixture(scope="module")
def sphinx() -> SphinxTranscriber:
    return SphinxTranscriber()


@pytest.fixture(scope="module")
def heard(sphinx: SphinxTranscriber) -> Transcription:
    return sphinx.transcribe(SPEECH, SENTENCES, Hints(), NotingWatch())


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def all_words(heard: Transcription) -> Iterator[str]:
    return (word for segment in heard.segments for word in words(segment.text))


def test_most_words_of_clear_speech_are_right(heard: Transcription) -> None:
    spoken_words = words(SPEECH.with_suffix(".txt").read_text())

    found = [word for word in spoken_words if word in set(all_words(heard))]

    assert len(found) >= 0.75 * len(spoken_words)


def test_a_stretch_of_speech_is_written_as_a_sentence(heard: Transcription) -> None:
    first, second = heard.segments

    assert first.text.startswith("First ")
    assert first.text.endswith(" menu on the left.")
    assert second.text == "Then click save and wait until the report is ready."
    assert second.text == " ".join(word.text for word in second.words)


def test_no_sign_of_the_decoder_is_left_in_the_text(sphinx: SphinxTranscriber) -> None:
    heard = sphinx.transcribe(SPEECH, ALL, Hints(), NotingWatch())

    assert not re.search(r"[<>\[\]()+\d]", " ".join(segment.text for segment in heard.segments))


def test_a_pause_begins_a_new_segment(sphinx: SphinxTranscriber) -> None:
    first, second = sphinx.transcribe(SPEECH, ALL, Hints(), NotingWatch()).segments

    assert second.start_ms - first.end_ms >= 400
    assert second.text[0].isupper()


def test_the_text_does_not_depend_on_what_was_heard_before(
    sphinx: SphinxTranscriber, heard: Transcription, tmp_path: Path
) -> None:
    cut_off = write_wav(tmp_path / "sound.wav", spoken()[96_000:160_000])
    sphinx.transcribe(cut_off, [Span(0, 2_000)], Hints(), NotingWatch())

    assert sphinx.transcribe(SPEECH, SENTENCES, Hints(), NotingWatch()) == heard


def test_words_carry_times_and_probabilities(heard: Transcription) -> None:
    told = [word for segment in heard.segments for word in segment.words]

    assert [word.start_ms for word in told] == sorted(word.start_ms for word in told)
    assert all(word.start_ms < word.end_ms for word in told)
    assert len({word.probability for word in told}) > 1


def test_another_language_is_refused_with_the_way_out(sphinx: SphinxTranscriber) -> None:
    with pytest.raises(LanguageUnknown, match=r"only knows English.*transcribe the recording again"):
        sphinx.transcribe(SPEECH, ALL, Hints("fr"), NotingWatch())


def test_the_language_is_english(heard: Transcription) -> None:
    assert heard.language == "en"


def test_a_span_too_short_for_a_word_gives_none(sphinx: SphinxTranscriber) -> None:
    assert sphinx.transcribe(SPEECH, [Span(1_000, 1_005)], Hints(), NotingWatch()).segments == ()


def test_the_work_stops_between_utterances_when_the_step_must(sphinx: SphinxTranscriber) -> None:
    watch = NotingWatch(stop_over=0.4)

    with pytest.raises(Stopped):
        sphinx.transcribe(SPEECH, [Span(0, 1_000), Span(1_000, 2_000)], Hints(), watch)

    assert watch.fractions == [0.5]
