"""Pages as plain text."""

from collections.abc import Mapping
from pathlib import Path

from clueso.domain.pages.page import Page


def write(page: Page, pictures: Mapping[int, Path], into: Path) -> None:
    """Write the title and the texts of a page."""
    del pictures
    texts = [page.title, *(block.text for block in page.blocks if hasattr(block, "text"))]
    into.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
