"""Word files, by python-docx.

They have real headings and lists, so that the user can continue to edit them in Word.
"""

from collections.abc import Mapping
from functools import partial
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from clueso.domain.documents.blocks import Block, Figure, Heading, Listing, Note, Paragraph, Quote
from clueso.domain.pages.page import TO_TICK, Page, above_pictures
from clueso.domain.words.clock import clock

TEXT_WIDTH = Mm(160)
PICTURE_HEIGHT = Mm(95)
GREY = RGBColor(0x6E, 0x6E, 0x6E)
INK = RGBColor(0x1A, 0x1A, 0x1A)
MADE_BY = "Clueso"
SOI = b"\xff\xd8"
APP0 = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # version 1.1, square pixels, no thumbnail


def write(page: Page, pictures: Mapping[int, Path], into: Path) -> None:
    document = Document()
    _set_up(document, page)
    document.add_heading(page.title, level=1)
    shown = [block for block in page.blocks if not isinstance(block, Figure) or block.index in pictures]
    kept = above_pictures(shown)
    for index, block in enumerate(shown):
        _add(document, block, pictures, is_kept=index in kept)
    if page.is_right_to_left:
        for paragraph in document.paragraphs:
            # python-docx has no call for right-to-left paragraphs.
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
            for run in paragraph.runs:
                run.font.rtl = True
    document.save(str(into))


def _set_up(document: DocxDocument, page: Page) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(24)
    properties = document.core_properties
    properties.title = page.title[:255]  # the limit of the format
    properties.author = properties.last_modified_by = MADE_BY
    properties.comments = ""
    properties.language = page.language or ""
    normal = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    for level, size in ((1, 22), (2, 14)):
        font = document.styles[f"Heading {level}"].font
        font.size, font.color.rgb = Pt(size), INK
    if page.language:
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), page.language)
        normal.element.get_or_add_rPr().append(language)


def _add(document: DocxDocument, block: Block, pictures: Mapping[int, Path], *, is_kept: bool) -> None:
    """Add a block. `is_kept` keeps a paragraph on the same page as the next block."""
    match block:
        case Heading():
            number = f"{block.number}. " if block.number else ""
            heading = document.add_heading(number + block.text, level=2)
            _add_time(heading, block.at_ms, " {}")
        case Paragraph():
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = is_kept or None
            _add_time(paragraph, block.at_ms, "{}  ")
            if block.label:
                paragraph.add_run(f"{block.label}: ").bold = True
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
            document.add_paragraph(block.text, style="Quote")
        case Figure():
            _add_picture(document, pictures[block.index], block.caption)
        case Note():
            run = document.add_paragraph().add_run(block.text)
            run.font.size, run.font.color.rgb = Pt(9), GREY


def _add_time(paragraph: DocxParagraph, at_ms: int | None, form: str) -> None:
    if at_ms is None:
        return
    run = paragraph.add_run(form.format(clock(at_ms)))
    run.font.size, run.font.color.rgb, run.bold = Pt(9), GREY, False


def _add_picture(document: DocxDocument, path: Path, caption: str) -> None:
    picture = document.add_picture(BytesIO(_jfif(path.read_bytes())), width=TEXT_WIDTH)
    if picture.height > PICTURE_HEIGHT:
        picture.width = round(picture.width * PICTURE_HEIGHT / picture.height)
        picture.height = PICTURE_HEIGHT
    # python-docx has no call for the alternative text of a picture.
    picture._inline.docPr.set("descr", caption)


def _jfif(jpeg: bytes) -> bytes:
    """Return the JPEG with a JFIF header. python-docx recognises a JPEG only by it, and FFmpeg's encoder
    omits it.
    """
    is_known = jpeg[6:10] in (b"JFIF", b"Exif")
    return jpeg if is_known else SOI + APP0 + jpeg.removeprefix(SOI)
