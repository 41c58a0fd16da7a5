"""Reads number words of German, French, Spanish, Italian, Dutch and Portuguese as values.

text2num reads ordinals, decimals and well-spelled cardinals. The tables here read the cardinals that it does
not: without accents, in pieces, and every shorter number inside a longer one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from text_to_num import find_numbers

from clueso.domain.checking.tongues import LOOSE, TONGUES
from clueso.domain.words.wording import tokens

LONGEST = 9
"""Most tokens of one number: "deux cent quatre vingt dix neuf mille cent un"."""
LONGEST_LETTERS = 150
"""Most letters of one number. 999,999,999,999 has 122 in German."""

COUNTED = frozenset({"en", *TONGUES})
"""The languages whose number words are read. `numbers` reads those of English."""

WRITTEN_SCALES = {
    word: scale
    for words, scale in (
        ("thousand k tausend tsd mille mil mila duizend", 10**3),
        (
            "million millions mio millionen mill\u00f3n millones milione milioni miljoen milh\u00e3o milh\u00f5es",
            10**6,
        ),
        ("billion billions bn mrd milliarde milliarden milliard milliards miliardo miliardi miljard", 10**9),
    )
    for word in words.split()
}
"""Words that may follow digits: "25 thousand", "1.5 million"."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number in words: the tokens from `start` to `end` (exclusive), and their value."""

    start: int
    end: int
    value: int


def counted(said: Sequence[str], language: str) -> Iterator[Count]:
    """Yield the cardinal numbers of a text's tokens, the longest at each place.

    Yield none in English, which `numbers` reads, and none in a language without tables.
    """
    tongue = TONGUES.get(language[:2])
    at = 0
    while tongue and at < len(said):
        longest = next(_windows(said, at, language[:2]), None)
        if longest:
            yield longest
        at = longest.end if longest else at + 1


def _windows(said: Sequence[str], at: int, code: str) -> Iterator[Count]:
    """Yield the numbers that begin at a place, the longest first."""
    if not _starts(code).match(without_accents(said[at])):
        return
    for end in range(min(len(said), at + LONGEST), at, -1):
        squeezed = without_accents("".join(said[at:end]))
        value = _value(squeezed, code) if len(squeezed) <= LONGEST_LETTERS else None
        if value is not None:
            yield Count(at, end, value)


def spoken_values(said: Sequence[str], language: str) -> set[float]:
    """Return the possible values of the number words: cardinals, ordinals, decimals, halves and dozens."""
    code = language[:2]
    loose = _loose(code)
    bare = [without_accents(token) for token in said]
    found: set[float] = {value for token in bare for value in loose.get(token, ())}
    if code not in TONGUES:
        return found
    found |= {1.0}.union(_found_by_library(said, code))
    for at in range(len(bare)):  # "two thousand, five" may be one number or two
        found |= {float(count.value) for count in _windows(bare, at, code)}
    return found


class _Token(str):
    """A token in the form that text2num needs."""

    def text(self) -> str:
        return str(self)

    def nt_separated(self, previous: "_Token") -> bool:  # noqa: ARG002 (part of the protocol)
        return False

    def not_a_number_part(self) -> bool:
        return False


def _found_by_library(said: Sequence[str], code: str) -> Iterator[float]:
    """Yield the cardinals, ordinals and decimals that text2num finds, alone and times their scale."""
    for number in find_numbers([_Token(token) for token in said], code, 0):
        yield number.value
        if number.value % 1:  # "zwei Komma fünf Millionen" is 2.5 to the library
            words = said[number.start : number.end + 1]
            yield from (number.value * WRITTEN_SCALES[word] for word in words if word in WRITTEN_SCALES)


@cache
def _loose(code: str) -> dict[str, tuple[float, ...]]:
    return {_squeezed(word): values for word, values in LOOSE.get(code, {}).items()}


@cache
def _starts(code: str) -> re.Pattern[str]:
    """Return a pattern for the beginning of a token that may begin a number."""
    tongue = TONGUES[code]
    words = " ".join([tongue.small, tongue.tens, tongue.hundreds, *tongue.scales]).replace("/", " ").split()
    return re.compile("|".join(sorted({re.escape(_squeezed(word.split("_")[0])) for word in words})))


@cache
def _below_thousand(code: str) -> dict[str, int]:
    """Return 0 to 999, written without spaces, in every spelling."""
    tongue = TONGUES[code]
    small = [_spellings(word) for word in tongue.small.split()]
    found = {spelling: value for value, spellings in enumerate(small) for spelling in spellings}
    for ten, word in enumerate(tongue.tens.split(), start=2):
        bases = _spellings(word)
        found |= dict.fromkeys(bases, 10 * ten)
        # French counts from sixty and eighty up to nineteen: soixante-quinze.
        last = 20 if code == "fr" else 10  # soixante-quinze
        for base, value, joint in product(bases, range(1, last), tongue.joint):
            for unit in small[value]:
                written = unit + joint + base if tongue.units_first else base + joint + unit
                # The first spelling wins, because tens in different spellings may give the same word.
                found.setdefault(written, 10 * ten + value)
    rest = dict(found)
    for hundred, word in enumerate(tongue.hundreds.split(), start=1):
        for base in _spellings(word):
            found[base] = 100 * hundred
            for joint in {"", *tongue.joint}:
                for written, value in rest.items():
                    if value:
                        found.setdefault(base + joint + written, 100 * hundred + value)
    return found


@lru_cache(maxsize=50_000)
def _value(squeezed: str, code: str) -> int | None:
    """Return the value of a number written without spaces, or None."""
    known = _below_thousand(code).get(squeezed)
    if known is not None:
        return known
    for word, scale in TONGUES[code].scales.items():
        before, found, after = squeezed.partition(_squeezed(word))
        if not found:
            continue
        many = _value(before, code) if before else 1
        rest = _value(re.sub("^(?:und|et|y|en|e)(?=.)", "", after), code) if after else 0
        # A scale ends a number: after "thousand" only less than a thousand may follow.
        if many is not None and rest is not None and rest < scale:
            return many * scale + rest
    return None


def _spellings(word: str) -> list[str]:
    return [_squeezed(spelling) for spelling in word.split("/")]


def _squeezed(word: str) -> str:
    return without_accents("".join(tokens(word.replace("_", " "))))


def without_accents(word: str) -> str:
    """Return the word without accents, which number words often lack: "veintiséis", "veintiseis"."""
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
