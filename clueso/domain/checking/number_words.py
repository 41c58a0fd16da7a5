"""Number words of German, French, Spanish, Italian, Dutch and Portuguese, read as values."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from clueso.domain.checking.tongues import LOOSE, TONGUES
from clueso.domain.words.wording import tokens

LONGEST = 9
"""Tokens of one number: "deux cent quatre vingt dix neuf mille cent un"."""


COUNTED = frozenset({"en", *TONGUES})
"""The languages whose number words are read; those of English in `numbers`."""

HALVES = frozenset("half halb halbe demi demie media medio mezzo mezza meio meia".split())
_POINTS = frozenset("komma virgule coma virgola virgula punto punkt".split())


@dataclass(frozen=True, slots=True)
class Count:
    """A number in words: the tokens from `start` to `end`, and what they mean."""

    start: int
    end: int
    value: int


def counted(said: Sequence[str], language: str) -> Iterator[Count]:
    """The cardinal numbers of a text's tokens, the longest first at each place; none in English, which
    `numbers` reads, and none in a language that we cannot count in."""
    tongue = TONGUES.get(language[:2])
    at = 0
    while tongue and at < len(said):
        longest = next(_windows(said, at, language[:2]), None)
        if longest:
            yield longest
        at = longest.end if longest else at + 1


def _windows(said: Sequence[str], at: int, code: str) -> Iterator[Count]:
    """The numbers that begin at a place, the longest first."""
    if not _starts(code).match(_bare(said[at])):
        return
    for end in range(min(len(said), at + LONGEST), at, -1):
        value = _value(_bare("".join(said[at:end])), code)
        if value is not None:
            yield Count(at, end, value)


def spoken_values(said: Sequence[str], language: str) -> set[float]:
    """What the number words may stand for: cardinals, ordinals, decimals, halves and dozens."""
    code = language[:2]
    loose = _loose(code)
    bare = [_bare(token) for token in said]
    found: set[float] = {value for token in bare for value in loose.get(token, ())}
    if code not in TONGUES:
        return found
    ordinals = _ordinals(code)
    found |= {float(ordinals[token]) for token in bare if token in ordinals} | {1.0}
    for at in range(len(bare)):  # "two thousand, five" may be one number or two
        found |= {float(count.value) for count in _windows(bare, at, code)}
    for before, after in pairwise(counted(bare, language)):
        if before.end + 1 == after.start and bare[before.end] in _POINTS:
            found.add(float(f"{before.value}.{after.value}"))
        if after.start and bare[after.start - 1] in ("halb", "half"):  # half ten is half past nine
            found.add(float(after.value - 1))
    return found


@cache
def _loose(code: str) -> dict[str, tuple[float, ...]]:
    return {_squeezed(word): values for word, values in LOOSE.get(code, {}).items()}


@cache
def _ordinals(code: str) -> dict[str, int]:
    words = TONGUES[code].ordinals.split()
    ends = ("e", "en", "er", "es", "em") if code == "de" else ("",)
    return {
        _squeezed(spelling) + end: number
        for number, spellings in enumerate(words, start=1)
        for spelling in spellings.split("/")
        for end in ends
    }


@cache
def _starts(code: str) -> re.Pattern[str]:
    """What a token begins with that may begin a number."""
    tongue = TONGUES[code]
    words = " ".join([tongue.small, tongue.tens, tongue.hundreds, *tongue.scales]).replace("/", " ").split()
    return re.compile("|".join(sorted({re.escape(_squeezed(word.split("_")[0])) for word in words})))


@cache
def _below_thousand(code: str) -> dict[str, int]:
    """0 to 999, written together, in every spelling."""
    tongue = TONGUES[code]
    small = [_spellings(word) for word in tongue.small.split()]
    found = {spelling: value for value, spellings in enumerate(small) for spelling in spellings}
    for ten, word in enumerate(tongue.tens.split(), start=2):
        bases = _spellings(word)
        found |= dict.fromkeys(bases, 10 * ten)
        last = 20 if code == "fr" else 10  # soixante-quinze
        for base, value, joint in product(bases, range(1, last), tongue.joint):
            for unit in small[value]:
                written = unit + joint + base if tongue.units_first else base + joint + unit
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


@cache
def _value(squeezed: str, code: str) -> int | None:
    """The number that this is, written together, or None."""
    known = _below_thousand(code).get(squeezed)
    if known is not None:
        return known
    for word, scale in TONGUES[code].scales.items():
        before, found, after = squeezed.partition(_squeezed(word))
        if not found:
            continue
        many = _value(before, code) if before else 1
        rest = _value(re.sub("^(?:und|et|y|en|e)(?=.)", "", after), code) if after else 0
        if many is not None and rest is not None and rest < scale:
            return many * scale + rest
    return None


def _spellings(word: str) -> list[str]:
    return [_squeezed(spelling) for spelling in word.split("/")]


def _squeezed(word: str) -> str:
    return _bare("".join(tokens(word.replace("_", " "))))


def _bare(word: str) -> str:
    """Without accents, which number words lose often: "veintiséis", "veintiseis"."""
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
