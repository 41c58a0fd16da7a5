"""From a recording to the chunks that are transcribed: decode, find the speech, cut at silences."""

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from clueso.domain.chunks import WINDOW_MS, ChunkPlan, plan_chunks, speech_spans
from clueso.domain.ports import AudioChunk, Watch
from clueso.domain.share import Share
from clueso.errors import NoSpeech
from clueso.media.audio import BYTES_PER_SAMPLE, RATE, decode
from clueso.media.vad import probabilities

BYTES_PER_MS = RATE * BYTES_PER_SAMPLE // 1000
DECODING_SHARE = 0.3  # of the time that it all takes


def extract(source: Path, into: Path, *, chunk_s: int, max_duration_s: int, watch: Watch) -> list[AudioChunk]:
    """Write the sound's chunks into `into`. Raises what `decode` raises, and NoSpeech."""
    pcm = into / "sound.pcm"
    decode(source, pcm, max_duration_s=max_duration_s, watch=Share(watch, 0, DECODING_SHARE))
    duration_ms = pcm.stat().st_size // BYTES_PER_MS
    with pcm.open("rb") as file:
        judged = _told(probabilities(file), duration_ms, Share(watch, DECODING_SHARE, 1))
        speech = speech_spans(judged, duration_ms=duration_ms)
        if not speech:
            raise NoSpeech
        plans = plan_chunks(speech, target_ms=chunk_s * 1000)
        chunks = [_written(plan, number, file, into) for number, plan in enumerate(plans, 1)]
    pcm.unlink()
    return chunks


def _told(judged: Iterator[float], duration_ms: int, watch: Watch) -> Iterator[float]:
    for number, probability in enumerate(judged):
        watch.progress(number * WINDOW_MS / duration_ms)
        yield probability


def _written(plan: ChunkPlan, number: int, pcm: IO[bytes], into: Path) -> AudioChunk:
    path = into / f"chunk-{number}.wav"
    pcm.seek(plan.start_ms * BYTES_PER_MS)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(BYTES_PER_SAMPLE)
        file.setframerate(RATE)
        file.writeframes(pcm.read((plan.end_ms - plan.start_ms) * BYTES_PER_MS))
    return AudioChunk(number, plan.start_ms, plan.end_ms, plan.speech, path)
