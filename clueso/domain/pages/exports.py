"""Exports: their formats, subjects and statuses."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.options import USUAL, ExportOptions


# Each format has its media type. A zip holds the whole project; a file of any other format is one page.
# No docstring: the API would show it as the description of the word.
class RenderedFormat(StrEnum):
    media_type: str

    def __new__(cls, ending: str, *media_type: str) -> Self:
        format = str.__new__(cls, ending)
        format._value_ = ending
        [format.media_type] = media_type
        return format

    DOCX = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "pdf", "application/pdf"
    HTML = "html", "text/html"
    ZIP = "zip", "application/zip"


MOVING_FORMATS = frozenset({RenderedFormat.HTML, RenderedFormat.ZIP})
"""Formats whose files can hold moving pictures."""
TRANSCRIPT, EVERYTHING = "transcript", "everything"


class ExportStatus(StrEnum):
    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportSubject:
    """The subject of an export: a document of this kind; without a kind the transcript; as a zip everything.

    As text ("guide.pdf", "guide.pdf.tl" with options) it is the subject of a step's name.
    """

    format: RenderedFormat
    kind: DocumentKind | None = None
    options: ExportOptions = USUAL

    def __str__(self) -> str:
        whole = EVERYTHING if self.format is RenderedFormat.ZIP else TRANSCRIPT
        code = self.options.code
        return f"{self.kind or whole}.{self.format}" + (f".{code}" if code else "")

    @classmethod
    def parse(cls, text: str) -> Self:
        name, format, *code = text.split(".")
        kind = None if name in (TRANSCRIPT, EVERYTHING) else DocumentKind(name)
        return cls(RenderedFormat(format), kind, ExportOptions.from_code("".join(code)))
