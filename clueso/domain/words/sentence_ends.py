"""Finds sentence ends, by the word, the word after it, and the pause between them.

A full stop is ambiguous: "Dr. Smith", "the U.S. team", "am 3. Mai". Two libraries were measured on the cases
of tests/sentence_cases.py and tore a third and a half of them (docs/decisions), so the rules and the table
are ours.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from clueso.domain.words.stopwords import stop_words

# ruff: noqa: RUF001 -- typographic and full-width punctuation is meant
SIGNS = ".!?…‼⁇⁈⁉。．｡！？؟۔।॥։።፧။។៕"
"""Characters that end a sentence (Unicode's STerm and ATerm) in the scripts that Whisper writes."""
CLOSING = "\"'”’»›)]}」』）】*"
OPENING = "\"'“‘„‚«‹([{「『（【¿¡*-–— "

PAUSE_MS = 700
"""From this pause on, the full stop after "U.S." also ends a sentence."""
ORDINAL_LANGUAGES = frozenset("bs cs da de et eu fi fo hr hu is lb lv mk nn no pl sk sl sr tr".split())
"""Languages that write "third" as "3."."""

MANY_LANGUAGES = "mul"
"""ISO 639-2's code for several languages: used for a text whose language is unknown."""

_GAP = re.compile(rf"(?<!\s)\s++(?![^\w\s]+(?:\s|$))|(?<=[。．｡！？])(?![\s{re.escape(SIGNS + CLOSING)}]|$)")
"""Where a sentence can begin: after white space, unless a stand-alone sign follows it, as in "Bien !"; and
after the full stops of Chinese and Japanese.
"""
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_NUMBER = re.compile(r"\d+|[IVXLC]+")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The abbreviations of a language, without their full stop. An entry in lower case matches any case."""

    leading: frozenset[str]
    """Abbreviations that belong to the next word: they never end a sentence."""
    numbered: frozenset[str]
    """Abbreviations that never end a sentence before a number. Elsewhere they are ordinary words."""
    doubtful: frozenset[str]
    """Abbreviations that may end a sentence."""


@cache
def abbreviations(language: str) -> Abbreviations:
    """Return the abbreviations of a language (ISO 639-1) and those common to all languages; for
    MANY_LANGUAGES, all.
    """
    table = json.loads(files(__package__).joinpath("abbreviations.json").read_text(encoding="utf-8"))
    lists = table.values() if language == MANY_LANGUAGES else [table["any"], table.get(language[:2], {})]
    return Abbreviations(
        *(
            frozenset(word for known in lists for word in known.get(kind, "").split())
            for kind in ("leading", "numbered", "doubtful")
        )
    )


def has_end_sign(text: str) -> bool:
    """Return whether a text ends with a sign that can end a sentence, also inside quotation marks or
    brackets.
    """
    return text.rstrip().rstrip(CLOSING).rstrip().endswith(tuple(SIGNS))


def sentences_in(text: str, *, language: str) -> Iterator[str]:
    """Yield the sentences of a text, without the white space between them."""
    text = text.strip()
    gaps = list(_GAP.finditer(text))
    words = zip([0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(text)], strict=True)
    begin = 0
    for (start, end), (following, following_end) in pairwise(words):
        first = start == begin
        if ends_sentence(text[start:end], text[following:following_end], language=language, first=first):
            yield text[begin:end]
            begin = following
    if text:
        yield text[begin:]


def begins_in_lower_case(text: str) -> bool:
    return text.lstrip(OPENING)[:1].islower()


def ends_sentence(
    word: str, following: str, *, language: str, pause_ms: int = 0, first: bool = False
) -> bool:
    """Return whether a sentence ends between two words.

    `pause_ms` is the silence between them, 0 if unknown. `first` means that `word` begins its sentence, as
    the number of a list item does ("1. Open it.").
    """
    if not has_end_sign(word) or begins_in_lower_case(following):
        return False
    bare = word.strip().rstrip(CLOSING).lstrip(OPENING)
    stem = re.split("['’]", bare[:-1])[-1]  # "l'Avv."
    # Only a full stop is ambiguous; "..." is not an abbreviation either.
    if bare[-1:] != "." or stem.endswith("."):
        return True
    following = following.strip().lstrip(OPENING)
    known = abbreviations(language)
    if _is_in(known.leading, stem) or (_is_in(known.numbered, stem) and following[:1].isdigit()):
        return False
    numeral = _NUMBER.fullmatch(stem) is not None
    # "1." at the beginning is the number of a list item.
    if first and numeral:
        return False
    doubtful = _is_in(known.doubtful, stem) or _DOTTED.fullmatch(bare) is not None
    if doubtful or (numeral and language[:2] in ORDINAL_LANGUAGES):
        return pause_ms >= PAUSE_MS or _is_function_word(following, language)
    return True


def _is_in(known: frozenset[str], stem: str) -> bool:
    return stem in known or stem.casefold() in known


def _is_function_word(text: str, language: str) -> bool:
    """Return whether a word that begins in upper case is a function word. No name is one, so its capital
    shows that a sentence begins.
    """
    word = re.match(r"[\w'’]*", text)
    return (
        word is not None
        and not text.startswith(".", word.end())
        and word[0].casefold() in stop_words(language)
    )
