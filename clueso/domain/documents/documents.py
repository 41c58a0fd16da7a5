"""Documents: the list of their kinds, and the values that belong to a document beside its body."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from clueso.domain.documents.kinds.article import Article
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.kinds.chapters import Chapters
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.documents.kinds.script import Script
from clueso.domain.documents.kinds.summary import Summary

LONGEST_KIND = 16
"""Most characters of a kind's word: columns and the names of steps hold no more."""


# A kind is a word that is stored and sent, and the type of its body, which defines everything else about the kind.
# No docstring: the API would show it as the description of the word.
class DocumentKind(StrEnum):
    body: type[Body]

    def __new__(cls, word: str, *body: type[Body]) -> Self:
        if len(word) > LONGEST_KIND:
            raise ValueError(f"The kind of document {word!r} has more than {LONGEST_KIND} characters.")
        kind = str.__new__(cls, word)
        kind._value_ = word
        [kind.body] = body
        return kind

    SUMMARY = "summary", Summary
    CHAPTERS = "chapters", Chapters
    GUIDE = "guide", Guide
    ARTICLE = "article", Article
    SCRIPT = "script", Script


class DocumentStatus(StrEnum):
    QUEUED = "queued"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_final(self) -> bool:
        return self in (DocumentStatus.READY, DocumentStatus.FAILED, DocumentStatus.SKIPPED)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the transcript's segments the writer read. If the numbers differ, the document failed."""

    segments_read: int
    segments_total: int


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a reader should check: `pointer` (RFC 6901) into the body, `text` the doubtful words."""

    pointer: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Generator:
    """The writer of a version. The tokens are those of every paid call for this version, 0 for
    `extractive`. `saw_screens` says that the screens have chosen the moments of its pictures.
    """

    engine: str
    model: str
    prompt_version: str
    input_tokens: int = 0
    output_tokens: int = 0
    saw_screens: bool = False
