"""Who speaks when: turns of numbered voices. They may overlap."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch in which one voice speaks, `start_ms` inclusive, `end_ms` exclusive, from the start of the
    recording. Voices are numbered from 0 in the order of their first turns."""

    start_ms: int
    end_ms: int
    voice: int
