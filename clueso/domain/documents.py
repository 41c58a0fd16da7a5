"""Documents: the kinds, and what is told about one beside its body."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Body = dict[str, Any]
"""A document's content as JSON; its shape by kind stands in the API's contract (docs/api.md)."""


class DocumentKind(StrEnum):
    SUMMARY = "summary"
    CHAPTERS = "chapters"
    GUIDE = "guide"
    ARTICLE = "article"
    SCRIPT = "script"


class DocumentStatus(StrEnum):
    QUEUED = "queued"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the transcript's segments the writer was shown. Equal, or the document failed."""

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
    """Who wrote it. Tokens are those of every paid call that this version took, 0 for `extractive`."""

    engine: str
    model: str
    prompt_version: str
    input_tokens: int = 0
    output_tokens: int = 0
