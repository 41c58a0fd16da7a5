"""What becomes of a window that comes out doubtful."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from clueso.domain.transcript import Segment, Word
from clueso.transcription import decoding
from clueso.transcription.decoding import Decoder, Encoded, Text
from tests.chunk_sounds import tone

pytest_plugins = ["tests.whisper_base"]


@pytest.fixture
def decoder(tiny_whisper: Path) -> Decoder:
    return Decoder(
        WhisperModel(str(tiny_whisper), device="cpu", compute_type="float32", local_files_only=True)
    )


def sound(name: str) -> NDArray[np.float32]:
    return np.frombuffer(tone(name, 12), np.int16).astype(np.float32) / np.float32(32768)


def texts(heard: Sequence[decoding.Decoded]) -> list[str]:
    return ["".join(segment.text for segment in window.segments) for window in heard]


def test_a_doubtful_text_is_heard_again_by_itself_and_stands_before_no_other(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sounds = [sound("alpha"), sound("bravo")]
    look = Decoder._texts

    def doubtful(self: Decoder, encoded: Encoded, language: str, before: Sequence[int]) -> list[Text]:
        _, *rest = look(self, encoded, language, before)
        return [Text(rest[0].tokens, decoding.LEAST_LOGPROB - 1, 1.0, 0.0), *rest]

    monkeypatch.setattr(Decoder, "_texts", doubtful)

    heard = decoder.decode(decoder.encode(sounds), sounds, "en")

    assert texts(heard) == [" tone alpha.", " tone bravo."]
    assert [bool(window.tokens) for window in heard] == [False, True]


def test_words_that_take_no_time_are_heard_again(decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    sounds = [sound("alpha")]
    look = Decoder._timed
    looks: list[Any] = []

    def squeezed(
        self: Decoder, encoded: Encoded, tokens: Sequence[list[int]], language: str
    ) -> list[list[Segment]]:
        looks.append(tokens)
        if len(looks) > 1:
            return look(self, encoded, tokens, language)
        return [[Segment("", 0, 500, " so so so so", (Word(500, 500, " so", 0.9),) * decoding.SQUEEZED)]]

    monkeypatch.setattr(Decoder, "_timed", squeezed)

    assert texts(decoder.decode(decoder.encode(sounds), sounds, "en")) == [" tone alpha."]


def test_silence_is_told_only_where_the_text_is_not_sure() -> None:
    likely = decoding.MOST_SILENCE + 0.1
    invented = Text([], -0.84, 0.0, likely)  # "you", over 25 s of nothing

    assert invented.is_silence
    assert not invented.is_sure
    assert not Text([], -0.2, 0.0, likely).is_silence
    assert not Text([], -0.88, 0.0, 0.23).is_silence  # "No.", said


@pytest.mark.parametrize("seconds", [1, 8, 25])
def test_the_real_model_hears_nothing_in_silence(whisper_base: Path, seconds: int) -> None:
    decoder = Decoder(
        WhisperModel(str(whisper_base), device="cpu", compute_type="int8", local_files_only=True)
    )
    silence = [np.zeros(seconds * 16_000, np.float32)]

    assert texts(decoder.decode(decoder.encode(silence), silence, "en")) == [""]
