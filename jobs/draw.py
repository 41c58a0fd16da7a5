"""draw:<kind>: draws the pictures of a document with their marks, for copies of its text and as poster."""

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.files import keys
from clueso.domain.ports.media import Drawing
from clueso.domain.ports.watch import Share
from clueso.services.documents import drawn_pictures
from clueso.services.pipeline import claimed_steps
from jobs.attempt import Attempt
from jobs.runtime import Runtime

FETCHED, DRAWN = 0.3, 0.8
"""The progress once the pictures are here, and once they are drawn."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, storage = attempt.claim, runtime.toolbox.storage
    kind = DocumentKind(claim.subject)
    wanted, colour = drawn_pictures.wanted(claim.project_id, kind)
    drawings = []
    for number, picture in enumerate(wanted.values()):
        attempt.check()
        path = attempt.scratch / f"picture-{number}"
        storage.download(picture.key or "", path, attempt)
        drawings.append(Drawing(path, picture.marks, picture.crop, colour))
    made = runtime.toolbox.media.drawn(drawings, attempt.scratch, Share(attempt, FETCHED, DRAWN))
    drawn = {name: path for name, path in zip(wanted, made, strict=True) if path}
    for name, path in drawn.items():
        attempt.check()
        storage.upload(path, keys.drawn(claim.project_id, name), "image/jpeg", attempt)
    claimed_steps.finish(claim, lambda project: drawn_pictures.record(project, kind, drawn.keys()))
