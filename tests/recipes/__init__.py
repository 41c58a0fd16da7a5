"""What CONTRIBUTING.md says is all that a new kind of document or a new export format needs."""

from pathlib import Path

from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import Page
from clueso.rendering.adapter import WRITERS, PageRenderer


def rendered(page: Page, into: Path) -> dict[RenderedFormat, bytes]:
    """Return the files of a page, by format."""
    files: dict[RenderedFormat, bytes] = {}
    for format in WRITERS:
        path = into / f"page.{format}"
        PageRenderer().render(page, format, {}, path)
        files[format] = path.read_bytes()
    return files
