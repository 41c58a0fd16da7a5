"""Claims that a reader should check: names, numbers and labels that the recording never said."""

import re
from collections.abc import Iterator, Sequence

from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.numbers import digits, spelled, values
from clueso.domain.parts import heads, parts
from clueso.domain.said import Said, addresses
from clueso.domain.terms import CAPITAL_NOUNS
from clueso.domain.transcript import Segment
from clueso.domain.wording import comparable, tokens

NEVER_SAID = "The recording never says this."
SAID_ELSEWHERE = "The recording says this, but not in the part that is cited."

_LABEL = re.compile(
    r"[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u00bb]{1,60})[\"\u201d\u201c\u00bb]|`([^`]{1,60})`"
)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SENTENCE_END = re.compile(r"[.!?:\u2026]['\")\u201d]*\s*$|^\s*$")
_ALWAYS_CAPITAL = frozenset({"i", "im", "id", "ill", "ive", "ok"})


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
    everything = _Vocabulary(said.words(), language, spoken)
    found: dict[tuple[str, str], Warning] = {}
    for pointer, text in heads(body):
        for claim in _claims(text, language):
            if not everything.holds(claim):
                found.setdefault((pointer, claim), Warning(pointer, claim, NEVER_SAID))
    for part in parts(kind, body):
        cited = _Vocabulary(said.words(part.segment_ids), language, spoken)
        for pointer, text in part.texts():
            for claim in _claims(text, language):
                if not cited.holds(claim):
                    reason = SAID_ELSEWHERE if everything.holds(claim) else NEVER_SAID
                    found.setdefault((pointer, claim), Warning(pointer, claim, reason))
    return tuple(found.values())


class _Vocabulary:
    """Words that were said, in the forms in which a writer may tell them."""

    def __init__(self, said: list[str], language: str, spoken: str) -> None:
        self._language = language
        self._words = {_stem(token) for token in said}
        self._text = comparable(" ".join(said))
        self._squeezed = "".join(said)
        self._values = values(said, spoken)

    def holds(self, claim: str) -> bool:
        numbers = digits(claim, self._language) | spelled(claim, self._language)
        words = [token for token in tokens(claim) if token not in numbers]
        if any(not readings & self._values for readings in numbers.values()):
            return False
        return all(_stem(word) in self._words for word in words) or self._holds_squeezed(claim)

    def _holds_squeezed(self, claim: str) -> bool:
        """Whether it was said in other spacing: "p d f" for PDF, "git hub" for GitHub."""
        squeezed = "".join(tokens(claim))
        return len(squeezed) >= 3 and squeezed in self._squeezed


def _claims(text: str, language: str) -> Iterator[str]:
    yield from addresses(text)
    for match in _LABEL.finditer(text):
        yield match[1] or match[2]
    yield from digits(text, language)
    yield from spelled(text, language)
    yield from _names(text, language)


def _names(text: str, language: str) -> Iterator[str]:
    """Words that look like names: capitals inside a sentence, or inside the word (PDF, GitHub)."""
    nouns_are_capital = language[:2] in CAPITAL_NOUNS
    for match in _WORD.finditer(text):
        word = re.sub(r"['\u2019]s?$", "", match[0])
        if len(word) < 2 or "".join(tokens(word)) in _ALWAYS_CAPITAL:
            continue
        if nouns_are_capital:  # their compounds, too: E-Mail-Adresse, PDF-Datei
            yield from (part for part in word.split("-") if _has_capital_inside(part, text))
        elif _has_capital_inside(word, text) or (
            word[0].isupper() and not _SENTENCE_END.search(text[: match.start()])
        ):
            yield word


def _has_capital_inside(word: str, text: str) -> bool:
    return any(letter.isupper() for letter in word[1:]) and not text.isupper()


def _stem(token: str) -> str:
    return token[:-1] if len(token) > 3 and token.endswith("s") else token
