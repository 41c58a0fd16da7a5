"""PDF, by Typst with our faces and Noto fonts from wheels. A page looks the same on every machine, in every script."""

import json
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from shutil import copyfile

import manimgx_fonts
import manimgx_fonts_cjk
import typst

from clueso.domain.documents.blocks import Figure
from clueso.domain.pages.look import WHITE, mixed
from clueso.domain.pages.options import Paper
from clueso.domain.pages.page import Page, above_pictures
from clueso.domain.words.clock import clock
from clueso.errors import NotRendered
from clueso.rendering.faces import DOT, FOLDER

log = logging.getLogger(__name__)

TEMPLATE = Path(__file__).with_name("page.typ")
PACKAGES = (manimgx_fonts, manimgx_fonts_cjk)
PAPERS = {Paper.A4: "a4", Paper.LETTER: "us-letter"}
TINT = 0.88
"""Share of white in the tint behind a warning."""


def write(page: Page, pictures: Mapping[int, Path], into: Path) -> None:
    """Write the page as PDF. Raises NotRendered.

    The typesetter sees only a temporary folder. The template reads the page as JSON data, so no text becomes
    code.
    """
    with tempfile.TemporaryDirectory(dir=into.parent) as name:
        folder = Path(name)
        copyfile(TEMPLATE, folder / "main.typ")
        for index, path in pictures.items():
            copyfile(path, folder / f"{index}.jpg")
        if page.look.logo:
            copyfile(page.look.logo, folder / "logo.png")
        (folder / "page.json").write_text(json.dumps(_data(page, pictures)))
        try:
            typst.compile(str(folder / "main.typ"), output=str(into), root=name, font_paths=_fonts())
        except typst.TypstError as error:
            log.error("The page could not be typeset: %s", error)
            raise NotRendered() from error


def _data(page: Page, pictures: Mapping[int, Path]) -> dict[str, object]:
    shown = [block for block in page.blocks if not isinstance(block, Figure) or block.index in pictures]
    blocks = [{"kind": type(block).__name__} | asdict(block) for block in shown]
    for index in above_pictures(shown):
        blocks[index]["is_above_picture"] = True
    for block in blocks:
        if (at_ms := block.get("at_ms")) is not None:
            block |= {"at": clock(at_ms), "link": page.link(at_ms)}
    return {
        "title": page.title,
        "language": page.language or "en",
        "is_right_to_left": page.is_right_to_left,
        "label": page.label,
        "about": DOT.join(page.about),
        "accent": page.look.on_light,
        "tint": mixed(page.look.on_light, WHITE, TINT),
        "logo": page.look.logo is not None,
        "paper": PAPERS[page.look.paper],
        "blocks": blocks,
    }


@cache
def _fonts() -> typst.Fonts:
    folders = [str(FOLDER), *(str(Path(package.__file__ or "").parent) for package in PACKAGES)]
    # Only our fonts and those of the wheels, so that a page looks the same on every machine.
    return typst.Fonts(include_system_fonts=False, font_paths=folders)
