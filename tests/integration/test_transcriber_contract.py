"""What holds for every recogniser, whichever stands behind the port."""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from clueso.domain.ports.transcriber import Hints, Transcriber
from clueso.domain.transcript import Span
from clueso.transcription.sphinx import SphinxTranscriber
from tests.chunk_sounds import spoken, write_wav
from tests.transcribers import ANSWER, openai, whisper
from tests.watching import NotingWatch

LENGTH_MS = 4_000
SPEECH = [Span(700, 1_800), Span(1_800, 2_900), Span(3_200, 9_000)]


@pytest.fixture(scope="module")
def sphinx() -> SphinxTranscriber:
    return SphinxTranscriber()


@pytest.fixture(params=["whisper", "whisper in batches", "sphinx", "openai"])
def transcriber(
    request: pytest.FixtureRequest, tiny_whisper: Path, sphinx: SphinxTranscriber, httpserver: HTTPServer
) -> Transcriber:
    httpserver.expect_request("/v1/audio/transcriptions").respond_with_json(ANSWER)
    made: dict[str, Transcriber] = {
        "whisper": whisper(tiny_whisper),
        "whisper in batches": whisper(tiny_whisper, batch_size=2),
        "sphinx": sphinx,
        "openai": openai(httpserver),
    }
    return made[request.param]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wav(tmp_path_factory.mktemp("sound") / "sound.wav", spoken()[: 32 * LENGTH_MS])


def test_segments_are_in_order_and_inside_the_chunk(transcriber: Transcriber, sound: Path) -> None:
    segments = transcriber.transcribe(sound, SPEECH, Hints("en"), NotingWatch()).segments

    assert segments
    assert [segment.start_ms for segment in segments] == sorted(segment.start_ms for segment in segments)
    assert all(0 <= segment.start_ms < segment.end_ms <= LENGTH_MS for segment in segments)
    assert len({segment.id for segment in segments}) == len(segments)


def test_text_is_stripped_and_never_empty(transcriber: Transcriber, sound: Path) -> None:
    segments = transcriber.transcribe(sound, SPEECH, Hints("en"), NotingWatch()).segments

    texts = [segment.text for segment in segments]
    texts += [word.text for segment in segments for word in segment.words]
    assert all(text and text == text.strip() for text in texts)


def test_words_lie_inside_their_segment(transcriber: Transcriber, sound: Path) -> None:
    segments = transcriber.transcribe(sound, SPEECH, Hints("en"), NotingWatch()).segments

    assert all(
        segment.start_ms <= word.start_ms <= word.end_ms <= segment.end_ms and 0 <= word.probability <= 1
        for segment in segments
        for word in segment.words
    )


def test_progress_only_grows_and_reaches_the_end(transcriber: Transcriber, sound: Path) -> None:
    watch = NotingWatch()

    transcriber.transcribe(sound, SPEECH, Hints("en"), watch)

    assert watch.fractions == sorted(watch.fractions)
    assert watch.fractions[-1] == 1


def test_without_speech_there_are_no_segments(transcriber: Transcriber, sound: Path) -> None:
    watch = NotingWatch()

    assert transcriber.transcribe(sound, [], Hints("en"), watch).segments == ()
    assert watch.fractions == [1]


def test_a_declared_language_is_answered(transcriber: Transcriber, sound: Path) -> None:
    assert transcriber.transcribe(sound, SPEECH, Hints("en"), NotingWatch()).language == "en"


def test_hearing_the_same_twice_gives_the_same(transcriber: Transcriber, sound: Path) -> None:
    first = transcriber.transcribe(sound, SPEECH, Hints(), NotingWatch())

    assert transcriber.transcribe(sound, SPEECH, Hints(), NotingWatch()) == first


def test_the_engine_is_told_without_loading_anything(transcriber: Transcriber) -> None:
    assert transcriber.engine.split()[0] in ("whisper", "sphinx", "openai")
