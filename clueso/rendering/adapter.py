"""The renderer: each format by the library that writes it best."""

from collections.abc import Callable, Mapping
from pathlib import Path

from clueso.domain.pages.page import Page, PageFormat
from clueso.rendering import docx, html, pdf

WRITERS: dict[PageFormat, Callable[[Page, Mapping[int, Path], Path], None]] = {
    PageFormat.HTML: html.write,
    PageFormat.DOCX: docx.write,
    PageFormat.PDF: pdf.write,
}


class PageRenderer:
    """Implements the port `Renderer`."""

    def render(self, page: Page, format: PageFormat, pictures: Mapping[int, Path], into: Path) -> None:
        WRITERS[format](page, pictures, into)
