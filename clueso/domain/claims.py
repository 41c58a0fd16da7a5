"""Claims that a reader should check: names, numbers and labels that the recording never said."""

import re
from collections.abc import Iterator, Sequence

from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.numbers import digits, spelled, values
from clueso.domain.parts import heads, parts
from clueso.domain.said import Said, addresses
from clueso.domain.transcript import Segment
from clueso.domain.wording import comparable, tokens

NEVER_SAID = "The recording never says this."
SAID_ELSEWHERE = "The recording says this, but not in the part that is cited."

_LABEL = re.compile(
    r"[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u00bb]{1,60})[\"\u201d\u201c\u00bb]|`([^`]{1,60})`"
)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SENTENCE_END = re.compile(r"[.!?:\u2026]['\")\u201d]*\s*$|^\s*$")
_CAPITAL_NOUNS = frozenset({"de", "lb"})  # languages that write every noun with a capital
_ALWAYS_CAPITAL = frozenset({"i", "im", "id", "ill", "ive", "ok"})


def warnings(
    kind: DocumentKind, body: Body, segments: Sequence[Segment], *, language: str
) -> tuple[Warning, ...]:
    """The doubtful words of a body, each once, in reading order."""
    said = Said(segments)
    everything = _Vocabulary(said.words())
    found: dict[tuple[str, str], Warning] = {}
    for pointer, text in heads(body):
        for claim in _claims(text, language):
            if not everything.holds(claim):
                found.setdefault((pointer, claim), Warning(pointer, claim, NEVER_SAID))
    for part in parts(kind, body):
        cited = _Vocabulary(said.words(part.segment_ids))
        for pointer, text in part.texts():
            for claim in _claims(text, language):
                if not cited.holds(claim):
                    reason = SAID_ELSEWHERE if everything.holds(claim) else NEVER_SAID
                    found.setdefault((pointer, claim), Warning(pointer, claim, reason))
    return tuple(found.values())


class _Vocabulary:
    """Words that were said, in the forms in which a writer may tell them."""

    def __init__(self, said: list[str]) -> None:
        self._words = {_stem(token) for token in said}
        self._text = comparable(" ".join(said))
        self._squeezed = "".join(said)
        self._values = values(said)

    def holds(self, claim: str) -> bool:
        numbers = digits(claim) | spelled(claim)
        words = [token for token in tokens(claim) if token not in numbers]
        if any(value not in self._values for value in numbers.values()):
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
    yield from digits(text)
    if language.startswith("en"):
        yield from spelled(text)
    yield from _names(text, language)


def _names(text: str, language: str) -> Iterator[str]:
    """Words that look like names: capitals inside a sentence, or inside the word (PDF, GitHub)."""
    nouns_are_capital = language[:2] in _CAPITAL_NOUNS
    for match in _WORD.finditer(text):
        word = re.sub(r"['\u2019]s?$", "", match[0])
        if len(word) < 2 or "".join(tokens(word)) in _ALWAYS_CAPITAL:
            continue
        capital_inside = any(letter.isupper() for letter in word[1:]) and not text.isupper()
        capital_first = word[0].isupper() and not nouns_are_capital
        if capital_inside or (capital_first and not _SENTENCE_END.search(text[: match.start()])):
            yield word


def _stem(token: str) -> str:
    return token[:-1] if len(token) > 3 and token.endswith("s") else token
