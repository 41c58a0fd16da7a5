"""extract: stores the sound as a compact copy, and as chunks for transcription."""

from pathlib import Path

from clueso.domain.files import keys
from clueso.domain.ports.media import AudioExtract
from clueso.errors import UploadMissing
from clueso.models import Project
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings
from jobs import source
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, storage = attempt.claim, runtime.toolbox.storage
    extract = _from_other_project(attempt, runtime) or _from_recording(attempt, runtime)
    chunks = []
    for chunk in extract.chunks:
        attempt.check()
        key = keys.audio(claim.project_id, claim.attempt, chunk.number)
        storage.upload(chunk.path, key, "audio/wav", attempt)
        chunks.append((chunk, key))
    audio_key, audio_bytes = keys.sound(claim.project_id, claim.attempt), extract.copy.stat().st_size
    storage.upload(extract.copy, audio_key, recordings.AUDIO_TYPE, attempt)

    def write(project: Project) -> None:
        recordings.record_chunks(project, chunks)
        recordings.record_audio(project, audio_key, audio_bytes, extract.waveform)
        recordings.record_heard(project, extract.tracks, extract.break_off)
        recordings.record_channel_turns(project, extract.turns)

    claimed_steps.finish(claim, write)


def _from_other_project(attempt: Attempt, runtime: Runtime) -> AudioExtract | None:
    """Extract from the copy that another project of the recording stored; None if there is none."""
    known = source.known(attempt, runtime)
    if known is None:
        return None
    copy = attempt.scratch / "kept.opus"
    try:
        runtime.toolbox.storage.download(known.audio_key, copy, attempt)
    except UploadMissing:  # the other project was purged meanwhile
        return None
    chunks = runtime.toolbox.media.cut(copy, known.speech, attempt.scratch, attempt)
    return AudioExtract(copy, chunks, known.tracks, known.break_off, known.turns, known.waveform)


def _from_recording(attempt: Attempt, runtime: Runtime) -> AudioExtract:
    path: Path = source.fetch(attempt, runtime)
    return runtime.toolbox.media.extract(path, attempt.scratch, attempt)
