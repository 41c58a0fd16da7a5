"""pictures:<kind>: the screen at the moments that a document names."""

from clueso.domain.documents import DocumentKind
from clueso.services import documents, recordings, steps
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, storage = attempt.claim, runtime.toolbox.storage
    kind = DocumentKind(claim.subject)
    moments = sorted(set(documents.wanted_pictures(claim.project_id, kind)))
    path = attempt.scratch / "source"
    storage.download(recordings.source_of(claim.project_id).key, path)
    taken = {}
    pictures = runtime.toolbox.media.pictures(path, moments, attempt.scratch, attempt)
    for moment, picture in zip(moments, pictures, strict=True):
        attempt.check()
        key = f"projects/{claim.project_id}/pictures-{claim.step_id}-{claim.attempt}/{moment}.jpg"
        storage.upload(picture.path, key, "image/jpeg")
        taken[moment] = {"key": key, "width": picture.width, "height": picture.height}
    steps.finish(claim, lambda project: documents.record_pictures(project, kind, taken))
