"""Finds names in a text that a screen spells in another way: "Bory Alice" where *Borealis* stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from clueso.domain.screens.screen import Screen
from clueso.domain.seen.naming import Naming, begin_alike
from clueso.domain.spelling.term_places import Piece, Place, TermPlaces
from clueso.domain.transcript import Word
from clueso.domain.words.common_words import LANGUAGES, is_common
from clueso.domain.words.stopwords import stop_words
from clueso.domain.words.terms import CAPITAL_NOUNS
from clueso.domain.words.terms import Names as Capitals
from clueso.domain.words.wording import tokens

SURE = 0.9
"""Confidence of the reader from which a word on a screen counts as a name."""
LEAST_LETTERS = 5
STRANGE, CAPITAL, PIECES = 0.16, 0.1, 0.07
"""Distances up to which a name on the screen is meant by a word that is in no dictionary, by one with a capital
inside a sentence, and by common words in a row.
"""
APART = 0.05
SAME = 0.7
"""Share of common letters from which two names on screens are two readings of one."""
_EDGES = ".,;:!?\u2026\"'\u2018\u2019\u201c\u201d()[]<>"


class Names:
    """The names that stand on screens: words in no dictionary, in letters only, that begin with a capital."""

    def __init__(self, screens: Sequence[Screen], language: str) -> None:
        self._language = language[:2]
        counted = Counter(_names(screens, self._language)) if self._language in LANGUAGES else Counter[str]()
        self.spelled = tuple(_distinct(counted))
        self._places = TermPlaces(self.spelled)
        self._written = {f" {' '.join(tokens(line.text))} " for screen in screens for line in screen.lines}

    def among(self, words: Sequence[str], capitals: Capitals) -> list[Naming]:
        """Return the words of a text that are a name in another spelling, in order. `capitals` are the words
        that the recording's text capitalises inside sentences.
        """
        if not self.spelled:
            return []
        pieces = [Piece.of(Word(0, 0, word, 1.0)) for word in words]
        return [
            Naming(place.first, place.end, place.heard, place.near.term, is_alike=True)
            for place in self._places.among(pieces)
            if self._is_name(place, capitals)
        ]

    def _is_name(self, place: Place, capitals: Capitals) -> bool:
        near, heard = place.near, tokens(place.heard)
        if not stop_words(self._language).isdisjoint(heard):
            # "the Corvine" is no name, but "Corvine" is.
            return False
        if heard != tokens(near.term) and any(f" {' '.join(heard)} " in line for line in self._written):
            # The words stand on a screen themselves: a reader that joined "Block room" has made no name.
            return False
        if near.next_distance - near.distance < APART or not begin_alike(place.heard, near.term):
            return False
        if not all(is_common(word, self._language) for word in heard):
            return near.distance <= STRANGE
        if self._language not in CAPITAL_NOUNS and all(word in capitals for word in place.heard.split()):
            return near.distance <= CAPITAL
        return len(heard) > 1 and near.distance <= PIECES


def _names(screens: Iterable[Screen], language: str) -> Iterator[str]:
    for screen in screens:
        found = {
            word
            for line in screen.lines
            if line.confidence >= SURE
            for piece in line.text.split()
            if (word := piece.strip(_EDGES)).isalpha() and len(word) >= LEAST_LETTERS
        }
        yield from (word for word in found if word[0].isupper() and not is_common(word, language))


def _distinct(counted: Counter[str]) -> Iterator[str]:
    """Yield the names, of several readings of one name the most frequent."""
    kept: list[str] = []
    for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        if not any(_is_reading(name, other) for other in kept):
            kept.append(name)
            yield name


def _is_reading(name: str, other: str) -> bool:
    ratio = SequenceMatcher(None, name.casefold(), other.casefold(), autojunk=False).ratio()
    return abs(len(name) - len(other)) <= 1 and ratio >= SAME
