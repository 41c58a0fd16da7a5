"""Finds names in a text: words with a capital that only a name has, and how certain each one is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from clueso.domain.words.terms import CAPITAL_NOUNS
from clueso.domain.words.wording import tokens

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SENTENCE_ENDS = (".", "!", "?", ":", "\u2026")
_QUOTING = " \n\t'\"()\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u00bf\u00a1"
_ALWAYS_CAPITAL = frozenset({"i", "im", "id", "ill", "ive", "ok"})
_TITLE_SHARE = 0.75  # share of capitalised words from which a heading counts as "Written Like This"
_TITLE_WORDS = 3
_ADDRESSED = frozenset(
    "mr mrs ms miss dr prof professor doctor sir madam herr herrn frau doktor monsieur madame mademoiselle mme mlle "
    "se\u00f1or se\u00f1ora sr sra don do\u00f1a signor signore signora sig dott meneer mevrouw dhr mevr senhor senhora".split()
)
_COMPANY = frozenset("inc ltd llc gmbh ag sas sarl spa srl bv nv lda corp corporation plc kg limited".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A word that looks like a name. `at` is its position in the text.

    `is_certain` is true if the word can be nothing else: a given name, a word after "Ms", before "Ltd", or
    beside a given name.
    """

    text: str
    at: int
    is_certain: bool


def names(text: str, language: str) -> Iterator[Name]:
    """Yield words with a capital inside a sentence or inside the word (PDF, GitHub), and given names
    anywhere.
    """
    # In a text in capitals, a capital means nothing.
    if text.isupper():
        return
    nouns_are_capital, is_titled = language[:2] in CAPITAL_NOUNS, _is_titled(text)
    words = [(match, re.sub(r"['\u2019]s?$", "", match[0])) for match in _WORD.finditer(text)]
    before, before_is_name = "", False
    for place, (match, word) in enumerate(words):
        behind = words[place + 1] if place + 1 < len(words) else None
        folded = "".join(tokens(word))
        # In German every noun has a capital, so a capital behind a name is no surname.
        follows = before in _ADDRESSED or (before_is_name and not nouns_are_capital)
        is_name = (
            word[0].isupper()
            and folded not in _ADDRESSED
            and (
                folded in _given()
                or (follows and _is_spaced(text, match))
                or (behind is not None and _is_company(behind[1]) and _is_spaced(text, behind[0]))
            )
        )
        before, before_is_name = folded, is_name
        if is_name:
            yield Name(word, match.start(), is_certain=True)
        elif len(word) < 2 or folded in _ALWAYS_CAPITAL | _ADDRESSED | _COMPANY:
            continue
        elif nouns_are_capital:  # also in compounds: E-Mail-Adresse, PDF-Datei
            inside = (part for part in word.split("-") if _has_capital_inside(part))
            yield from (Name(part, match.start(), is_certain=False) for part in inside)
        elif _has_capital_inside(word) or (
            word[0].isupper() and not is_titled and not _begins_sentence(text, match.start())
        ):
            yield Name(word, match.start(), is_certain=False)


def _is_spaced(text: str, match: re.Match[str]) -> bool:
    """Return whether only a space, or the full stop of "Dr.", separates a word from the word before it."""
    gap = text[max(0, match.start() - 2) : match.start()]
    return gap[-1:] == " " and (gap[0].isalpha() or gap[0] == ".")


def _is_company(word: str) -> bool:
    return "".join(tokens(word)) in _COMPANY and word[0].isupper()


@cache
def _given() -> frozenset[str]:
    """Return common given names of the supported languages, without those that are also words or products."""
    listed = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8")
    return frozenset("".join(tokens(name)) for name in listed.split())


def _has_capital_inside(word: str) -> bool:
    return any(letter.isupper() for letter in word[1:])


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 12) : at].rstrip(_QUOTING)
    return not before or before.endswith(_SENTENCE_ENDS)


def _is_titled(text: str) -> bool:
    """Return whether a heading Is Written Like This, where a capital means nothing."""
    words = [match[0] for match in _WORD.finditer(text) if len(match[0]) > 3]
    titled = sum(word[0].isupper() for word in words)
    is_running = re.search(r"[.!?\u2026]\s", text)
    return not is_running and len(words) >= _TITLE_WORDS and titled >= _TITLE_SHARE * len(words)
