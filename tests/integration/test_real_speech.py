"""Speech heard by Whisper `base` through the pipeline's own pieces: no sentence is lost, and none is torn.

The model is fetched by checksum (`tests/whisper_base.py`); where it cannot be had, these tests fail.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from clueso.config import Settings
from clueso.domain.transcript import Segment
from clueso.domain.words.wording import tokens
from clueso.toolbox import Toolbox
from clueso.transcription.decoding import Decoder, Encoded, Text
from scripts import peer
from scripts.heard_words import errors_in
from scripts.listening import hear
from scripts.torn import borders
from scripts.word_errors import WordErrors, count

pytest_plugins = ["tests.whisper_base"]

SAMPLES = Path(__file__).parents[2] / "samples"
TOUR, MEETING = SAMPLES / "tour.mp4", SAMPLES / "meeting.m4a"
SPEECH = Path(__file__).parents[1] / "recordings" / "speech.wav"
VOCABULARY = ("Acme", "Excel")
"""As hotwords these two cost the tour its last two sentences, 16 of 107 words."""


def settings_of(model: Path, folder: Path, *, batch_size: int = 0) -> Settings:
    return Settings.from_env(
        {
            "CLUESO_ENV": "development",
            "DATA_DIR": str(folder),
            "TRANSCRIBER": "whisper",
            "WHISPER_MODEL": str(model),
            "WHISPER_BATCH_SIZE": str(batch_size),
        }
    )


def segments_of(
    recording: Path, model: Path, folder: Path, *, vocabulary: tuple[str, ...] = (), batch_size: int = 0
) -> tuple[Segment, ...]:
    tools = Toolbox(settings_of(model, folder, batch_size=batch_size))
    return hear(recording, tools, folder, vocabulary=vocabulary)


def heard(model: Path, folder: Path, *, vocabulary: tuple[str, ...] = (), batch_size: int = 0) -> WordErrors:
    """How the tour is heard."""
    segments = segments_of(TOUR, model, folder, vocabulary=vocabulary, batch_size=batch_size)
    told = " ".join(segment.text for segment in segments)
    return count(tokens(TOUR.with_suffix(".txt").read_text()), tokens(told))


@contextmanager
def distracted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The first look at each window gets the vocabulary as hotwords, as it did once."""
    look = Decoder._texts

    def distracted_look(self: Any, encoded: Encoded, language: str, before: Sequence[int]) -> list[Text]:
        tokenizer, hotwords = self._tokenizer(language), ", ".join(VOCABULARY)
        prompt = self._model.get_prompt(tokenizer, [], hotwords=hotwords)
        with monkeypatch.context() as patch:
            patch.setattr(self, "_prompt", lambda *_: prompt)
            return look(self, encoded, language, before)

    with monkeypatch.context() as patch:
        patch.setattr(Decoder, "_texts", distracted_look)
        yield


@pytest.mark.parametrize("batch_size", [0, 4])
def test_a_vocabulary_costs_no_word(whisper_base: Path, tmp_path: Path, batch_size: int) -> None:
    errors = heard(whisper_base, tmp_path, vocabulary=VOCABULARY, batch_size=batch_size)

    assert errors.deleted == 0
    assert errors.rate < 0.03


def test_sentences_that_the_first_look_leaves_out_are_found_by_the_second(
    whisper_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with distracted(monkeypatch):
        errors = heard(whisper_base, tmp_path)

    assert errors.deleted == 0
    assert errors.rate < 0.03


@pytest.mark.parametrize("batch_size", [0, 4])
def test_segments_are_sentences(whisper_base: Path, tmp_path: Path, batch_size: int) -> None:
    """Whisper cuts the first sentence of the meeting at "the summer party", and begins the second in that
    segment.
    """
    texts = [segment.text for segment in segments_of(MEETING, whisper_base, tmp_path, batch_size=batch_size)]

    found = borders(MEETING.with_suffix(".txt").read_text(), texts)
    assert (found.inside, found.all > 15) == (0, True)
    assert not any(text[0].islower() for text in texts)


def test_we_hear_the_words_that_the_command_hears(whisper_base: Path, tmp_path: Path) -> None:
    """The command is `whisper-ctranslate2`, with the same model and the same file of clear speech."""
    ours = segments_of(SPEECH, whisper_base, tmp_path)

    theirs = peer.hear_in_one_run([SPEECH], settings_of(whisper_base, tmp_path))[SPEECH]
    errors = errors_in(" ".join(segment.text for segment in theirs), ours)

    assert errors.spoken > 15
    assert errors.rate == 0
