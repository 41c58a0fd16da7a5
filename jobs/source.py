"""The recording of a project, and what other projects of the same recording already know about it."""

from pathlib import Path

from clueso.errors import UploadMissing
from clueso.services.projects import recordings
from clueso.services.projects.recordings import Known
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def fetch(attempt: Attempt, runtime: Runtime) -> Path:
    """Download the recording from its bucket into the scratch folder and return its path.

    Raises UploadMissing, StorageDown, DiskFull, and what `attempt.check()` raises.
    """
    place = recordings.source_of(attempt.claim.project_id).place
    path = attempt.scratch / "source"
    runtime.toolbox.reader_of(place.bucket).download(place.key, path, attempt)
    return path


def known(attempt: Attempt, runtime: Runtime) -> Known | None:
    """Return what the owner's other projects know about the recording; None if they know nothing that is
    still valid.

    Raises UploadMissing and StorageDown.
    """
    found = recordings.known_of(attempt.claim.project_id)
    if found is None:
        return None
    place = recordings.source_of(attempt.claim.project_id).place
    stored = runtime.toolbox.reader_of(place.bucket).stat(place.key)
    if stored is None:
        raise UploadMissing
    # The host may have replaced the file under this key.
    return found if stored.size_bytes == found.media.size_bytes else None
