"""Word errors: the difference between a transcript and the spoken text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class WordErrors:
    """The counts behind a word error rate (WER). They add up over several recordings."""

    spoken: int = 0
    substituted: int = 0
    deleted: int = 0
    inserted: int = 0

    @property
    def rate(self) -> float:
        """(substituted + deleted + inserted) / spoken; with nothing spoken, the number of inserted words."""
        return (self.substituted + self.deleted + self.inserted) / max(self.spoken, 1)

    def __add__(self, other: Self) -> "WordErrors":
        return WordErrors(
            self.spoken + other.spoken,
            self.substituted + other.substituted,
            self.deleted + other.deleted,
            self.inserted + other.inserted,
        )


def count(spoken: Sequence[str], heard: Sequence[str]) -> WordErrors:
    """Count the fewest edits that turn the spoken words into those of the transcript."""
    # A row of the usual table; each cell holds (edits, substituted, deleted, inserted).
    row = [(n, 0, 0, n) for n in range(len(heard) + 1)]
    for at, word in enumerate(spoken, 1):
        above, row = row, [(at, 0, at, 0)]
        for column, other in enumerate(heard, 1):
            row.append(
                min(
                    _edited(above[column - 1], substituted=int(word != other)),
                    _edited(above[column], deleted=1),
                    _edited(row[column - 1], inserted=1),
                )
            )
    return WordErrors(len(spoken), *row[-1][1:])


def _edited(
    cell: tuple[int, int, int, int], substituted: int = 0, deleted: int = 0, inserted: int = 0
) -> tuple[int, int, int, int]:
    edits = cell[0] + substituted + deleted + inserted
    return (edits, cell[1] + substituted, cell[2] + deleted, cell[3] + inserted)
