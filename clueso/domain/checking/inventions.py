"""Inventions: dates, amounts, telephone numbers, addresses and names that nobody told, and a document without them."""

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from clueso.domain.checking.claims import Claim, Sort, claims
from clueso.domain.checking.heard import Heard
from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.parts import drop, heads, parts
from clueso.domain.words.sentence_ends import ends_sentence

HEADINGS = frozenset({"heading", "title"})
"""Texts that a part cannot do without. An invention in one stays, and the head of the document tells of it."""

_PIECE = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Invention:
    """A claim that nobody told; `pointer` leads to its text."""

    pointer: str
    claim: Claim

    @property
    def what(self) -> str:
        return f"{'an' if _noun(self.claim)[0] in 'a' else 'a'} {_noun(self.claim)}"


def inventions(kind: DocumentKind, body: Body, heard: Heard, *, language: str) -> Iterator[Invention]:
    """The inventions that can be taken out of a body, in reading order."""
    for pointer, text in _texts(kind, body):
        if pointer.count("/") == 1 or pointer.rpartition("/")[2] not in HEADINGS:
            yield from (Invention(pointer, claim) for claim in _invented(text, language, heard))


def without_inventions(
    kind: DocumentKind, body: Body, heard: Heard, *, language: str
) -> tuple[Body | None, list[Claim]]:
    """A body without the sentences that hold inventions, and these. A part of which no sentence is left goes, or
    says its heading again; None when nothing is left."""
    left = copy.deepcopy(body)
    taken: list[Claim] = []
    emptied: list[str] = []
    for pointer, text in _texts(kind, body):
        *way, name = pointer.removeprefix("/").split("/")
        if way and name in HEADINGS:
            continue
        kept = []
        for sentence in sentences(text, language):
            found = list(_invented(sentence, language, heard))
            taken += found
            kept += [] if found else [sentence]
        if len(kept) == len(sentences(text, language)):
            continue
        holder = _at(left, way)
        holder[name] = "".join(kept).strip()
        if not holder[name] and name in ("text", "summary"):
            heading = next((holder[other] for other in HEADINGS if way and other in holder), "")
            holder[name] = "" if any(_invented(heading, language, heard)) else heading
        if not holder[name]:
            emptied.append(pointer)
    return (drop(kind, left, emptied) if emptied else left), taken


def told(taken: Iterable[Claim]) -> list[Warning]:
    """What a reader is told of what was taken out, about the document as a whole."""
    sorts = Counter(map(_noun, taken))
    if not sorts:
        return []
    *others, last = (f"{count} {sort}{'' if count == 1 else _plural(sort)}" for sort, count in sorts.items())
    listed = f"{', '.join(others)} and {last}" if others else last
    reason = f"Left out with what was said of them, because the recording never says them: {listed}."
    return [Warning("", "", reason)]


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text, each with the white space behind it; a paragraph ends one, too."""
    pieces = _PIECE.findall(text)
    found, run = [], ""
    for piece, following in zip_longest(pieces, pieces[1:], fillvalue=""):
        run, first = run + piece, not run
        if (
            "\n\n" in piece
            or not following
            or ends_sentence(piece, following, language=language, first=first)
        ):
            found.append(run)
            run = ""
    return found


def _at(body: Body, way: Sequence[str]) -> dict[str, Any]:
    """The object that a pointer leads to: the body itself, a part of it, or one of a list of parts."""
    if not way:
        return body
    member: Any = body[way[0]]
    part: dict[str, Any] = member[int(way[1])] if len(way) > 1 else member
    return part


def _noun(claim: Claim) -> str:
    return "amount" if claim.sort is Sort.NUMBER else claim.sort.value


def _plural(sort: str) -> str:
    return "es" if sort.endswith("s") else "s"


def _texts(kind: DocumentKind, body: Body) -> Sequence[tuple[str, str]]:
    return [
        *heads(body),
        *(text for part in parts(kind, body) if part.member != "quotes" for text in part.texts()),
    ]


def _invented(text: str, language: str, heard: Heard) -> Iterator[Claim]:
    return (claim for claim in claims(text, language) if heard.is_invented(claim))
