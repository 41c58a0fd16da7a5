"""copy: makes a copy of the recording that every browser plays, if the recording itself isn't one."""

import logging
from pathlib import Path

from clueso.domain.files import keys
from clueso.domain.files.media_types import media_type
from clueso.errors import ChildDied, MediaDamaged, TimedOut, UploadMissing
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings
from clueso.services.projects.recordings import Source
from jobs import source
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    wanted = recordings.source_of(claim.project_id)
    path = _from_other_project(attempt, runtime) or _made(attempt, runtime, wanted)
    key = keys.copy(claim.project_id, claim.attempt, path.suffix)
    kind = media_type(path.suffix.removeprefix("."), has_video=bool(wanted.has_video))
    runtime.toolbox.storage.upload(path, key, kind, attempt)
    claimed_steps.finish(claim, lambda project: recordings.record_copy(project, key))


def _from_other_project(attempt: Attempt, runtime: Runtime) -> Path | None:
    """Return the copy of another project with the same recording; None if there is none."""
    known = source.known(attempt, runtime)
    if known is None or known.copy_key is None:
        return None
    path = attempt.scratch / f"kept{Path(known.copy_key).suffix}"
    try:
        runtime.toolbox.storage.download(known.copy_key, path, attempt)
    except UploadMissing:  # the other project was purged meanwhile
        return None
    return path


def _made(attempt: Attempt, runtime: Runtime, wanted: Source) -> Path:
    path, media = source.fetch(attempt, runtime), runtime.toolbox.media
    if wanted.has_video:
        try:
            return media.copy(path, wanted.tracks, attempt.scratch, attempt, with_pictures=True)
        except (ChildDied, MediaDamaged, TimedOut) as error:
            # Sound without pictures can still be played.
            claim = attempt.claim
            log.warning("copy of %s has no pictures: %s: %s", claim.project_id, error.slug, error.detail)
    return media.copy(path, wanted.tracks, attempt.scratch, attempt, with_pictures=False)
