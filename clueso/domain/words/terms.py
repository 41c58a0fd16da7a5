"""Finds words that look like names and terms, which a recogniser writes better if they are in its
vocabulary.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from clueso.domain.words.stopwords import stop_words
from clueso.domain.words.timed_words import pieces
from clueso.domain.words.wording import tokens

CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages that capitalise every noun."""
SHOUTED_LETTERS = 6
"""From this number of capitals on, a word in capitals is emphasis, not an acronym."""

_SIGNS = ".,;:!?\u2026\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb()[]{}\u00a1\u00bf\u2013\u2014-"
_SENTENCE_END = re.compile(r"[.!?:\u2026][\"'\u2019\u201d\u00bb)]*$")
_INSIDE = re.compile(r"(?<=[^\s.!?:\u2026\"\u201c])[ \t]+(\S+)")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_TITLES = frozenset("mr mrs ms dr prof st".split())
_ALWAYS_CAPITAL = _TITLES | frozenset(
    "i im id ill ive ok monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december".split()
)


class Likeness(IntEnum):
    """How much a word looks like a name or a term. POSSIBLE needs more than one occurrence."""

    NONE = 0
    POSSIBLE = 1
    CLEAR = 2


@dataclass(frozen=True, slots=True)
class Written:
    """A word of a text without the punctuation around it. `key` is for comparison; `begins` is true at the
    beginning of a sentence.
    """

    text: str
    key: str
    begins: bool

    @property
    def term(self) -> str:
        return _POSSESSIVE.sub("", self.text)


def written(text: str) -> list[Written]:
    """Return the words of a passage. The first word counts as beginning a sentence, because its context is
    unknown.
    """
    found: list[Written] = []
    begins = True
    for piece in pieces(text):
        if word := _word(piece, begins):
            found.append(word)
            begins = False
        begins = begins or _ends_sentence(piece)
    return found


@lru_cache(maxsize=50_000)
def _word(piece: str, begins: bool) -> Written | None:
    shown = piece.strip(_SIGNS)
    key = _POSSESSIVE.sub("", shown).casefold().replace("\u2019", "").replace("'", "")
    return Written(shown, key, begins) if shown else None


@lru_cache(maxsize=50_000)
def _ends_sentence(piece: str) -> bool:
    return bool(_SENTENCE_END.search(piece)) and piece.strip(_SIGNS).casefold() not in _TITLES


class Names:
    """The words that a text (one passage per line) capitalises inside a sentence."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, term: str) -> bool:
        return term in self._inside

    @cached_property
    def _inside(self) -> set[str]:
        words = _INSIDE.findall(self._text)
        return {_POSSESSIVE.sub("", word.strip(_SIGNS)) for word in words if word.strip(_SIGNS)[:1].isupper()}


def is_plain(word: Written, language: str) -> bool:
    """Return whether a word is a function word, which every recogniser knows."""
    return all(token in stop_words(language) for token in tokens(word.text))


def likeness(word: Written, language: str, names: Names) -> Likeness:
    """Rate a word by its capitals and digits. At the beginning of a sentence, where every word has a capital,
    rate it by whether it is in `names`.
    """
    term = word.term
    if len(term) < 2 or word.key in _ALWAYS_CAPITAL or is_plain(word, language) or _is_shouted(term):
        return Likeness.NONE
    if has_own_spelling(term):
        return Likeness.CLEAR
    if not term[0].isupper():
        return Likeness.NONE
    if language[:2] in CAPITAL_NOUNS:
        return Likeness.POSSIBLE
    return Likeness.CLEAR if not word.begins or term in names else Likeness.POSSIBLE


def has_own_spelling(term: str) -> bool:
    """Return whether a term is spelled as no common word is: GitHub, PDF, H264."""
    letters = [sign for sign in term if sign.isalpha()]
    if any(sign.isdigit() for sign in term):
        return bool(letters) and not re.fullmatch(r"\d+\w{1,2}", term)  # 1st, 10pm, 20s
    return any(letter.isupper() for letter in term[1:]) and not _is_shouted(term)


def _is_shouted(term: str) -> bool:
    return term.isupper() and term.isalpha() and len(term) >= SHOUTED_LETTERS
