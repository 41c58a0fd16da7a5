"""Passages: stretches of text of about eighty words, which search finds and ranks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from clueso.domain.searching.words import composed, stem, tokens

WORDS = 80
"""A passage ends with the piece that reaches this number of words. More words find more questions, and fewer
tell better where the answer is.
"""
LONGEST = 2 * WORDS
"""Words of a piece above which it becomes several."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that a hit can point at: a segment, a text of a document, a screen.

    `id` is that of a segment or a screen, None without one. `position` is that of a segment.
    """

    id: str | None
    at_ms: int
    text: str
    position: float = 0.0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring pieces of one language. `stems` are those of the words, in order."""

    pieces: tuple[Piece, ...]
    stems: tuple[str, ...]

    @property
    def language(self) -> str:
        return self.pieces[0].language

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def parts(self) -> list[list[str | int | None]]:
        """The id, the time, and the first character in `text` of each piece."""
        found: list[list[str | int | None]] = []
        start = 0
        for piece in self.pieces:
            found.append([piece.id, piece.at_ms, start])
            start += len(piece.text) + 1
        return found


def passages(pieces: Iterable[Piece]) -> Iterator[Passage]:
    """Yield the passages of these pieces, in order. Pieces without a word are left out."""
    held: list[Piece] = []
    stems: list[str] = []
    for piece in pieces:
        for part in _divided(replace(piece, text=composed(piece.text))):
            said = stems_of(part.text, part.language)
            if not said:
                continue
            if held and (len(stems) >= WORDS or part.language != held[0].language):
                yield Passage(tuple(held), tuple(stems))
                held, stems = [], []
            held.append(part)
            stems += said
    if held:
        yield Passage(tuple(held), tuple(stems))


def stems_of(text: str, language: str) -> list[str]:
    return [found for token in tokens(text) if (found := stem(token.text, language))]


def _divided(piece: Piece) -> Sequence[Piece]:
    """Return the piece, in several of WORDS words if it is long."""
    starts = [token.start for token in tokens(piece.text)]
    if len(starts) <= LONGEST:
        return [piece]
    cuts = [0, *starts[WORDS::WORDS], len(piece.text)]
    return [replace(piece, text=piece.text[start:end].strip()) for start, end in pairwise(cuts)]
