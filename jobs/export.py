"""export:<subject>: makes a file of a document, of the transcript, or of everything."""

import contextlib
import logging
import os
from pathlib import Path

from clueso import sandbox
from clueso.child import Child
from clueso.confinement import Limits
from clueso.domain.files import keys
from clueso.errors import ChildDied, NotRendered, StorageDown, TimedOut
from clueso.services.exports import orders
from clueso.services.exports.enclosures import Enclosures
from clueso.services.exports.orders import Order
from clueso.services.pipeline import claimed_steps
from jobs import clips, drawings
from jobs.attempt import Attempt
from jobs.export_child import TOO_LARGE
from jobs.runtime import Runtime

log = logging.getLogger(__name__)

JOBS = Path(__file__).parent
TIMEOUT_S = 900
MAX_BYTES = 1024**3
"""Largest file that an export may write. A guide with a hundred pictures takes about thirty megabytes."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, storage = attempt.claim, runtime.toolbox.storage
    order = orders.order_of(claim.project_id, claim.subject, public_url=runtime.settings.public_url)
    pictures = _pictures(attempt, runtime, order)
    logo = pictures[order.brand.logo_key] if order.brand.logo_key else None
    moving = clips.made(attempt, runtime, order, pictures)
    enclosures = Enclosures(drawings.made(attempt, runtime, order, pictures), moving, logo)
    path = _made(attempt, runtime, order, enclosures)
    attempt.check()
    format = order.subject.format
    key = keys.export(claim.project_id, claim.step_id, claim.attempt, format)
    storage.upload(path, key, format.media_type, attempt)
    size_bytes = path.stat().st_size
    claimed_steps.finish(
        claim,
        lambda project: orders.record(
            project, claim.subject, key=key, filename=order.filename, size_bytes=size_bytes
        ),
    )
    if order.replaces:
        with contextlib.suppress(StorageDown):  # the purge of the project deletes it at the latest
            storage.delete([order.replaces])


def _pictures(attempt: Attempt, runtime: Runtime, order: Order) -> dict[str, Path]:
    """Return the pictures of the order's documents and its logo, by their key in storage."""
    files = {key: attempt.scratch / f"picture-{n}" for n, key in enumerate(order.stored_pictures)}
    for done, (key, path) in enumerate(files.items(), 1):
        attempt.check()
        runtime.toolbox.storage.download(key, path, attempt)
        attempt.progress(0.5 * done / len(files))
    return files


def _made(attempt: Attempt, runtime: Runtime, order: Order, enclosures: Enclosures) -> Path:
    """Make the file in a child process with its own limits: whatever the page holds, the worker survives."""
    segments, into = attempt.scratch / "segments", attempt.scratch / "made"
    into.mkdir()
    orders.write_segments(attempt.claim.project_id, segments)
    is_sandboxed = runtime.toolbox.is_sandboxed
    # The sandbox shows the package `clueso` by itself, but not `jobs`.
    reads = [segments, *enclosures.paths, JOBS]
    child = Child(
        "jobs.export_child", wrapper=sandbox.wrapper(reads=reads, writes=[into]) if is_sandboxed else []
    )
    request = {
        "order": order.to_json(),
        "segments": str(segments),
        "enclosures": enclosures.to_json(),
        "into": str(into),
        "limits": Limits(
            memory_bytes=runtime.settings.media_memory_bytes,
            file_bytes=MAX_BYTES,
            # CPU time adds up over all cores.
            cpu_s=TIMEOUT_S * (os.cpu_count() or 1),
            threads=sandbox.MAX_THREADS if is_sandboxed else None,
        ).to_json(),
    }
    try:
        return Path(child.ask(request, attempt, timeout_s=TIMEOUT_S)["path"])
    except (ChildDied, TimedOut) as error:  # Typst's allocator ends the process that it cannot serve
        log.warning("an export was given up: %s", error.detail)
        raise NotRendered(TOO_LARGE) from error
    finally:
        child.kill()
