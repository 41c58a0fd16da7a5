"""Snippets: the words around what was found, and where they are in the snippet."""

from collections.abc import Iterable
from dataclasses import dataclass

from clueso.domain.searching.query import Term
from clueso.domain.searching.words import Token, stem, tokens

LONGEST = 240
BEFORE = 60
"""Characters before the first word that was found, where the text begins too far from it."""
CUT = "\u2026"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text. `highlights` are [first, end) in characters of the snippet."""

    text: str
    highlights: tuple[tuple[int, int], ...]


def snippet(text: str, language: str, terms: Iterable[Term], *, begin: int = 0) -> Snippet:
    """Return at most LONGEST characters of a text, from `begin` or from shortly before the first word that
    was found behind it.
    """
    wanted = set(terms)
    said = list(tokens(text))
    found = _joined([token for token in said if _is_found(token, language, wanted)], text)
    first = next((start for start, end in found if end > begin), begin)
    if first - begin > LONGEST - BEFORE:
        begin = next((token.start for token in said if token.start >= first - BEFORE), first)
    head = CUT if begin else ""
    end = _end(text, begin, LONGEST - len(head), said)
    shown = head + text[begin:end].rstrip() + (CUT if end < len(text) else "")
    shift = len(head) - begin
    inside = [(max(start, begin), min(stop, end)) for start, stop in found if start < end and stop > begin]
    return Snippet(shown, tuple((start + shift, stop + shift) for start, stop in inside))


def _end(text: str, begin: int, room: int, said: list[Token]) -> int:
    """Return where the snippet ends: with the text, else behind the last word that fits."""
    if len(text) - begin <= room:
        return len(text)
    most = begin + room - len(CUT)
    return max((token.end for token in said if begin < token.end <= most), default=most)


def _is_found(token: Token, language: str, wanted: set[Term]) -> bool:
    found = stem(token.text, language)
    return any(found == term.text or (term.is_begun and found.startswith(term.text)) for term in wanted)


def _joined(found: list[Token], text: str) -> list[tuple[int, int]]:
    """Return the places of these words, neighbours as one."""
    places: list[tuple[int, int]] = []
    for token in found:
        if places and (token.start <= places[-1][1] or text[places[-1][1] : token.start].isspace()):
            places[-1] = (places[-1][0], max(places[-1][1], token.end))
        else:
            places.append((token.start, token.end))
    return places
