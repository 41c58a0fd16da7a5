"""The words that search compares: folded, without accents, reduced to their stems.

Scripts that are written without spaces have no words that a pattern could find. Their text counts as every
two neighbouring characters, and a single character finds the pairs that begin with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from threading import local

from snowballstemmer import stemmer
from snowballstemmer.basestemmer import BaseStemmer

LONGEST = 100
"""Characters of a word that count."""
ALGORITHMS = {
    **{"ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek"},
    **{"en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish"},
    **{"fr": "french", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian"},
    **{"it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "nn": "norwegian"},
    **{"no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian"},
    **{"sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish"},
}
"""Snowball's name of each language that it can stem."""
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Kana, Han; and Hangul, whose particles follow a word without a space."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LATIN_AND_GREEK = range(0x400)
END_OF_MARKS = 0x1F000
"""Beyond it Unicode has only marks that choose a form of the character before them."""
YO = "\u0435\u0308"
_ACCENTS = range(0x300, 0x370)
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc", "'''")
_stemmers = local()  # a stemmer holds the word that it works on


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, folded, and its place in the text.

    `is_begun` marks the last character of a stretch without spaces: as a query it finds the pairs that begin
    with it.
    """

    text: str
    start: int
    end: int
    is_begun: bool = False


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in NFC, in order. A pair of characters overlaps the next."""
    word, _ = _patterns()
    for match in word.finditer(text.replace("_", " ")):
        if match[0].isascii() or not _UNSPACED.search(match[0]):
            yield from _token(match[0], match.start())
        else:
            yield from _mixed(match[0], match.start())


def composed(text: str) -> str:
    """Return the text in NFC, in which "é" is one character whatever wrote it."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return the word without case and, in Latin and Greek, without accents; in NFC."""
    folded = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES)).casefold()
    if folded.isascii():
        return folded
    kept: list[str] = []
    base = " "
    for sign in unicodedata.normalize("NFKD", folded):
        if ord(sign) not in _ACCENTS:
            base = sign
        # In Cyrillic a mark makes another letter ("й"), but "ё" is a way to write it without.
        elif ord(base) in _LATIN_AND_GREEK or base + sign == YO:
            continue
        kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word in a language (a code as in transcripts); the word itself where the
    language is unknown (empty) or has no rules.
    """
    name = ALGORITHMS.get(language.partition("-")[0].lower())
    found = _stemmer(name).stemWord(word) if name else word
    return found.replace("'", "")[:LONGEST]


def _stemmer(name: str) -> BaseStemmer:
    if not hasattr(_stemmers, name):
        setattr(_stemmers, name, stemmer(name))
    found: BaseStemmer = getattr(_stemmers, name)
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a word, and of a character with its marks."""
    # `\w` has no combining marks, without which a word of Hindi or Thai falls apart.
    marks = "".join(
        chr(sign) for sign in range(0x300, END_OF_MARKS) if unicodedata.category(chr(sign))[0] == "M"
    )
    part = rf"[\w{marks}]"
    # An apostrophe joins a short ending ("Anna's", "we'll"). Elsewhere it divides ("l'homme", "O'Brien").
    word = rf"{part}+(?:['\u2018\u2019\u02bc][^\W\d_]{{1,2}}(?!{part}))?"
    return re.compile(word), re.compile(rf"[^{marks}][{marks}]*")


def _token(written: str, start: int) -> Iterator[Token]:
    if folded := fold(written)[:LONGEST]:
        yield Token(folded, start, start + len(written))


def _mixed(written: str, start: int) -> Iterator[Token]:
    """Yield the tokens of a word that has characters of scripts without spaces."""
    _, character = _patterns()
    run: list[re.Match[str]] = []
    for match in character.finditer(written):
        if run and bool(_UNSPACED.match(match[0])) != bool(_UNSPACED.match(run[-1][0])):
            yield from _run(written, run, start)
            run = []
        run.append(match)
    yield from _run(written, run, start)


def _run(written: str, run: list[re.Match[str]], start: int) -> Iterator[Token]:
    if not run:
        return
    first, last = run[0], run[-1]
    if not _UNSPACED.match(first[0]):
        yield from _token(written[first.start() : last.end()], start + first.start())
        return
    for one, other in pairwise(run):
        pair = fold(one[0]) + fold(other[0])
        yield Token(pair, start + one.start(), start + other.end())
    yield Token(fold(last[0]), start + last.start(), start + last.end(), is_begun=True)
