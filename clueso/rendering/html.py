"""HTML: one self-contained file with its pictures, moving pictures and fonts inside. It loads nothing from a network."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from clueso.domain.pages.page import TEMPLATES, Page
from clueso.domain.words.clock import clock
from clueso.domain.words.labels import Label, in_language
from clueso.rendering import faces


def write(page: Page, pictures: Mapping[int, Path], into: Path) -> None:
    look = page.look
    text = _template().render(
        page=page,
        pictures={index: _embedded(path, "image/jpeg") for index, path in pictures.items()},
        clips={index: _embedded(path, "video/mp4") for index, path in page.clips.items()},
        moving=in_language(Label.MOVING_PICTURE, page.language),
        logo=_embedded(look.logo, "image/png") if look.logo else None,
        faces=faces.stylesheet(),
        look=look,
    )
    into.write_text(text)


def _embedded(path: Path, media_type: str) -> str:
    return f"data:{media_type};base64," + b64encode(path.read_bytes()).decode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader([Path(__file__).parent, TEMPLATES]),
        # No text of a page becomes markup.
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template("page.html")
