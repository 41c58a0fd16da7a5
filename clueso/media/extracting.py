"""Turns a recording into the chunks to transcribe: decode, find the speech, cut at silences."""

import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from clueso.domain.hearing.channels import turns_by_channel
from clueso.domain.hearing.chunks import WINDOW_MS, ChunkPlan, plan_chunks, speech_spans
from clueso.domain.hearing.pcm import BYTES_PER_MS, BYTES_PER_SAMPLE, RATE_HZ
from clueso.domain.hearing.sound_tracks import heard_tracks, together
from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.media import AudioChunk, AudioExtract
from clueso.domain.ports.watch import Share, Watch
from clueso.domain.transcript import Span
from clueso.errors import NoSpeech
from clueso.media.audio import Track, decode
from clueso.media.mixing import mixed
from clueso.media.opus import encode
from clueso.media.vad import probabilities
from clueso.media.waveform import waveform

DECODED, CUT = 0.2, 0.7
"""Progress after decoding and after cutting, as a share of the whole."""


def extract(source: Path, into: Path, *, chunk_s: int, max_duration_s: int, watch: Watch) -> AudioExtract:
    """Write the chunks of the sound and its compact copy into `into`.

    Raises what `decode` raises, and NoSpeech.
    """
    found = decode(source, into, max_duration_s=max_duration_s, watch=Share(watch, 0, DECODED))
    share = (CUT - DECODED) / len(found.tracks)
    spoken = [
        _speech(track.pcm, Share(watch, DECODED + share * number, DECODED + share * (number + 1)))
        for number, track in enumerate(found.tracks)
    ]
    places = heard_tracks(spoken)
    if not places:
        raise _nobody_speaks(found.tracks)
    heard = [found.tracks[place] for place in places]
    pcm = mixed([track.pcm for track in heard], into / "sound.pcm")
    speech = together([spoken[place] for place in places])
    chunks = _chunks(pcm, speech, into, chunk_s)
    copy = into / "sound.opus"
    encode(pcm, copy, Share(watch, CUT, 1))
    loudness = waveform(pcm)
    # A set, because `mixed` returns a single track as it is.
    for path in {pcm, *(track.pcm for track in found.tracks)}:
        path.unlink(missing_ok=True)
    numbers = tuple(track.number for track in heard)
    return AudioExtract(copy, chunks, numbers, found.break_off, _turns(heard, speech), loudness)


def _turns(heard: Sequence[Track], speech: Sequence[Span]) -> tuple[Turn, ...]:
    # The channels of one track say nothing about the voices of the others.
    channels = heard[0].channels if len(heard) == 1 else None
    return tuple(turns_by_channel(channels, speech)) if channels else ()


def _nobody_speaks(tracks: Sequence[Track]) -> NoSpeech:
    if len(tracks) == 1:
        return NoSpeech()
    *first, last = [f"{track.number} ({track.name})" if track.name else f"{track.number}" for track in tracks]
    return NoSpeech(
        f"The recording has sound but no speech in its {len(tracks)} tracks, {', '.join(first)} and {last}."
        " Check that you recorded the right microphone, then record it again."
    )


def cut(
    copy: Path, speech: Sequence[Span], into: Path, *, chunk_s: int, max_duration_s: int, watch: Watch
) -> list[AudioChunk]:
    """Cut a compact copy into chunks and write them into `into`.

    `speech` is the speech found in the recording.

    Raises what `decode` raises.
    """
    (track,) = decode(copy, into, max_duration_s=max_duration_s, watch=watch, only=speech).tracks
    pcm = track.pcm
    chunks = _chunks(pcm, speech, into, chunk_s)
    pcm.unlink()
    return chunks


def _speech(pcm: Path, watch: Watch) -> list[Span]:
    duration_ms = pcm.stat().st_size // BYTES_PER_MS
    with pcm.open("rb") as file:
        return speech_spans(_with_progress(probabilities(file), duration_ms, watch), duration_ms=duration_ms)


def _chunks(pcm: Path, speech: Sequence[Span], into: Path, chunk_s: int) -> list[AudioChunk]:
    plans = plan_chunks(speech, target_ms=chunk_s * 1000)
    with pcm.open("rb") as file:
        return [_written(plan, number, file, into) for number, plan in enumerate(plans, 1)]


def _with_progress(found: Iterator[float], duration_ms: int, watch: Watch) -> Iterator[float]:
    for number, probability in enumerate(found):
        watch.progress(number * WINDOW_MS / duration_ms)
        yield probability


def _written(plan: ChunkPlan, number: int, pcm: IO[bytes], into: Path) -> AudioChunk:
    path = into / f"chunk-{number}.wav"
    pcm.seek(plan.start_ms * BYTES_PER_MS)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(BYTES_PER_SAMPLE)
        file.setframerate(RATE_HZ)
        file.writeframes(pcm.read((plan.end_ms - plan.start_ms) * BYTES_PER_MS))
    return AudioChunk(number, plan.start_ms, plan.end_ms, plan.speech, path)
