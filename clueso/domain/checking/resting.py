"""Finds the few segments that a text stands on, where its writer named none."""

from collections.abc import Sequence

from clueso.domain.checking.content import Spoken, content
from clueso.domain.transcript import Segment


def resting_on(text: str, segments: Sequence[Segment], language: str) -> tuple[str, ...]:
    """Return the ids of the fewest segments that hold the content words of a text, in their order; none if some
    word is in no segment.
    """
    wanted = set(content(text, language))
    holds = {}
    for segment in segments:
        said = Spoken([segment.text], language)
        if held := {word for word in wanted if said.holds(word)}:
            holds[segment.id] = held
    found: set[str] = set()
    # Each time the segment that holds most of what is left; of equals, the first one.
    while wanted and holds:
        best = max(holds, key=lambda id_: len(holds[id_] & wanted))
        if wanted.isdisjoint(holds[best]):
            return ()
        found.add(best)
        wanted -= holds[best]
    return () if wanted else tuple(segment.id for segment in segments if segment.id in found)
