"""screens: finds the screens of a recording that stood still, and reads them.

Documents wait for this step, but not for long: it then ends with the screens that are read by then.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from clueso.domain.files import keys
from clueso.domain.ports.media import FoundScreen
from clueso.domain.ports.watch import Share
from clueso.domain.screens.budget import patience_s, reading_s
from clueso.services import screens
from clueso.services.pipeline import claimed_steps, late_steps
from clueso.services.projects import recordings
from clueso.services.screens import Lines, SeenScreen
from jobs import source
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)

FOUND = 0.3
"""Share of the step's time for finding the screens."""
KEPT_S = 5.0
"""Pause between two records of what is read so far, in seconds."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    length_ms = recordings.source_of(claim.project_id).duration_ms or 0
    path = source.fetch(attempt, runtime)
    found = runtime.toolbox.media.screens(path, length_ms, attempt.scratch, Share(attempt, 0, FOUND))
    stored = _stored(found, attempt, runtime)
    seen = [
        SeenScreen(screen.from_ms, screen.to_ms, stored[screen.path], screen.width, screen.height)
        for screen in found
    ]
    lines: dict[str, Lines] = {}
    # The pictures are of use even if they are never read.
    claimed_steps.checkpoint(claim, lambda: screens.record_early(claim.project_id, seen, lines))
    kept_at = time.monotonic()
    for path, read in _read(_longest_first(found), length_ms, attempt, runtime):
        lines[stored[path]] = read
        attempt.progress(FOUND + (1 - FOUND) * len(lines) / len(stored))
        if time.monotonic() - kept_at > KEPT_S:
            claimed_steps.checkpoint(claim, lambda: screens.record_early(claim.project_id, seen, lines))
            kept_at = time.monotonic()
    claimed_steps.finish(claim, lambda project: screens.record(project, seen, lines))


def _stored(found: Sequence[FoundScreen], attempt: Attempt, runtime: Runtime) -> dict[Path, str]:
    """Store the pictures. Return their keys."""
    stored: dict[Path, str] = {}
    for screen in found:
        if screen.path not in stored:
            attempt.check()
            key = keys.screen(attempt.claim.project_id, attempt.claim.attempt, len(stored) + 1)
            runtime.toolbox.storage.upload(screen.path, key, "image/jpeg", attempt)
            stored[screen.path] = key
    return stored


def _longest_first(found: Sequence[FoundScreen]) -> list[Path]:
    """Return each picture once. A person had the most time to read the screens that stood longest."""
    stood: dict[Path, int] = {}
    for screen in found:
        stood[screen.path] = stood.get(screen.path, 0) + screen.to_ms - screen.from_ms
    return sorted(stood, key=lambda path: -stood[path])


def _read(
    pictures: Sequence[Path], length_ms: int, attempt: Attempt, runtime: Runtime
) -> Iterator[tuple[Path, Lines]]:
    """Yield the lines of each picture, until the time is up or documents have waited long enough."""
    deadline = time.monotonic() + reading_s(length_ms)
    with closing(runtime.toolbox.screen_reader.read(pictures, attempt)) as read:
        for number, (path, lines) in enumerate(zip(pictures, read, strict=False), 1):
            yield path, lines
            waited_s = late_steps.waited_s(late_steps.SIGHTS, attempt.claim.project_id)
            if time.monotonic() > deadline or waited_s > patience_s(length_ms):
                log.info("%s of %s screens are read in time", number, len(pictures))
                return
