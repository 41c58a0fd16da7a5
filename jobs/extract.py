"""extract: the sound as 16 kHz mono in storage, cut at silences into the chunks of transcription."""

from clueso.services import recordings, steps
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, storage = attempt.claim, runtime.toolbox.storage
    path = attempt.scratch / "source"
    storage.download(recordings.source_of(claim.project_id).key, path, attempt)
    chunks = []
    for chunk in runtime.toolbox.media.extract(path, attempt.scratch, attempt):
        attempt.check()
        key = f"projects/{claim.project_id}/audio-{claim.attempt}/{chunk.number}.wav"
        storage.upload(chunk.path, key, "audio/wav", attempt)
        chunks.append((chunk, key))
    steps.finish(claim, lambda project: recordings.record_chunks(project, chunks))
