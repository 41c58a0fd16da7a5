"""Word files, by python-docx.

They have real headings and lists, so that the user can continue to edit them in Word.
"""

from collections.abc import Mapping
from functools import partial
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from clueso.domain.documents.blocks import Block, Figure, Heading, Listing, Note, Paragraph, Quote
from clueso.domain.pages.page import TO_TICK, Page, above_pictures
from clueso.domain.words.clock import clock
from clueso.rendering.docx_style import (
    GREY,
    INK,
    at_the_margin,
    at_the_side,
    colour,
    framed,
    linked,
    run_from_right,
    set_up,
    small,
    text_width,
    tint,
    underline,
)
from clueso.rendering.faces import DOT, SANS

PICTURE_HEIGHT = Mm(95)
LOGO_WIDTH, LOGO_HEIGHT = Mm(60), Mm(13)
MADE_BY = "Clueso"
SOI = b"\xff\xd8"
APP0 = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # version 1.1, square pixels, no thumbnail


def write(page: Page, pictures: Mapping[int, Path], into: Path) -> None:
    document = Document()
    set_up(document, page.look, page.language)
    _describe(document, page)
    _add_head(document, page)
    shown = [block for block in page.blocks if not isinstance(block, Figure) or block.index in pictures]
    kept = above_pictures(shown)
    for index, block in enumerate(shown):
        _add(document, page, block, pictures, is_kept=index in kept)
    if page.is_right_to_left:
        for paragraph in document.paragraphs:
            run_from_right(paragraph)
    document.save(str(into))


def _describe(document: DocxDocument, page: Page) -> None:
    properties = document.core_properties
    properties.title = page.title[:255]  # the limit of the format
    properties.author = properties.last_modified_by = MADE_BY
    properties.comments = ""
    properties.language = page.language or ""


def _add_head(document: DocxDocument, page: Page) -> None:
    """Add the logo, the word for the sort of page, the title, and the line about the recording."""
    accent = colour(page.look.on_light)
    if page.look.logo:
        logo = document.add_picture(str(page.look.logo), height=LOGO_HEIGHT)
        at_the_margin(logo)
        if logo.width > LOGO_WIDTH:
            logo.height, logo.width = round(logo.height * LOGO_WIDTH / logo.width), LOGO_WIDTH
        document.paragraphs[-1].paragraph_format.space_after = Pt(16)
    if page.label:
        above = document.add_paragraph()
        above.paragraph_format.space_after = Pt(2)
        above.paragraph_format.keep_with_next = True
        run = above.add_run(page.label)
        small(run, fill=accent, is_bold=True)
        run.font.all_caps = True
    last = document.add_heading(page.title, level=1)
    if page.about:
        last = document.add_paragraph()
        small(last.add_run(DOT.join(page.about)), size=9.5)
    last.paragraph_format.space_after = Pt(20)
    underline(last, page.look)


def _add(
    document: DocxDocument, page: Page, block: Block, pictures: Mapping[int, Path], *, is_kept: bool
) -> None:
    """Add a block. `is_kept` keeps a paragraph on the same page as the next block."""
    match block:
        case Heading():
            heading = document.add_heading(level=2)
            if block.number:
                heading.add_run(f"{block.number}. ").font.color.rgb = colour(page.look.on_light)
            heading.add_run(block.text)
            _add_time(heading, page, block.at_ms, before=" ")
        case Paragraph():
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = is_kept or None
            _add_time(paragraph, page, block.at_ms, after="  ")
            if block.label:
                label = paragraph.add_run(f"{block.label}: ")
                label.bold, label.font.name = True, SANS
            paragraph.add_run(block.text)
        case Listing():
            add = (
                document.add_paragraph
                if block.is_tasks
                else partial(document.add_paragraph, style="List Bullet")
            )
            for item in block.items:
                add(f"{TO_TICK} {item}" if block.is_tasks else item)
        case Quote():
            quote = document.add_paragraph(block.text, style="Quote")
            at_the_side(quote, page.look, is_right_to_left=page.is_right_to_left)
        case Figure():
            _add_picture(document, page, pictures[block.index], block.caption)
        case Note():
            note = document.add_paragraph()
            small(note.add_run(block.text), fill=INK if block.is_warning else GREY)
            if block.is_warning:
                tint(note, page.look, is_right_to_left=page.is_right_to_left)


def _add_time(
    paragraph: DocxParagraph, page: Page, at_ms: int | None, *, before: str = "", after: str = ""
) -> None:
    if at_ms is None:
        return
    if before:
        paragraph.add_run(before)
    run = paragraph.add_run(clock(at_ms))
    link = page.link(at_ms)
    small(run, fill=colour(page.look.on_light)) if link else small(run)
    if link:
        linked(paragraph, run, link)
    if after:
        paragraph.add_run(after)


def _add_picture(document: DocxDocument, page: Page, path: Path, caption: str) -> None:
    picture = document.add_picture(BytesIO(_jfif(path.read_bytes())), width=text_width(page.look))
    if picture.height > PICTURE_HEIGHT:
        picture.width = round(picture.width * PICTURE_HEIGHT / picture.height)
        picture.height = PICTURE_HEIGHT
    at_the_margin(picture)
    framed(picture)
    # python-docx has no call for the alternative text of a picture.
    picture._inline.docPr.set("descr", caption)


def _jfif(jpeg: bytes) -> bytes:
    """Return the JPEG with a JFIF header. python-docx recognises a JPEG only by it, and FFmpeg's encoder
    omits it.
    """
    is_known = jpeg[6:10] in (b"JFIF", b"Exif")
    return jpeg if is_known else SOI + APP0 + jpeg.removeprefix(SOI)
