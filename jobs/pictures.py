"""pictures:<kind>: the screen at the moments that a document names."""

from typing import Any

from clueso.domain.documents import DocumentKind
from clueso.services import pictures, recordings, steps
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    moments = pictures.wanted(claim.project_id, DocumentKind(claim.subject))
    taken = _taken(attempt, runtime, moments) if moments else {}
    steps.finish(claim, lambda project: pictures.record(project, claim.name, taken))


def _taken(attempt: Attempt, runtime: Runtime, moments: list[int]) -> dict[int, dict[str, Any]]:
    claim, storage = attempt.claim, runtime.toolbox.storage
    path = attempt.scratch / "source"
    storage.download(recordings.source_of(claim.project_id).key, path, attempt)
    taken = {}
    found = runtime.toolbox.media.pictures(path, moments, attempt.scratch, attempt)
    for moment, picture in zip(moments, found, strict=True):
        attempt.check()
        key = f"projects/{claim.project_id}/pictures-{claim.step_id}-{claim.attempt}/{moment}.jpg"
        storage.upload(picture.path, key, "image/jpeg", attempt)
        taken[moment] = {"key": key, "width": picture.width, "height": picture.height}
    return taken
