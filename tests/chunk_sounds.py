"""The sound of chunks for the recognisers: tones that the tiny Whisper model knows, silence, speech."""

import wave
from pathlib import Path

import numpy as np

from clueso.transcription.audio import RATE_HZ, as_wav, read_pcm
from tests.tiny_whisper import TONES_HZ

SPEECH = Path(__file__).parent / "recordings" / "speech.wav"


def tone(name: str, seconds: float) -> bytes:
    moments = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    return (9_000 * np.sin(2 * np.pi * TONES_HZ[name] * moments)).astype(np.int16).tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * int(RATE_HZ * seconds))


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
