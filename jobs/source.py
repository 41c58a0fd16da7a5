"""The recording that a project is made from, and what other projects of it know already."""

from pathlib import Path

from clueso.errors import UploadMissing
from clueso.services.projects import recordings
from clueso.services.projects.recordings import Known
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def fetch(attempt: Attempt, runtime: Runtime) -> Path:
    """Copy the recording from wherever it lies and return the copy's path.

    Raises UploadMissing, StorageDown, DiskFull, and what `attempt.check()` raises.
    """
    place = recordings.source_of(attempt.claim.project_id).place
    path = attempt.scratch / "source"
    runtime.toolbox.reader_of(place.bucket).download(place.key, path, attempt)
    return path


def known(attempt: Attempt, runtime: Runtime) -> Known | None:
    """What the owner's other projects of the recording know of it, None when they know nothing that holds.

    Raises UploadMissing and StorageDown.
    """
    found = recordings.known_of(attempt.claim.project_id)
    if found is None:
        return None
    place = recordings.source_of(attempt.claim.project_id).place
    stored = runtime.toolbox.reader_of(place.bucket).stat(place.key)
    if stored is None:
        raise UploadMissing
    # A host may have put another file under its key since.
    return found if stored.size_bytes == found.media.size_bytes else None
