"""Silero in blocks against the way its model is run by faster-whisper, over the whole at once."""

import io

import numpy as np
import pytest

from tests.chunk_sounds import spoken


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
