"""Exports: what can be rendered, and what each is called."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from clueso.domain.documents import DocumentKind
from clueso.domain.pages.page import PageFormat


class RenderedFormat(StrEnum):
    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    ZIP = "zip"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    RenderedFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    RenderedFormat.PDF: "application/pdf",
    RenderedFormat.HTML: "text/html",
    RenderedFormat.ZIP: "application/zip",
}

TRANSCRIPT, EVERYTHING = "transcript", "everything"


class ExportStatus(StrEnum):
    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportSubject:
    """What is rendered: a document of this kind or, without one, the transcript; as a zip, everything.

    As text ("guide.pdf") it is the subject of a step's name.
    """

    format: RenderedFormat
    kind: DocumentKind | None = None

    def __str__(self) -> str:
        whole = EVERYTHING if self.format is RenderedFormat.ZIP else TRANSCRIPT
        return f"{self.kind or whole}.{self.format}"

    @classmethod
    def parse(cls, text: str) -> Self:
        name, _, format = text.partition(".")
        return cls(RenderedFormat(format), None if name in (TRANSCRIPT, EVERYTHING) else DocumentKind(name))

    @property
    def page_format(self) -> PageFormat:
        """Raises ValueError for a zip, which holds many pages."""
        return PageFormat(self.format)
