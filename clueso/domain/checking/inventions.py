"""Inventions: dates, amounts, telephone numbers, addresses and names without a source. Finds them and removes
them from a document.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from clueso.domain.checking.claims import Claim, Sort, claims
from clueso.domain.checking.heard import Heard
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.kinds.body import TITLES, Body
from clueso.domain.documents.parts import B, drop, rewritten, unquoted_texts
from clueso.domain.words.sentence_ends import ends_sentence

_PIECE = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Invention:
    """A claim without a source. `pointer` leads to its text."""

    pointer: str
    claim: Claim

    @property
    def what(self) -> str:
        return f"{'an' if _noun(self.claim)[0] in 'a' else 'a'} {_noun(self.claim)}"


def inventions(body: Body, heard: Heard, *, language: str) -> Iterator[Invention]:
    """Yield the inventions that can be removed from a body, in reading order.

    A part needs its heading, so an invention in a heading stays, and the document's caution names it.
    """
    for pointer, text in unquoted_texts(body):
        if not _is_heading(pointer):
            yield from (Invention(pointer, claim) for claim in _invented(text, language, heard))


def without_inventions(body: B, heard: Heard, *, language: str) -> tuple[B | None, list[Claim]]:
    """Return the body without the sentences that hold inventions, and the removed claims.

    A part without a sentence left is removed, or repeats its heading. The body is None if nothing is left.
    """
    texts = dict(unquoted_texts(body))
    left: dict[str, str] = {}
    taken: list[Claim] = []
    emptied: list[str] = []
    for pointer, text in texts.items():
        if _is_heading(pointer):
            continue
        kept = []
        for sentence in sentences(text, language):
            found = list(_invented(sentence, language, heard))
            taken += found
            kept += [] if found else [sentence]
        if len(kept) == len(sentences(text, language)):
            continue
        holder, _, name = pointer.rpartition("/")
        left[pointer] = "".join(kept).strip()
        if not left[pointer] and name in ("text", "summary"):
            heading = next(
                (texts[at] for title in TITLES if (at := f"{holder}/{title}") in texts and holder), ""
            )
            # The heading stands in only if it holds no invention itself.
            left[pointer] = "" if any(_invented(heading, language, heard)) else heading
        if not left[pointer]:
            emptied.append(pointer)
    kept_body = rewritten(body, lambda pointer, text: left.get(pointer, text)) if left else body
    return (drop(kept_body, emptied) if emptied else kept_body), taken


def _is_heading(pointer: str) -> bool:
    """Return whether this text is the heading of a part. The title of the whole document is none."""
    return pointer.count("/") > 1 and pointer.rpartition("/")[2] in TITLES


def warnings_of(taken: Iterable[Claim]) -> list[Warning]:
    """Return a warning for the reader about the removed claims, for the document as a whole; none if none was
    removed.
    """
    sorts = Counter(map(_noun, taken))
    if not sorts:
        return []
    *others, last = (f"{count} {sort}{'' if count == 1 else _plural(sort)}" for sort, count in sorts.items())
    listed = f"{', '.join(others)} and {last}" if others else last
    reason = f"Left out with what was said of them, because the recording never says them: {listed}."
    return [Warning("", "", reason)]


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text, each with the white space after it. A paragraph also ends a
    sentence.
    """
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


def _noun(claim: Claim) -> str:
    return "amount" if claim.sort is Sort.NUMBER else claim.sort.value


def _plural(sort: str) -> str:
    return "es" if sort.endswith("s") else "s"


def _invented(text: str, language: str, heard: Heard) -> Iterator[Claim]:
    return (claim for claim in claims(text, language) if heard.is_invented(claim))
