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


def test_silence_is_told_only_where_the_text_is_doubtful_too() -> None:
    silent = Text([], decoding.LEAST_LOGPROB - 1, 0.0, decoding.MOST_SILENCE + 0.1)

    assert silent.is_silence
    assert not silent.tells_words
    assert not Text([], -0.2, 0.0, decoding.MOST_SILENCE + 0.1).is_silence
