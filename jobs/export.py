"""export:<subject>: a file of a document, of the transcript, or of everything."""

import contextlib
import shutil
from pathlib import Path

from clueso.domain.exports import RenderedFormat
from clueso.errors import StorageDown
from clueso.services import exporting, folder, steps
from clueso.services.exporting import Order
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, storage = attempt.claim, runtime.toolbox.storage
    order = exporting.order_of(claim.project_id, claim.subject)
    path = _rendered(attempt, runtime, order, _pictures(attempt, runtime, order))
    attempt.check()
    format = order.subject.format
    key = f"projects/{claim.project_id}/exports-{claim.step_id}-{claim.attempt}/export.{format}"
    storage.upload(path, key, format.media_type, attempt)
    size_bytes = path.stat().st_size
    steps.finish(
        claim,
        lambda project: exporting.record(
            project, claim.subject, key=key, filename=order.filename, size_bytes=size_bytes
        ),
    )
    if order.replaces:
        with contextlib.suppress(StorageDown):  # it goes with the project at the latest
            storage.delete([order.replaces])


def _pictures(attempt: Attempt, runtime: Runtime, order: Order) -> dict[str, Path]:
    """The pictures of the order's documents, by their key in storage."""
    keys = sorted({key for document in order.documents for key in document.pictures.values()})
    files = {key: attempt.scratch / f"picture-{number}.jpg" for number, key in enumerate(keys)}
    for done, (key, path) in enumerate(files.items(), 1):
        attempt.check()
        runtime.toolbox.storage.download(key, path, attempt)
        attempt.progress(0.5 * done / len(files))
    return files


def _rendered(attempt: Attempt, runtime: Runtime, order: Order, pictures: dict[str, Path]) -> Path:
    renderer = runtime.toolbox.renderer
    if order.subject.format is RenderedFormat.ZIP:
        top = attempt.scratch / "everything"
        inside = top / Path(order.filename).stem
        inside.mkdir(parents=True)
        folder.write_everything(order, renderer, pictures, inside)
        return Path(shutil.make_archive(str(top), "zip", top))
    path = attempt.scratch / f"export.{order.subject.format}"
    shown = {index: pictures[key] for document in order.documents for index, key in document.pictures.items()}
    renderer.render(folder.page_of(order), order.subject.page_format, shown, path)
    return path
