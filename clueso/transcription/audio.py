"""The sound of a chunk: 16 kHz mono 16-bit WAV."""

import io
import wave
from array import array
from pathlib import Path

from clueso.domain.hearing.pcm import BYTES_PER_MS, BYTES_PER_SAMPLE, RATE_HZ
from clueso.domain.transcript import Span

FORMAT = (1, BYTES_PER_SAMPLE, RATE_HZ)  # channels, bytes per sample, samples per second
FRAME_MS = 100  # the closure of a plosive, the shortest gap that speech has, lasts 50 to 100 ms


def read_pcm(path: Path) -> bytes:
    """Return the samples of a chunk, little-endian. Raises ValueError for any other kind of file."""
    with path.open("rb") as file, wave.open(file) as reader:
        if reader.getparams()[:3] != FORMAT:
            raise ValueError(f"{path.name} is not 16 kHz mono 16-bit WAV")
        pcm: bytes = reader.readframes(reader.getnframes())
        return pcm


def length_ms(pcm: bytes) -> int:
    return len(pcm) // BYTES_PER_MS


def excerpt(pcm: bytes, span: Span) -> bytes:
    return pcm[span.start_ms * BYTES_PER_MS : span.end_ms * BYTES_PER_MS]


def quietest_ms(pcm: bytes, span: Span) -> int:
    """Return the middle of the quietest FRAME_MS in a span, where a cut is least likely to hit a word."""
    starts = range(span.start_ms, span.end_ms - FRAME_MS + 1, FRAME_MS)
    quietest = min(starts, key=lambda start_ms: _loudness(excerpt(pcm, Span(start_ms, start_ms + FRAME_MS))))
    return quietest + FRAME_MS // 2


def _loudness(pcm: bytes) -> int:
    return sum(map(abs, array("h", pcm)))


def as_wav(pcm: bytes) -> bytes:
    """Return a WAV file with these samples."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(BYTES_PER_SAMPLE)
        writer.setframerate(RATE_HZ)
        writer.writeframes(pcm)
    return buffer.getvalue()
