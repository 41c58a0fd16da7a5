"""Stores the sentences that a recogniser has so far, while it is still working."""

import logging
import math
import time
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from clueso.domain.transcript import Segment
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import transcripts
from clueso.services.transcripts.transcripts import ChunkWork
from jobs.attempt import Attempt

log = logging.getLogger(__name__)

PAUSE_S = 1.0


class SentencesSoFar:
    """A Watch over an attempt at a chunk that also stores the segments so far, at most once a second.

    Each write is fenced. The final result, or a later attempt, replaces the stored segments.
    """

    def __init__(self, attempt: Attempt, work: ChunkWork) -> None:
        self._attempt = attempt
        self._work = work
        self._kept: tuple[Segment, ...] = ()
        self._written_at = -math.inf

    def check(self) -> None:
        self._attempt.check()

    def fileno(self) -> int:
        return self._attempt.fileno()

    def progress(self, fraction: float) -> None:
        self._attempt.progress(fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        """Store the segments so far. A failed write is only logged: the next one includes its segments.
        Raises LeaseLost.
        """
        if time.monotonic() - self._written_at < PAUSE_S:
            return
        self._written_at = time.monotonic()
        claim, known = self._attempt.claim, _alike(self._kept, segments)
        # If the write below fails, it is unknown which rows are stored, so the next write replaces them all.
        self._kept = ()
        try:
            claimed_steps.checkpoint(
                claim,
                lambda: transcripts.record_sentences(claim.project_id, self._work, segments, known=known),
            )
            self._kept = tuple(segments)
        except SQLAlchemyError as error:
            log.warning("the sentences of %s could not be written: %s", claim.step_id, error)


def _alike(some: Sequence[Segment], others: Sequence[Segment]) -> int:
    """Return how many items at the beginning of both are equal."""
    differing = (index for index, (one, other) in enumerate(zip(some, others, strict=False)) if one != other)
    return next(differing, min(len(some), len(others)))
