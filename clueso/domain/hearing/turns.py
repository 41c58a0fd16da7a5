"""Turns: which numbered voice speaks when. They may overlap."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch in which one voice speaks, from the start of the recording, `start_ms` inclusive, `end_ms`
    exclusive.

    Voices are numbered from 0 in the order of their first turns.
    """

    start_ms: int
    end_ms: int
    voice: int


LEAST_S, LONGEST_S = 600, 10_000
LENGTH_SHARE = 0.25


def patience_s(length_ms: int) -> float:
    """Return how long, in seconds, one try of `speakers` may take for this length, and how long `join` waits
    for it.

    It is LEAST_S plus a quarter of the length, at most LONGEST_S. A machine with other work needs a tenth of
    the length.
    """
    return min(LEAST_S + length_ms / 1000 * LENGTH_SHARE, LONGEST_S)
