"""The sound of chunks for the recognisers: tones that the tiny Whisper model knows, silence, speech."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clueso.domain.hearing.pcm import RATE_HZ
from clueso.transcription.audio import as_wav, read_pcm
from tests.tiny_whisper import TONES_HZ

SPEECH = Path(__file__).parent / "recordings" / "speech.wav"


def tone(name: str, seconds: float) -> bytes:
    moments = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    return (9_000 * np.sin(2 * np.pi * TONES_HZ[name] * moments)).astype(np.int16).tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * int(RATE_HZ * seconds))


def pink_noise(seconds: float) -> bytes:
    """As loud in each octave, as fans and rain are."""
    count = int(RATE_HZ * seconds)
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(count))
    shaped = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), count)
    return _loud(shaped)


def music(seconds: float) -> bytes:
    """Four chords of plucked notes with two overtones, one a second."""
    moments = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    chords = np.array([(262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294)])
    notes = chords[moments.astype(int) % len(chords)].T
    waves = sum(np.sin(2 * np.pi * notes * moments * tone) / tone for tone in (1, 2, 3))
    return _loud(np.sum(waves, axis=0) * np.exp(-2 * (moments % 1)))


def _loud(sound: NDArray[np.float64]) -> bytes:
    samples: NDArray[np.int16] = (20_000 * sound / np.abs(sound).max()).astype(np.int16)
    return samples.tobytes()


def spoken() -> bytes:
    return read_pcm(SPEECH)


def write_wav(path: Path, *parts: bytes) -> Path:
    path.write_bytes(as_wav(b"".join(parts)))
    return path


def write_stereo(path: Path) -> Path:
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(2)
        writer.setsampwidth(2)
        writer.setframerate(44_100)
        writer.writeframes(bytes(44_100))
    return path
