"""Silero in blocks against the way its model is run by faster-whisper, over the whole at once."""

import io
from typing import Any

import numpy as np
import pytest

from tests.chunk_sounds import silence, spoken


def test_blocks_give_the_probabilities_of_one_run_over_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "1")
    from faster_whisper.vad import get_vad_model

    from clueso.media.vad import BLOCK_WINDOWS, WINDOW, probabilities

    sound = np.tile(np.frombuffer(spoken(), np.int16), 4)
    sound = sound[: len(sound) // WINDOW * WINDOW]
    whole = get_vad_model()(sound.astype(np.float32) / 32768)
    blocks = np.array(list(probabilities(io.BytesIO(sound.tobytes()))))
    assert len(blocks) == len(whole) > 2 * BLOCK_WINDOWS
    # Not the last: faster-whisper blanks the end of the last window.
    np.testing.assert_allclose(blocks[:-1], whole[:-1], atol=1e-5)


class Counting:
    """A session of the model that counts how often it is asked."""

    def __init__(self, session: Any) -> None:
        self.asked = 0
        self._session = session

    def run(self, *arguments: Any) -> Any:
        self.asked += 1
        return self._session.run(*arguments)


def test_of_a_long_silence_only_the_beginning_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    from clueso.media import vad

    session = Counting(vad._session())
    monkeypatch.setattr(vad, "_session", lambda: session)
    sound = spoken() + silence(1800) + spoken()
    found = list(vad.probabilities(io.BytesIO(sound)))
    quickly, session.asked = session.asked, 0

    monkeypatch.setattr(vad, "any_sound", lambda block: True)
    judged = list(vad.probabilities(io.BytesIO(sound)))

    assert quickly < 10 < session.asked
    assert len(found) == len(judged)
    assert [p > 0.5 for p in found].count(True) == pytest.approx([p > 0.5 for p in judged].count(True), abs=8)
