"""The moving pictures of an export, cut from the recording."""

import logging
from pathlib import Path

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.media import Passage
from clueso.domain.ports.watch import Share
from clueso.errors import ChildDied, RecordingError, TimedOut
from clueso.services.exports import moving
from clueso.services.exports.enclosures import OfParts
from clueso.services.exports.moving import Wish
from clueso.services.exports.orders import Order
from jobs import source
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)

BEGIN, END = 0.5, 0.9
"""The part of the export's progress in which clips are made."""


def made(attempt: Attempt, runtime: Runtime, order: Order, pictures: dict[str, Path]) -> OfParts:
    """Return the clips that the order wants and that can be made. `pictures` are files by their key in storage.

    A clip that cannot be made costs nothing else: its picture stands alone. Raises what `attempt.check()`
    raises, StorageDown and DiskFull.
    """
    claim, wanted = attempt.claim, moving.wishes(order)
    if not wanted:
        return {}
    try:
        files = _cut(attempt, runtime, wanted, pictures)
    except (ChildDied, RecordingError, TimedOut) as error:
        log.warning("%s of %s: no clips: %s", claim.name, claim.project_id, error)
        return {}
    clips: dict[DocumentKind, dict[int, Path]] = {}
    for wish, path in zip(wanted, files, strict=True):
        if path is not None:
            clips.setdefault(wish.kind, {})[wish.index] = path
    log.info(
        "%s of %s: %d of %d clips", claim.name, claim.project_id, sum(map(len, clips.values())), len(wanted)
    )
    return clips


def _cut(
    attempt: Attempt, runtime: Runtime, wanted: list[Wish], pictures: dict[str, Path]
) -> list[Path | None]:
    recording = source.fetch(attempt, runtime)
    passages = [
        Passage(one.passage.start_ms, one.passage.end_ms, pictures[one.still], one.crop) for one in wanted
    ]
    try:
        return runtime.toolbox.media.clips(
            recording,
            passages,
            attempt.scratch,
            Share(attempt, BEGIN, END),
            max_bytes=moving.most_bytes(len(wanted)),
        )
    finally:
        # It may be large, and the files of the export need room too.
        recording.unlink(missing_ok=True)
