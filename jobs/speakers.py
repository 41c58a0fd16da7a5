"""speakers: finds out who speaks when. `join` waits for this step. If it fails, the transcript has no
speakers.
"""

import wave
from pathlib import Path

from clueso.domain.hearing.pcm import BYTES_PER_MS
from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.watch import Share
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import turns
from clueso.services.transcripts.turns import VoiceWork
from jobs.attempt import Attempt
from jobs.runtime import Runtime

BLOCK_FRAMES = 1_000_000
FETCHED = 0.05
"""Share of the step's time for downloading the sound."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    work = turns.work_of(claim.project_id)
    found = work.by_channel or _by_sound(work, attempt, runtime)
    claimed_steps.finish(claim, lambda project: turns.record(project, found))


def _by_sound(work: VoiceWork, attempt: Attempt, runtime: Runtime) -> list[Turn]:
    sound = _sound(work, attempt, runtime)
    return runtime.toolbox.diariser.turns(sound, work.speech, work.count, Share(attempt, FETCHED, 1))


def _sound(work: VoiceWork, attempt: Attempt, runtime: Runtime) -> Path:
    """Return the recording as `extract` decoded it, in one file. Each chunk is at its place; the silence
    between them is a hole in the file.
    """
    path, chunk = attempt.scratch / "sound.pcm", attempt.scratch / "chunk.wav"
    with path.open("wb") as file:
        for number, (key, start_ms) in enumerate(work.chunks, 1):
            runtime.toolbox.storage.download(key, chunk, attempt)
            file.seek(start_ms * BYTES_PER_MS)
            with wave.open(str(chunk)) as source:
                while frames := source.readframes(BLOCK_FRAMES):
                    file.write(frames)
            attempt.progress(FETCHED * number / len(work.chunks))
    return path
