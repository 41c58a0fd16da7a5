"""Finds the places where a word may continue in the next line, by the rules of its script.

ICU implements them: Unicode's line breaking (UAX 14), and dictionaries for Chinese, Japanese, Thai, Lao,
Khmer and Burmese, which are written without spaces.
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
"""ICU locales: the rules for any script, and the rules that keep a Japanese phrase together ("コンピューターの")."""


def width(text: str) -> int:
    """Return the number of columns that a text fills. A full-width character (Chinese, Japanese, Korean)
    fills two columns, a combining mark none.
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def is_spaceless(word: str) -> bool:
    """Return whether a word contains a script written without spaces. Such a "word" may be many words."""
    return _UNSPACED.search(word) is not None


def pieces(word: str, most_columns: int) -> list[str]:
    """Split a text without white space into pieces of at most `most_columns` columns. Each piece stays on one
    line.

    A script without spaces is split wherever a line may break, so that no word, number or address is torn.
    Other words are split only if they are too wide. No letter is separated from its marks.
    """
    if not is_spaceless(word):
        return [word] if width(word) <= most_columns else list(_fitting(word, [_places], most_columns))
    ways = [_phrases, _words, _places] if _KANA.search(word) else [_words, _places]
    return list(_fitting(word, ways, most_columns))


def breaks_in(word: str) -> Iterator[int]:
    """Yield the positions where a line may break in a script without spaces. Other scripts have none."""
    if is_spaceless(word):
        yield from (end for end in accumulate(map(len, _words(word))) if end < len(word))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fitting(text: str, ways: Sequence[Way], most_columns: int) -> Iterator[str]:
    """Split a text in the first way. Split pieces that are still too wide in the next way, and at last
    between letters.
    """
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
    """Split where a line may break and a word ends. UAX 14 alone allows a break after each kanji."""
    return _cut(text, set(_ends(_places(text))) & set(_ends(WordBreaker(text, ANY))))


def _ends(parts: Iterable[str]) -> Iterator[int]:
    return accumulate(map(len, parts))


def _cut(text: str, ends: set[int]) -> Iterator[str]:
    """Cut a text at the given positions, except inside Latin letters and digits: an address is one word."""
    start = 0
    for end in sorted(ends):
        if not text[end - 1 : end + 1].isascii() or end == len(text):
            yield text[start:end]
            start = end


def _places(text: str) -> Iterable[str]:
    return LineBreaker(text, ANY)


def _lines(text: str, most_columns: int) -> Iterator[str]:
    """Yield as many letters as fit, each with its marks."""
    line = ""
    for letter in CharacterBreaker(text, ANY):
        if line and width(line + letter) > most_columns:
            yield line
            line = ""
        line += letter
    yield line
