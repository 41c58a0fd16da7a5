"""Reads halves after and before numbers, which no library reads: "two and a half million", "zweieinhalb"."""

import re
from collections.abc import Callable, Iterator, Sequence

from clueso.domain.checking.number_words import WRITTEN_SCALES, without_accents

WORDS = frozenset("half halb halbe halben demi demie media medio mezzo mezza meio meia".split())
_ARTICLES = frozenset("a an de un une een".split())
_GLUED = re.compile(r"(.+?)(?:und)?(?:einhalb|eneenhalf|enhalf)(?:e|en|er|es)?")
_ONE_AND_A_HALF = re.compile(r"anderthalb(?:e|en|er|es)?|anderhal(?:f|ve)")
BEFORE = 4
"""Most tokens from a number to its half: "twelve euros and a half"."""

Read = Callable[[Sequence[str]], set[float]]
"""Returns the numbers that some tokens may stand for."""


def values(said: Sequence[str], read: Read) -> Iterator[float]:
    """Yield the numbers with a half in them, alone and times the scale beside them."""
    for place, token in enumerate(said):
        if token in WORDS:
            yield from _beside(said, place, read)
        elif token.endswith(("halb", "halbe", "halben", "half", "halve")):
            scale = WRITTEN_SCALES.get(_token(said, place + 1), 1)
            for whole in _glued(without_accents(token), read):
                yield from (whole + 0.5, (whole + 0.5) * scale)


def _beside(said: Sequence[str], place: int, read: Read) -> Iterator[float]:
    around = said[max(0, place - BEFORE) : place]
    before = read(around)
    scale = _scale_behind(said, place)
    if scale:
        yield 0.5 * scale  # half a million
    for whole in before:
        yield whole + 0.5
        if scale:
            yield (whole + 0.5) * scale  # two and a half million
        # "a million and a half" is one and a half million, not a million and 0.5.
        for counted in (WRITTEN_SCALES[word] for word in around if word in WRITTEN_SCALES):
            if whole >= counted and whole % counted == 0:
                yield whole + counted / 2  # a million and a half


def _scale_behind(said: Sequence[str], place: int) -> int | None:
    behind = place + (2 if _token(said, place + 1) in _ARTICLES else 1)
    return WRITTEN_SCALES.get(_token(said, behind))


def _token(said: Sequence[str], place: int) -> str:
    return said[place] if place < len(said) else ""


def _glued(token: str, read: Read) -> set[float]:
    """Return the whole number in "zweieinhalb" or "tweeënhalf"."""
    if _ONE_AND_A_HALF.fullmatch(token):
        return {1.0}
    found = _GLUED.fullmatch(token)
    return read([found[1]]) if found else set()
