"""The terms of a vocabulary by their sound."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from clueso.domain.spelling.pronunciation import LONGEST, distance, pronunciations, skeleton

LEAST_SOUNDS = 4
"""Fewest sounds of a term that can be told from other words: "Ada" sounds like too many."""
FARTHEST = 0.3
"""Distance beyond which nobody confuses two spellings."""
MOST_COMPARED = 50
"""Most terms of one skeleton to compare; those of the nearest length come first."""


@dataclass(frozen=True, slots=True)
class Term:
    """A name or term in its right spelling, with one pronunciation."""

    text: str
    sounds: str


@dataclass(frozen=True, slots=True)
class Near:
    """The term that sounds most like the recognised words, its distance, and the distance of the
    next term.
    """

    term: str
    distance: float
    next_distance: float


class TermSounds:
    """Finds terms whose consonants differ in one place at most, by an index of all skeletons with one sound
    removed.

    Terms that are too short, or not only in Latin letters, are left out.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._by_skeleton: dict[str, list[Term]] = defaultdict(list)
        for text in dict.fromkeys(vocabulary):
            for sounds in pronunciations(text):
                for shorter in _thinned(skeleton(sounds)) if LEAST_SOUNDS <= len(sounds) <= LONGEST else ():
                    self._by_skeleton[shorter].append(Term(text, sounds))

    def __bool__(self) -> bool:
        return bool(self._by_skeleton)

    def nearest(self, heard: str) -> Near | None:
        """Return the term that sounds nearest; None if none is within FARTHEST."""
        found = {term for shorter in _thinned(skeleton(heard)) for term in self._by_skeleton.get(shorter, ())}
        like = nsmallest(
            MOST_COMPARED, found, key=lambda term: (abs(len(term.sounds) - len(heard)), term.text)
        )
        far: dict[str, float] = {}
        for term in like:
            far[term.text] = min(distance(heard, term.sounds), far.get(term.text, 1.0))
        ranked = nsmallest(2, far, key=lambda text: (far[text], text))
        if not ranked or far[ranked[0]] > FARTHEST:
            return None
        return Near(ranked[0], far[ranked[0]], far[ranked[1]] if ranked[1:] else 1.0)


def _thinned(bones: str) -> set[str]:
    # With one sound removed from both sides, a difference in one place disappears.
    return {bones, *(bones[:at] + bones[at + 1 :] for at in range(len(bones)))}
