"""Transcribe a recording with the pipeline's own classes: extract, transcribe each chunk, join."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from clueso.domain.hearing.hallucination import clean
from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.transcriber import Hints
from clueso.domain.ports.watch import Watch
from clueso.domain.spelling.spelling import spelled
from clueso.domain.transcript import Segment, Span
from clueso.media.audio import decode
from clueso.toolbox import Toolbox
from jobs.unhurried import Unhurried

RECORDINGS = frozenset({".mp4", ".webm", ".mov", ".m4a", ".mp3", ".wav", ".flac", ".ogg"})


def hear(
    recording: Path,
    tools: Toolbox,
    folder: Path,
    *,
    vocabulary: Sequence[str] = (),
    language: str | None = "en",
) -> tuple[Segment, ...]:
    """Return the segments of a recording, with times from its start. The chunks are written to `folder`."""
    chunks = chunks_of(recording, tools, folder)
    watch = Unhurried()
    heard = [
        segment
        for chunk in chunks
        for segment in hear_chunk(chunk, tools, watch, language=language, vocabulary=vocabulary)
    ]
    return tuple(kept(heard, chunks))


def pcm_of(recording: Path, folder: Path) -> bytes:
    """Return the sound of a recording's first track: 16 kHz, mono, 16-bit."""
    return decode(recording, folder, max_duration_s=3_600, watch=Unhurried()).tracks[0].pcm.read_bytes()


def chunks_of(recording: Path, tools: Toolbox, folder: Path) -> Sequence[AudioChunk]:
    return tools.media.extract(recording, folder, Unhurried()).chunks


def hear_chunk(
    chunk: AudioChunk,
    tools: Toolbox,
    watch: Watch,
    *,
    language: str | None = "en",
    vocabulary: Sequence[str] = (),
) -> list[Segment]:
    """Return the segments of one chunk, with times from the recording's start."""
    speech = [Span(span.start_ms - chunk.start_ms, span.end_ms - chunk.start_ms) for span in chunk.speech]
    found = tools.transcriber.transcribe(chunk.path, speech, Hints(language, tuple(vocabulary)), watch)
    segments = spelled(found, vocabulary).segments
    return [_placed(segment, chunk.number, chunk.start_ms) for segment in segments]


def kept(heard: Iterable[Segment], chunks: Sequence[AudioChunk]) -> list[Segment]:
    """Return the segments of all chunks without hallucinations, as the step `join` does."""
    return clean(list(heard), [span for chunk in chunks for span in chunk.speech])[0]


def _placed(segment: Segment, chunk: int, start_ms: int) -> Segment:
    words = tuple(
        replace(word, start_ms=word.start_ms + start_ms, end_ms=word.end_ms + start_ms)
        for word in segment.words
    )
    return replace(
        segment,
        id=f"s{chunk}-{segment.id}",
        start_ms=segment.start_ms + start_ms,
        end_ms=segment.end_ms + start_ms,
        words=words,
    )
