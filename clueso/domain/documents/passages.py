"""Passages: the stretch of a recording that leads up to the picture of a part."""

from clueso.domain.documents.kinds.body import Illustrated
from clueso.domain.transcript import Span

LONGEST_MS = 8_000
SHORTEST_MS = 2_000


def passage_of(part: Illustrated, at_ms: int) -> Span:
    """Return the passage that a moving picture of the part shows. It ends at `at_ms`, the moment of its picture.

    It ends there because the picture shows the result of the spoken action: what comes later belongs to the
    next step. It begins with the part. Of a long part only the last LONGEST_MS count. Where a person chose a
    picture from before the part, or from its beginning, the passage begins SHORTEST_MS before that picture.
    """
    longest, shortest = max(0, at_ms - LONGEST_MS), max(0, at_ms - SHORTEST_MS)
    return Span(min(max(part.start_ms, longest), shortest), at_ms)
