"""Voices told apart by the real networks, in the process that the step starts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import decode_audio

from clueso.child import end_all
from clueso.domain.hearing.turns import Turn
from clueso.domain.transcript import Span
from clueso.errors import ModelUnavailable
from clueso.voices import adapter
from clueso.voices.adapter import LocalDiariser
from clueso.voices.networks import MODELS, SUMS, Network
from tests.children import children_of
from tests.pipe_watch import PipeWatch

ROOT = Path(__file__).parents[2]
MEETING = ROOT / "samples" / "meeting.m4a"
SPOKEN = [
    (700, 8045, 0),
    (9145, 11_635, 0),
    (12_635, 17_230, 1),
    (18_330, 21_675, 2),
    (22_775, 27_640, 0),
    (28_740, 31_860, 1),
]
"""Who speaks when at its beginning (`samples/meeting.json`)."""
RATE = 16_000


@pytest.fixture(autouse=True)
def _no_child_is_left() -> Iterator[None]:
    yield
    end_all()


def children() -> set[int]:
    return children_of(os.getpid(), "voices.child")


def pcm(path: Path, sound: np.ndarray) -> Path:
    path.write_bytes((sound * 32767).astype(np.int16).tobytes())
    return path


def voice_at(turns: list[Turn], at_ms: int) -> list[int]:
    return [turn.voice for turn in turns if turn.start_ms <= at_ms < turn.end_ms]


def test_people_of_a_meeting_are_told_apart(tmp_path: Path, watch: PipeWatch) -> None:
    sound = pcm(tmp_path / "meeting.pcm", decode_audio(str(MEETING), RATE)[: 33 * RATE])

    turns = LocalDiariser().turns(sound, [Span(0, 33_000)], None, watch)

    moments = [(at_ms, voice) for start, end, voice in SPOKEN for at_ms in range(start + 500, end - 400, 500)]
    right = sum(voice_at(turns, at_ms) == [voice] for at_ms, voice in moments)
    assert {turn.voice for turn in turns} == {0, 1, 2}
    assert right / len(moments) > 0.95


def test_where_nobody_speaks_there_are_no_turns(tmp_path: Path, watch: PipeWatch) -> None:
    hum = np.sin(np.arange(3 * RATE) * 2 * np.pi * 50 / RATE) * 0.01

    assert LocalDiariser().turns(pcm(tmp_path / "hum.pcm", hum), [Span(0, 3000)], None, watch) == []


@pytest.mark.parametrize("length_ms", [0, 10, 700])
def test_no_sound_is_too_short(length_ms: int, tmp_path: Path, watch: PipeWatch) -> None:
    sound = pcm(
        tmp_path / "short.pcm", decode_audio(str(MEETING), RATE)[RATE : RATE + length_ms * RATE // 1000]
    )
    speech = [Span(0, length_ms)] if length_ms else []

    assert len({turn.voice for turn in LocalDiariser().turns(sound, speech, None, watch)}) <= 1


@pytest.mark.parametrize("name", SUMS)
def test_a_network_that_is_missing_or_damaged_is_not_loaded(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        Network(name, tmp_path)
    (tmp_path / name).write_bytes((MODELS / name).read_bytes()[:-1] + b"?")

    with pytest.raises(ModelUnavailable):
        Network(name, tmp_path)


def test_one_voice_is_heard_without_the_library_that_groups_voices(tmp_path: Path, watch: PipeWatch) -> None:
    """Half a second of CPU, and the second network as much: most of what a short recording costs."""
    sound = pcm(tmp_path / "one.pcm", decode_audio(str(MEETING), RATE)[RATE : 8 * RATE])
    code = (
        "import sys; from pathlib import Path; from clueso.domain.transcript import Span\n"
        "from clueso.voices import networks, telling_apart\n"
        "networks.SUMS.pop('campplus_zh_en_192.fp16.onnx')\n"
        "class Quiet:\n    def progress(self, fraction): pass\n"
        f"found = telling_apart.turns(Path({str(sound)!r}), [Span(0, 7000)], None, Quiet())\n"
        "print({turn.voice for turn in found}, 'scipy' in sys.modules)"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert answer.stdout == "{0} False\n"


def test_where_one_speaks_by_what_a_person_said_there_is_one_voice(tmp_path: Path, watch: PipeWatch) -> None:
    sound = pcm(tmp_path / "meeting.pcm", decode_audio(str(MEETING), RATE)[: 20 * RATE])

    assert {turn.voice for turn in LocalDiariser().turns(sound, [Span(0, 20_000)], 1, watch)} == {0}


def test_recordings_that_follow_each_other_share_a_process_and_nothing_else(
    tmp_path: Path, watch: PipeWatch
) -> None:
    sound = decode_audio(str(MEETING), RATE)
    first, other = (
        pcm(tmp_path / "1.pcm", sound[: 33 * RATE]),
        pcm(tmp_path / "2.pcm", sound[12 * RATE : 24 * RATE]),
    )
    diariser = LocalDiariser()

    before = diariser.turns(first, [Span(0, 33_000)], None, watch)
    at_work = children()
    diariser.turns(other, [Span(0, 12_000)], 2, watch)
    after = diariser.turns(first, [Span(0, 33_000)], None, watch)

    assert before == after
    assert (children(), len(at_work)) == (at_work, 1)


def test_the_process_ends_after_a_long_recording_and_when_it_shall_rest(
    tmp_path: Path, watch: PipeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = pcm(tmp_path / "meeting.pcm", decode_audio(str(MEETING), RATE)[: 2 * RATE])
    diariser = LocalDiariser()

    diariser.turns(sound, [Span(0, 2000)], None, watch)
    diariser.rest()
    rested = children()
    monkeypatch.setattr(adapter, "SHORT_MS", 1999)
    diariser.turns(sound, [Span(0, 2000)], None, watch)

    assert (rested, children()) == (set(), set())
