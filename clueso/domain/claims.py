"""Claims that a reader should check: names, numbers and labels that the recording never said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache

from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.foreign import addresses, file_names
from clueso.domain.numbers import Value, digits, spelled, values, was_said
from clueso.domain.parts import heads, parts
from clueso.domain.said import PARTS_KEPT, Joined, Said
from clueso.domain.terms import CAPITAL_NOUNS
from clueso.domain.transcript import Segment
from clueso.domain.wording import tokens

NEVER_SAID = "The recording never says this."
SAID_ELSEWHERE = "The recording says this, but not in the part that is cited."

_LABEL = re.compile(
    r"[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u00bb]{1,60})[\"\u201d\u201c\u00bb]|`([^`]{1,60})`"
    r"|\u300c([^\u300d]{1,60})\u300d|\u2039([^\u203a]{1,60})\u203a"
    r"|(?<!\w)[\u2018\u201a]([^\u2018\u2019]{1,60})[\u2018\u2019](?!\w)|(?<!\w)'([^']{1,60})'(?!\w)"
)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SENTENCE_ENDS = (".", "!", "?", ":", "\u2026")
_QUOTING = " \n\t'\"()\u2018\u2019\u201c\u201d\u201e"
_GAP = "\n"  # where an address stood; a label that held one is told in pieces
_ALWAYS_CAPITAL = frozenset({"i", "im", "id", "ill", "ive", "ok"})
_TITLE_SHARE = 0.75  # of the words of a heading "Written Like This"
_TITLE_WORDS = 3


class _Sort(Enum):
    ADDRESS = auto()
    LABEL = auto()
    NUMBER = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class _Claim:
    text: str
    sort: _Sort


def warnings(
    kind: DocumentKind,
    body: Body,
    segments: Sequence[Segment],
    *,
    language: str,
    spoken: str | None = None,
) -> tuple[Warning, ...]:
    """The doubtful words of a body, each once, in reading order. `language` is the body's own; `spoken`
    the recording's, where it is another."""
    said, spoken = Said(segments), spoken or language
    everything = _Vocabulary(said.words(), said, language, spoken)
    found: dict[tuple[str, str], Warning] = {}
    for pointer, text in heads(body):
        for claim in _claims(text, language):
            if not everything.holds(claim):
                found.setdefault((pointer, claim.text), Warning(pointer, claim.text, NEVER_SAID))
    vocabulary = lru_cache(PARTS_KEPT)(lambda ids: _Vocabulary(said.words(ids), said, language, spoken))
    for part in parts(kind, body):
        cited = vocabulary(tuple(part.segment_ids))
        for pointer, text in part.texts():
            for claim in _claims(text, language):
                if not cited.holds(claim):
                    reason = SAID_ELSEWHERE if everything.holds(claim) else NEVER_SAID
                    found.setdefault((pointer, claim.text), Warning(pointer, claim.text, reason))
    return tuple(found.values())


class _Vocabulary:
    """Words that were said, in the forms in which a writer may tell them."""

    def __init__(self, words: list[str], said: Said, language: str, spoken: str) -> None:
        self._said = words
        self._everywhere = said
        self._language = language
        self._spoken = spoken

    @cached_property
    def _words(self) -> set[str]:
        return {_stem(token) for token in self._said}

    @cached_property
    def _phrases(self) -> str:
        return f" {' '.join(_stem(token) for token in self._said)} "

    @cached_property
    def _joined(self) -> Joined:
        return Joined(self._said)

    @cached_property
    def _values(self) -> set[Value]:
        return values(self._said, self._spoken)

    def holds(self, claim: _Claim) -> bool:
        if claim.sort is _Sort.ADDRESS:
            return self._everywhere.holds_address(claim.text)
        numbers = digits(claim.text) | spelled(claim.text, self._language)
        if not all(was_said(number, meanings, self._values) for number, meanings in numbers.items()):
            return self._holds_as_spelled(claim)
        if claim.sort is _Sort.NUMBER:
            return True
        if claim.sort is _Sort.LABEL and not numbers:
            return self._holds_phrase(claim.text) or self._holds_as_spelled(claim)
        in_words = {token for number in numbers for token in number.split()}
        words = [token for token in tokens(claim.text) if token not in in_words]
        return all(_stem(word) in self._words for word in words) or self._holds_as_spelled(claim)

    def _holds_phrase(self, label: str) -> bool:
        return f" {' '.join(_stem(token) for token in tokens(label))} " in self._phrases

    def _holds_as_spelled(self, claim: _Claim) -> bool:
        """Whether it was said in other spacing: "p d f" for PDF, "git hub" for GitHub."""
        return self._joined.holds("".join(tokens(claim.text)))


def _claims(text: str, language: str) -> Iterator[_Claim]:
    for address in dict.fromkeys(addresses(text)):
        yield _Claim(address, _Sort.ADDRESS)
        text = text.replace(address, _GAP)
    for name in dict.fromkeys(file_names(text)):
        yield _Claim(name, _Sort.ADDRESS)
        text = text.replace(name, _GAP)
    for match in _LABEL.finditer(text):
        pieces = (piece.strip(" .,;:!?") for piece in next(filter(None, match.groups())).split(_GAP))
        yield from (_Claim(piece, _Sort.LABEL) for piece in pieces if piece)
    numbers = digits(text) | spelled(text, language)
    yield from (_Claim(number, _Sort.NUMBER) for number in numbers)
    yield from (_Claim(name, _Sort.NAME) for name in _names(text, language))


def _names(text: str, language: str) -> Iterator[str]:
    """Words that look like names: capitals inside a sentence, or inside the word (PDF, GitHub)."""
    nouns_are_capital, is_titled = language[:2] in CAPITAL_NOUNS, _is_titled(text)
    for match in _WORD.finditer(text):
        word = re.sub(r"['\u2019]s?$", "", match[0])
        if len(word) < 2 or "".join(tokens(word)) in _ALWAYS_CAPITAL:
            continue
        if nouns_are_capital:  # their compounds, too: E-Mail-Adresse, PDF-Datei
            yield from (part for part in word.split("-") if _has_capital_inside(part, text))
        elif _has_capital_inside(word, text) or (
            word[0].isupper() and not is_titled and not _begins_sentence(text, match.start())
        ):
            yield word


def _has_capital_inside(word: str, text: str) -> bool:
    return any(letter.isupper() for letter in word[1:]) and not text.isupper()


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 12) : at].rstrip(_QUOTING)
    return not before or before.endswith(_SENTENCE_ENDS)


def _is_titled(text: str) -> bool:
    """Whether It Is Written Like This, where a capital says nothing."""
    words = [match[0] for match in _WORD.finditer(text) if len(match[0]) > 3]
    titled = sum(word[0].isupper() for word in words)
    return len(words) >= _TITLE_WORDS and titled >= _TITLE_SHARE * len(words)


def _stem(token: str) -> str:
    return token[:-1] if len(token) > 3 and token.endswith("s") else token
