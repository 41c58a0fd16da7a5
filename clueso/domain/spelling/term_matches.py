"""Decides whether words that sound like a term are the term.

The numbers come from `python -m scripts.names` (docs/architecture.md, "Facts that were measured").
"""

import re
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum

from clueso.domain.spelling.pronunciation import distance, sounds
from clueso.domain.spelling.term_places import Piece, Place, squeezed
from clueso.domain.words.common_words import is_common, misspelled
from clueso.domain.words.stopwords import stop_words

SAME, NEAR = 0.08, 0.13
"""Distances up to which two spellings sound alike to everyone, and up to which to most people."""
FAR = 0.25
"""Distance up to which a spelling that the recogniser doubted may be a term."""
LIKE, NEARER = 0.1, 0.04
"""Distance below which an unknown spelling may be a misspelled common word, and by how much the common word
must be nearer than the term.
"""
APART = 0.05
"""By how much the next term must be farther away."""
DOUBTED, SURE = 0.75, 0.85
"""Mean probabilities of words: below the first the recogniser doubts them, from the second on it is sure."""
UNTOLD = 1.0
"""The probability of words from a recogniser that gives none."""

_PARTS = re.compile(r"[-'\u2019\s]+")


class Match(IntEnum):
    """What a place holds: something else, perhaps the term, certainly the term."""

    NONE = 0
    DOUBTFUL = 1
    CLEAR = 2


class Said:
    """What a recording holds: how often each spelling occurs, how sure the recogniser was of it the first
    time, and how often each term seems to occur.

    The first time counts, because later the recogniser repeats itself with certainty.
    """

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
        """Return whether the term of a place is surely spoken elsewhere too."""
        return self._signs[squeezed(place.near.term)] > self._is_sign(place, language)

    def is_repeated(self, place: Place) -> bool:
        return self._count[place.heard.casefold()] > 1

    def _is_sign(self, place: Place, language: str) -> bool:
        """Return whether a place holds no dictionary word, and the recogniser was not sure of it."""
        is_like = self.first_probability(place) < SURE and place.near.distance <= NEAR
        # Two terms that sound alike cannot be told apart.
        return is_like and not any(is_common(part, language) for part in _parts(place.heard))


def judged(place: Place, language: str, said: Said) -> Match:
    """Return whether a term belongs in a place.

    Common words stay, unless they are a term in pieces that the recogniser doubted ("snow pilot"). If the
    term itself is a common word, such as "Excel", the recogniser knows it too.
    """
    near, probability = place.near, said.first_probability(place)
    if near.next_distance - near.distance < APART:
        return Match.NONE
    heard = _parts(place.heard)
    common = [part for part in heard if is_common(part, language)]
    # The term itself is a common word, such as "Excel", so the recogniser knows it too.
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
    # A recogniser without probabilities is never sure by them.
    if far <= NEAR and (probability < SURE or probability == UNTOLD):
        return Match.CLEAR
    if far <= FAR and probability < DOUBTED:
        return Match.CLEAR
    return Match.DOUBTFUL if far <= FAR else Match.NONE


def _is_rather_common(place: Place, language: str) -> bool:
    """Return whether it is a misspelled common word, off by one letter, nearer to that word than to
    the term.
    """
    heard, words = sounds(place.heard), misspelled(place.heard, language)
    nearest = min((distance(heard or "", sounds(word) or "") for word in words), default=1.0)
    return nearest < LIKE and nearest + NEARER < place.near.distance


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text) if part]
