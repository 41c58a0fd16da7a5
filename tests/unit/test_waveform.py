"""The waveform of a recording: one byte for each stretch."""

from array import array
from pathlib import Path

from clueso.media.waveform import MOST, waveform

TENTH = 1600
"""Samples in 100 ms."""


def written(path: Path, *levels: int) -> Path:
    """A file in which each tenth of a second has one level."""
    path.write_bytes(b"".join(array("h", [level] * TENTH).tobytes() for level in levels))
    return path


def test_the_loudest_stretch_is_full_and_silence_is_nothing(tmp_path: Path) -> None:
    assert list(waveform(written(tmp_path / "a.pcm", 0, 8000, -16000, 0))) == [0, 128, 255, 0]


def test_a_silent_recording_has_a_flat_waveform(tmp_path: Path) -> None:
    assert waveform(written(tmp_path / "a.pcm", 0, 0)) == bytes(2)


def test_a_long_recording_has_no_more_stretches_than_a_bar_has_pixels(tmp_path: Path) -> None:
    sound = written(tmp_path / "a.pcm", *[1000] * (MOST + 1))

    assert waveform(sound) == bytes([255]) * MOST
