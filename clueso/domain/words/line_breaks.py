"""Where a word may go on in the next line, by the rules of its script: Unicode's line breaking (UAX 14) and its
dictionaries of Chinese, Japanese, Thai, Lao, Khmer and Burmese, which write without spaces. ICU has both.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from icu4py.breakers import CharacterBreaker, LineBreaker, WordBreaker

from clueso.domain.words.wording import UNSPACED

_UNSPACED = re.compile(f"[{UNSPACED}]")
_KANA = re.compile("[\u3040-\u30ff]")
Way = Callable[[str], Iterable[str]]
ANY, JAPANESE = "en", "ja-u-lb-strict-lw-phrase"
"""Locales of ICU: its rules for any script, and those that keep a Japanese phrase together ("コンピューターの")."""


def width(text: str) -> int:
    """Columns that a text fills: two for a character of full width (Chinese, Japanese, Korean), none for a mark
    that stands over or under another."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def is_spaceless(word: str) -> bool:
    """Whether a word holds writing without spaces, so that it may be many words."""
    return _UNSPACED.search(word) is not None


def pieces(word: str, most_columns: int) -> list[str]:
    """A text without white space in pieces that stay on one line each, of at most `most_columns`.

    Writing without spaces goes in pieces wherever it may break, so that no word, number or address in it is torn;
    other words only where they are too wide. No letter is ever parted from its marks.
    """
    if not is_spaceless(word):
        return [word] if width(word) <= most_columns else list(_fitting(word, [_places], most_columns))
    ways = [_phrases, _words, _places] if _KANA.search(word) else [_words, _places]
    return list(_fitting(word, ways, most_columns))


def breaks_in(word: str) -> Iterator[int]:
    """The places in writing without spaces where a line may break, none in other writing."""
    if is_spaceless(word):
        yield from (end for end in accumulate(map(len, _words(word))) if end < len(word))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fitting(text: str, ways: Sequence[Way], most_columns: int) -> Iterator[str]:
    """A text divided in the first way, what is too wide then in the next, at last in as many letters as fit."""
    if not ways:
        yield from _lines(text, most_columns)
        return
    for part in ways[0](text):
        if width(part) <= most_columns:
            yield part
        else:
            yield from _fitting(part, ways[1:], most_columns)


def _phrases(text: str) -> Iterator[str]:
    return _cut(text, set(_ends(LineBreaker(text, JAPANESE))))


def _words(text: str) -> Iterator[str]:
    """Where a line may end and a word ends, too: UAX 14 alone allows a break behind each kanji."""
    return _cut(text, set(_ends(_places(text))) & set(_ends(WordBreaker(text, ANY))))


def _ends(parts: Iterable[str]) -> Iterator[int]:
    return accumulate(map(len, parts))


def _cut(text: str, ends: set[int]) -> Iterator[str]:
    """A text cut at these places, but for those within Latin letters and digits: an address is one word."""
    start = 0
    for end in sorted(ends):
        if not text[end - 1 : end + 1].isascii() or end == len(text):
            yield text[start:end]
            start = end


def _places(text: str) -> Iterable[str]:
    return LineBreaker(text, ANY)


def _lines(text: str, most_columns: int) -> Iterator[str]:
    """As many letters as fit, each with its marks."""
    line = ""
    for letter in CharacterBreaker(text, ANY):
        if line and width(line + letter) > most_columns:
            yield line
            line = ""
        line += letter
    yield line
