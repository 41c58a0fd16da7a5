"""probe: what the bytes really are, and a poster picture when there is video."""

from clueso.domain.ports import MediaInfo
from clueso.errors import CluesoError, NoAudio
from clueso.services import recordings, steps
from jobs.attempt import Attempt
from jobs.runtime import Runtime

POSTER_AT = 0.1
"""The poster shows the screen at a tenth of the recording: later than titles and empty screens."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, storage = attempt.claim, runtime.toolbox.storage
    source = recordings.source_of(claim.project_id)
    path = attempt.scratch / "source"
    storage.download(source.key, path, attempt)
    info = runtime.toolbox.media.probe(path, attempt)
    if not info.has_audio:
        raise NoAudio()
    poster_key = _poster(attempt, runtime, info) if info.has_video else None
    steps.finish(claim, lambda project: recordings.record_media(project, info, poster_key))


def _poster(attempt: Attempt, runtime: Runtime, info: MediaInfo) -> str | None:
    claim = attempt.claim
    moment = int(info.duration_ms * POSTER_AT)
    try:
        pictures = runtime.toolbox.media.pictures(
            attempt.scratch / "source", [moment], attempt.scratch, attempt
        )
    except CluesoError:
        return None  # a recording without a poster is still a recording
    key = f"projects/{claim.project_id}/poster-{claim.attempt}.jpg"
    runtime.toolbox.storage.upload(pictures[0].path, key, "image/jpeg", attempt)
    return key
