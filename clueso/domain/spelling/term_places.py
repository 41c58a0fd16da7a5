"""Finds words in a text that sound like a term of a vocabulary."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clueso.domain.spelling.pronunciation import sounds_of
from clueso.domain.spelling.term_sounds import Near, TermSounds
from clueso.domain.transcript import Word

LONGEST = 3
"""Most words that a recogniser makes of one: "POS TGR ESQL" of PostgreSQL."""
_ENDINGS = ("s", "es", "n", "en", "e", "er", "d", "ed", "ing")
"""Inflected endings of a term."""
_APOSTROPHES = "'\u2019"
_JOINTS = frozenset(("", "-", "'", "\u2019"))
"""What may stand before the second half of a word: Whisper writes "K-Vantora" as two."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word between the signs around it. A possessive "'s" belongs to the signs after it. `squeezed` is the
    word in lower case without signs.
    """

    before: str
    core: str
    after: str
    squeezed: str
    probability: float

    @classmethod
    def of(cls, word: Word) -> "Piece":
        letters = [at for at, sign in enumerate(word.text) if sign.isalnum()]
        if not letters:
            return cls(word.text, "", "", "", word.probability)
        first, end = letters[0], letters[-1] + 1
        if word.text[end - 2 : end - 1] in _APOSTROPHES and word.text[end - 1] in "sS":
            end = max(end - 2, first + 1)
        core = word.text[first:end]
        return cls(word.text[:first], core, word.text[end:], squeezed(core), word.probability)


@dataclass(frozen=True, slots=True)
class Place:
    """The pieces `first` to `end` (exclusive), which sound like a term. `probability` is their mean."""

    first: int
    end: int
    heard: str
    probability: float
    near: Near


def squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


class TermPlaces:
    """Finds places that sound like a term of the vocabulary."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        vocabulary = tuple(vocabulary)
        self._terms = TermSounds(vocabulary)
        self._spelled = {squeezed(word) for text in vocabulary for word in text.split()}
        self._written = {word for text in vocabulary for word in text.split()}
        self._most = max((len(text.split()) for text in vocabulary), default=0) - 1 + LONGEST

    def __bool__(self) -> bool:
        return bool(self._terms)

    def among(self, pieces: Sequence[Piece]) -> list[Place]:
        """Return the places that sound most like a term, in order. None overlap."""
        taken: set[int] = set()
        found = []
        # The nearest first, so that of overlapping places the better one stays.
        for place in sorted(self._all(pieces), key=lambda place: (place.near.distance, place.first)):
            if taken.isdisjoint(range(place.first, place.end)):
                taken.update(range(place.first, place.end))
                found.append(place)
        return sorted(found, key=lambda place: place.first)

    def _all(self, pieces: Sequence[Piece]) -> Iterator[Place]:
        for first in range(len(pieces)):
            for end in range(first + 1, min(first + self._most, len(pieces)) + 1):
                # A longer run begins with this one, so none of them can go on either.
                if not self._goes_on(pieces[first:end]):
                    break
                run = pieces[first:end]
                heard = sounds_of([piece.core for piece in run])
                if heard and (near := self._terms.nearest(heard)):
                    probability = sum(piece.probability for piece in run) / len(run)
                    text = " ".join(piece.core for piece in run)
                    yield Place(first, end, text, probability, near)

    def _goes_on(self, run: Sequence[Piece]) -> bool:
        """Return whether the last piece may belong to the same name as the pieces before it."""
        last = run[-1]
        begins = len(run) == 1 or (last.before in _JOINTS and not run[-2].after)
        return begins and bool(last.core) and not self._is_right(last)

    def _is_right(self, piece: Piece) -> bool:
        """Return whether a piece is already a word of a term in its right spelling, or such a word
        inflected.
        """
        if piece.squeezed in self._spelled:
            return piece.core in self._written
        return any(
            piece.squeezed.endswith(ending) and piece.squeezed.removesuffix(ending) in self._spelled
            for ending in _ENDINGS
        )
