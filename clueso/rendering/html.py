"""HTML: one self-contained file with its pictures inside. It loads nothing from a network."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from clueso.domain.pages.page import Page
from clueso.domain.words.clock import clock


def write(page: Page, pictures: Mapping[int, Path], into: Path) -> None:
    embedded = {
        index: "data:image/jpeg;base64," + b64encode(path.read_bytes()).decode()
        for index, path in pictures.items()
    }
    into.write_text(_template().render(page=page, pictures=embedded))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        # No text of a page becomes markup.
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template("page.html")
