"""screens: finds the screens of a recording that stood still, and reads them.

Documents wait for this step, but not for long: it then lets them go and reads on.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from clueso.domain.files import keys
from clueso.domain.ports.media import FoundScreen
from clueso.domain.ports.watch import Share, Watch
from clueso.domain.screens.budget import reading_s
from clueso.domain.transcript import Segment
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
LOOKS_S = 1.0
"""Pause between two looks at whether the documents have waited long enough, in seconds."""


class Considerate:
    """The watch of an attempt. It lets the documents go once they have waited long enough, also while the screens
    are still looked for.
    """

    def __init__(self, attempt: Attempt, runtime: Runtime) -> None:
        self._attempt = attempt
        self._dispatcher = runtime.toolbox.dispatcher
        self._looked_at = time.monotonic()

    def check(self) -> None:
        self._attempt.check()
        if time.monotonic() - self._looked_at >= LOOKS_S:
            self._look()
            self._looked_at = time.monotonic()

    def fileno(self) -> int:
        return self._attempt.fileno()

    def progress(self, fraction: float) -> None:
        self._attempt.progress(fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        self._attempt.heard(segments)

    def _look(self) -> None:
        claim = self._attempt.claim
        try:
            if late_steps.go_on_without(late_steps.SIGHTS, claim.project_id):
                log.info("the documents of %s wait no longer for its screens", claim.project_id)
                self._dispatcher.dispatch(claim.owner_id)
        except SQLAlchemyError as error:
            log.warning("whether the documents of %s wait is not known: %s", claim.project_id, error)


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, watch = attempt.claim, Considerate(attempt, runtime)
    length_ms = recordings.source_of(claim.project_id).duration_ms or 0
    runtime.toolbox.diariser.rest()  # reading screens takes the most memory of all steps
    path = source.fetch(attempt, runtime)
    found = runtime.toolbox.media.screens(path, length_ms, attempt.scratch, Share(watch, 0, FOUND))
    stored = _stored(found, attempt, runtime)
    seen = [
        SeenScreen(screen.from_ms, screen.to_ms, stored[screen.path], screen.width, screen.height)
        for screen in found
    ]
    lines: dict[str, Lines] = {}
    # The pictures are of use even if they are never read.
    claimed_steps.checkpoint(claim, lambda: screens.record_early(claim.project_id, seen, lines))
    kept_at = time.monotonic()
    for path, read in _read(_longest_first(found), length_ms, watch, runtime):
        lines[stored[path]] = read
        watch.progress(FOUND + (1 - FOUND) * len(lines) / len(stored))
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
    pictures: Sequence[Path], length_ms: int, watch: Watch, runtime: Runtime
) -> Iterator[tuple[Path, Lines]]:
    """Yield the lines of each picture, until the time is up."""
    deadline = time.monotonic() + reading_s(length_ms)
    with closing(runtime.toolbox.screen_reader.read(pictures, watch)) as read:
        for number, (path, lines) in enumerate(zip(pictures, read, strict=False), 1):
            yield path, lines
            if time.monotonic() > deadline:
                log.info("%s of %s screens are read in time", number, len(pictures))
                return
