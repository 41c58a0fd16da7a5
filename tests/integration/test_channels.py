"""Recordings with a voice in each of two channels, and others that only have two channels."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.audio.frame import AudioFrame

from clueso.domain.hearing.channels import SILENCE_DB
from clueso.domain.hearing.turns import Turn
from clueso.media.sound import Form, Sound
from tests.odd_media import FIRST, RATE, SECOND, SPOKEN, recording
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA

SECONDS = np.arange(len(SPOKEN)) / RATE
NOISE = np.random.default_rng(1).normal(0, 600, len(SPOKEN))


def tone(hertz: int, beats: np.ndarray) -> np.ndarray:
    return 5000 * np.sin(2 * np.pi * hertz * SECONDS) * beats


def turns(path: Path, watch: PipeWatch, left: np.ndarray, right: np.ndarray) -> list[Turn]:
    sound = np.stack([left, right]).astype(np.int16)
    return list(MEDIA.extract(recording(path / "talk.m4a", [sound]), path, watch).turns)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(FIRST, SECOND, id="apart"),
        pytest.param(SECOND, FIRST, id="the right one begins"),
        pytest.param(FIRST + SECOND * 0.05, SECOND * 0.3 + FIRST * 0.03, id="hearing each other, one soft"),
    ],
)
def test_a_voice_in_each_channel_is_told_by_its_channel(
    left: np.ndarray, right: np.ndarray, tmp_path: Path, watch: PipeWatch
) -> None:
    found = turns(tmp_path, watch, left, right)

    assert {(turn.start_ms >= 6000, turn.voice) for turn in found} == {(False, 0), (True, 1)}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(SPOKEN, SPOKEN * 0.2, id="one sound in both"),
        pytest.param(SPOKEN, -SPOKEN, id="one is the other turned over"),
        pytest.param(SPOKEN, SPOKEN * 0, id="a dead channel"),
        pytest.param(SPOKEN, NOISE, id="noise in the other"),
        pytest.param(FIRST + SECOND * 0.5, SECOND + FIRST * 0.5, id="two people before a stereo microphone"),
        pytest.param(
            SPOKEN + tone(440, SECONDS % 1 < 0.5),
            SPOKEN + tone(660, SECONDS % 1 >= 0.5),
            id="music to both sides of a voice",
        ),
        pytest.param(SPOKEN, tone(440, SECONDS % 1 < 0.5), id="music in the other"),
    ],
)
def test_two_channels_alone_tell_no_voices(
    left: np.ndarray, right: np.ndarray, tmp_path: Path, watch: PipeWatch
) -> None:
    assert turns(tmp_path, watch, left, right) == []


def test_what_stands_behind_a_gap_is_noted_at_its_time(tmp_path: Path) -> None:
    with (tmp_path / "sound.pcm").open("wb") as file:
        sound = Sound(file, Form(RATE), max_s=60)
        for at_s in (0, 30):
            frame = AudioFrame.from_ndarray(np.array([[16384, 0] * RATE], np.int16), "s16", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, at_s * RATE, Fraction(1, RATE)
            sound.add(frame)
        sound.finish()

    channels = sound.channels()

    assert channels
    assert list(channels.left) == [-6] * 10 + [SILENCE_DB] * 290 + [-6] * 10
    assert set(channels.right) == {SILENCE_DB}
