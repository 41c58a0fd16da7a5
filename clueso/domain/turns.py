"""Who speaks when: turns of numbered voices. They may overlap."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch in which one voice speaks, `start_ms` inclusive, `end_ms` exclusive, from the start of the
    recording. Voices are numbered from 0 in the order of their first turns."""

    start_ms: int
    end_ms: int
    voice: int


LEAST_S, LONGEST_S = 600, 10_000
LENGTH_SHARE = 0.25


def patience_s(length_ms: int) -> float:
    """Return how long one try of `speakers` may take for a recording of this length, and how long `join` waits for it.

    LEAST_S and a quarter of the length, LONGEST_S at most. A machine with other work to do needs a tenth of the length.
    """
    return min(LEAST_S + length_ms / 1000 * LENGTH_SHARE, LONGEST_S)
