"""The pictures of an export, drawn as their documents show them."""

import logging
from collections.abc import Mapping
from pathlib import Path

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.look import Look
from clueso.domain.ports.media import Drawing
from clueso.domain.ports.watch import Share
from clueso.errors import ChildDied, RecordingError, TimedOut
from clueso.services.exports.enclosures import OfParts
from clueso.services.exports.orders import Order
from clueso.services.exports.shown_pictures import ShownPicture, shown_pictures
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)

BEGIN, END = 0.9, 0.95
"""The part of the export's progress in which pictures are drawn."""


def made(attempt: Attempt, runtime: Runtime, order: Order, stored: Mapping[str, Path]) -> OfParts:
    """Return the pictures that the files of an order show. `stored` are files by their key in storage.

    A picture that cannot be drawn is left out: as it is stored it may show what its document hides. Raises what
    `attempt.check()` raises, and DiskFull.
    """
    shown = shown_pictures(order)
    to_draw = [one for one in shown if one.is_drawn]
    pictures: dict[DocumentKind, dict[int, Path]] = {}
    for one in shown:
        if not one.is_drawn:
            pictures.setdefault(one.kind, {})[one.index] = stored[one.key]
    files = _drawn(attempt, runtime, order, to_draw, stored)
    for one, path in zip(to_draw, files, strict=True):
        if path is not None:
            pictures.setdefault(one.kind, {})[one.index] = path
    return pictures


def _drawn(
    attempt: Attempt,
    runtime: Runtime,
    order: Order,
    to_draw: list[ShownPicture],
    stored: Mapping[str, Path],
) -> list[Path | None]:
    colour = Look(order.brand.accent).on_light
    drawings = [Drawing(stored[one.key], one.marks, one.crop, colour) for one in to_draw]
    try:
        return runtime.toolbox.media.drawn(drawings, attempt.scratch, Share(attempt, BEGIN, END))
    except (ChildDied, RecordingError, TimedOut) as error:
        log.warning("%s of %s: no drawn pictures: %s", attempt.claim.name, attempt.claim.project_id, error)
        return [None] * len(to_draw)
