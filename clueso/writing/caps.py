"""The cap on an answer: how many tokens a call may write, by its kind and by the length of what it reads."""

from collections.abc import Mapping
from typing import NamedTuple

from clueso.domain.documents.documents import DocumentKind


class Cap(NamedTuple):
    """Tokens of an answer: `least` of them, and `share` of those that the call reads."""

    least: int
    share: float


CAPS: Mapping[DocumentKind, Cap] = {
    DocumentKind.SUMMARY: Cap(2000, 0.2),
    DocumentKind.CHAPTERS: Cap(1200, 0.5),
    DocumentKind.GUIDE: Cap(1500, 2.0),
    DocumentKind.ARTICLE: Cap(1500, 2.0),
    DocumentKind.SCRIPT: Cap(1000, 3.0),
}
"""About twice what good answers have. A script repeats all words, with a dozen tokens of JSON per sentence; a
translation may need twice the tokens of what was said.
"""
OTHER = Cap(1500, 2.0)
HEAD = 800
"""Tokens of a title with a goal or a lead."""


def most_tokens(kind: DocumentKind, read: int) -> int:
    """Return the cap for a call that reads `read` tokens of a recording."""
    cap = CAPS.get(kind, OTHER)
    return cap.least + round(cap.share * read)
