"""Torn sentences: borders between segments that lie inside a sentence of the text that was spoken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Self

from clueso.domain.words.wording import tokens

_CLAUSE = re.compile(r"[.!?,;:]")
_SENTENCE = re.compile(r"[.!?]")


@dataclass(frozen=True, slots=True)
class Borders:
    """How many borders there are between segments, and how many lie inside a sentence."""

    all: int = 0
    inside: int = 0

    def __add__(self, other: Self) -> "Borders":
        return Borders(self.all + other.all, self.inside + other.inside)


def borders(spoken: str, heard: Sequence[str]) -> Borders:
    """Count the borders between the segments of a transcript, and those inside a sentence of the spoken text.

    `heard` holds the texts of the segments. A border is right where the spoken text ends a sentence, or where
    it ends a clause and the recogniser wrote the end of a sentence. The border's place in the spoken text is
    between the nearest words on either side that both texts have.
    """
    said, signs = _signed(spoken)
    words = [tokens(text) for text in heard]
    matcher = SequenceMatcher(None, said, [word for own in words for word in own], autojunk=False)
    pairs = [
        (block.b + at, block.a + at) for block in matcher.get_matching_blocks() for at in range(block.size)
    ]
    ends = list(accumulate(map(len, words)))[:-1]
    inside = 0
    for text, end in zip(heard, ends, strict=False):
        before = max((place for at, place in pairs if at < end), default=0)
        after = min((place for at, place in pairs if at >= end), default=len(said))
        sign = "".join(signs[before:after])
        wrote_end = _SENTENCE.search(text.rstrip()[-2:]) is not None
        inside += not (_SENTENCE.search(sign) or (wrote_end and _CLAUSE.search(sign)))
    return Borders(len(ends), inside)


def _signed(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text, and the punctuation marks behind each word."""
    found: list[str] = []
    signs: list[str] = []
    for piece in text.split():
        own = tokens(piece)
        found += own
        signs += [""] * len(own)
        if own:
            signs[-1] = re.split(r"\w", piece)[-1]
    return found, signs
