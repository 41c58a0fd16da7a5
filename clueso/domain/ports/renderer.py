"""The port that writes pages as files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import Page


class Renderer(Protocol):
    """Writes pages as files. Text in a page never becomes markup. Raises NotRendered."""

    def render(self, page: Page, format: RenderedFormat, pictures: Mapping[int, Path], into: Path) -> None:
        """Write one self-contained file, `into`. `pictures` are JPEGs by the index of their Figure. A Figure
        without a picture is left out.
        """
