"""Who speaks when: turns of numbered voices. They may overlap."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch in which one voice speaks, `start_ms` inclusive, `end_ms` exclusive, from the start of the
    recording. Voices are numbered from 0 in the order of their first turns."""

    start_ms: int
    end_ms: int
    voice: int


SPARE_S, PART, LONGEST_S = 600, 4, 10_000


def patience_s(length_ms: int) -> float:
    """How long one try at telling apart the voices of a recording may take, and how long what was heard waits for
    them: ten minutes and a quarter of its length, 10,000 s at most. A machine with other work to do needs a tenth of the
    length."""
    return min(SPARE_S + length_ms / 1000 / PART, LONGEST_S)
