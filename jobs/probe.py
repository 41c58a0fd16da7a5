"""probe: finds out what the file really contains, and makes a poster if it has video."""

from contextlib import suppress

from clueso.domain.files import keys
from clueso.domain.ports.media import MediaInfo
from clueso.errors import CluesoError, NoAudio, UploadMissing
from clueso.models import Project
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings
from jobs import source
from jobs.attempt import Attempt
from jobs.runtime import Runtime

POSTER_AT = 0.1
"""The poster shows the screen at a tenth of the recording: after titles and empty screens."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    info, poster_key = _from_other_project(attempt, runtime) or _from_recording(attempt, runtime)
    most = runtime.settings.sound_minutes_per_day
    reads_screens = info.has_video and runtime.toolbox.reads_screens

    def write(project: Project) -> None:
        recordings.record_media(project, info, poster_key, sound_minutes_per_day=most)
        if reads_screens:
            recordings.add_screens(project)

    claimed_steps.finish(attempt.claim, write)


def _from_other_project(attempt: Attempt, runtime: Runtime) -> tuple[MediaInfo, str | None] | None:
    """Return the result of another project of the recording, without reading the recording again; None if
    there is none.
    """
    known, storage = source.known(attempt, runtime), runtime.toolbox.storage
    if known is None:
        return None
    if known.poster_key is None:
        return known.media, None
    path = attempt.scratch / "poster.jpg"
    with suppress(UploadMissing):  # the other project was purged meanwhile
        storage.download(known.poster_key, path, attempt)
        storage.upload(path, _poster_key(attempt), "image/jpeg", attempt)
        return known.media, _poster_key(attempt)
    return None


def _from_recording(attempt: Attempt, runtime: Runtime) -> tuple[MediaInfo, str | None]:
    info = runtime.toolbox.media.probe(source.fetch(attempt, runtime), attempt)
    if not info.has_audio:
        raise NoAudio()
    return info, _poster(attempt, runtime, info) if info.has_video else None


def _poster(attempt: Attempt, runtime: Runtime, info: MediaInfo) -> str | None:
    moment = int(info.duration_ms * POSTER_AT)
    try:
        pictures = runtime.toolbox.media.pictures(
            # `source.fetch` has put the recording there.
            attempt.scratch / "source",
            [moment],
            attempt.scratch,
            attempt,
        )
    except CluesoError:
        return None  # a recording without a poster is still a recording
    runtime.toolbox.storage.upload(pictures[0].path, _poster_key(attempt), "image/jpeg", attempt)
    return _poster_key(attempt)


def _poster_key(attempt: Attempt) -> str:
    return keys.poster(attempt.claim.project_id, attempt.claim.attempt)
