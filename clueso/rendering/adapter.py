"""The renderer: one writer for each format."""

from collections.abc import Callable, Mapping
from pathlib import Path

from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import Page
from clueso.rendering import docx, html, pdf

WRITERS: dict[RenderedFormat, Callable[[Page, Mapping[int, Path], Path], None]] = {
    RenderedFormat.HTML: html.write,
    RenderedFormat.DOCX: docx.write,
    RenderedFormat.PDF: pdf.write,
}


class PageRenderer:
    """Implements the port `Renderer`."""

    def render(self, page: Page, format: RenderedFormat, pictures: Mapping[int, Path], into: Path) -> None:
        WRITERS[format](page, pictures, into)
