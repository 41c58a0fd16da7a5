"""Whether what sounds like a term is one. The numbers come from `python -m scripts.names` (docs/architecture.md,
"Facts that were measured")."""

import re
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum

from clueso.domain.spelling.pronunciation import distance, sounds
from clueso.domain.spelling.term_places import Piece, Place, squeezed
from clueso.domain.words.common_words import is_common, misspelled
from clueso.domain.words.stopwords import stop_words

SAME, NEAR = 0.08, 0.13
"""Distances up to which two spellings sound alike to everyone, and up to which to most."""
FAR = 0.25
"""Distance up to which a spelling that the recogniser doubted may be a term."""
LIKE, NEARER = 0.1, 0.04
"""Distance below which a strange spelling may be a slip for a common word, and by how much that must be nearer."""
APART = 0.05
"""By how much the next term must be farther."""
DOUBTED, SURE = 0.75, 0.85
"""Mean probabilities of words below which a recogniser doubts them, and from which it knows them."""
UNTOLD = 1.0
"""The probability of words of which a recogniser tells none."""

_PARTS = re.compile(r"[-'\u2019\s]+")


class Match(IntEnum):
    """What stands at a place: something else, perhaps the term, certainly the term."""

    NONE = 0
    DOUBTFUL = 1
    CLEAR = 2


class Said:
    """What a recording holds: how often each spelling, how sure the recogniser was of it the first time (after
    that it repeats itself with certainty), and how many signs there are of each term."""

    def __init__(self) -> None:
        self._first: dict[str, float] = {}
        self._count: Counter[str] = Counter()
        self._signs: Counter[str] = Counter()

    def add(self, pieces: Sequence[Piece], places: Sequence[Place], language: str) -> None:
        self._signs.update(piece.squeezed for piece in pieces)
        for place in places:
            key = place.heard.casefold()
            self._first.setdefault(key, place.probability)
            self._count[key] += 1
            self._signs[squeezed(place.near.term)] += self._is_sign(place, language)

    def first_probability(self, place: Place) -> float:
        return self._first[place.heard.casefold()]

    def is_elsewhere(self, place: Place, language: str) -> bool:
        """Whether the term of a place is surely spoken of elsewhere."""
        return self._signs[squeezed(place.near.term)] > self._is_sign(place, language)

    def is_repeated(self, place: Place) -> bool:
        return self._count[place.heard.casefold()] > 1

    def _is_sign(self, place: Place, language: str) -> bool:
        """Whether a place holds no word that is known, and none that its recogniser knew."""
        is_like = self.first_probability(place) < SURE and place.near.distance <= NEAR
        return is_like and not any(is_common(part, language) for part in _parts(place.heard))


def judged(place: Place, language: str, said: Said) -> Match:
    """Whether a term belongs in a place.

    Words that everybody knows stay, but where they are a term in pieces that the recogniser doubted
    ("snow pilot"); a term that everybody knows, as "Excel", it knows, too.
    """
    near, probability = place.near, said.first_probability(place)
    if near.next_distance - near.distance < APART:
        return Match.NONE
    heard = _parts(place.heard)
    common = [part for part in heard if is_common(part, language)]
    if all(is_common(part, language) for part in _parts(near.term)):
        is_name = near.term[0].isupper() and near.distance <= NEAR and probability < DOUBTED
        return Match.CLEAR if is_name and len(common) < len(heard) else Match.NONE
    if len(common) == len(heard):
        return _judged_common(place, probability, language, said)
    match = _judged_strange(place, probability)
    if match is not Match.CLEAR:
        return match
    is_alone = not said.is_repeated(place) and not said.is_elsewhere(place, language)
    is_weak = bool(common) or near.distance > SAME
    return Match.DOUBTFUL if (is_alone and is_weak) or _is_rather_common(place, language) else Match.CLEAR


def _judged_common(place: Place, probability: float, language: str, said: Said) -> Match:
    if probability >= DOUBTED or place.near.distance > NEAR:
        return Match.NONE
    parts = _parts(place.heard.casefold())
    in_pieces = len(parts) > 1 and stop_words(language).isdisjoint(parts)
    return Match.CLEAR if in_pieces and said.is_elsewhere(place, language) else Match.DOUBTFUL


def _judged_strange(place: Place, probability: float) -> Match:
    far = place.near.distance
    if squeezed(place.heard) == squeezed(place.near.term):
        return Match.CLEAR
    if far <= NEAR and (probability < SURE or probability == UNTOLD):
        return Match.CLEAR
    if far <= FAR and probability < DOUBTED:
        return Match.CLEAR
    return Match.DOUBTFUL if far <= FAR else Match.NONE


def _is_rather_common(place: Place, language: str) -> bool:
    """Whether it is a common word with a slip of one letter, nearer to that than to the term."""
    heard, words = sounds(place.heard), misspelled(place.heard, language)
    nearest = min((distance(heard or "", sounds(word) or "") for word in words), default=1.0)
    return nearest < LIKE and nearest + NEARER < place.near.distance


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text) if part]
