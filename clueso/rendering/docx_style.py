"""The look of a Word file: its paper, its styles, and the marks that python-docx has no call for."""

from collections.abc import Mapping

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.shape import InlineShape
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from clueso.domain.pages.look import WHITE, Look, mixed
from clueso.domain.pages.options import Paper
from clueso.rendering import docx_fonts
from clueso.rendering.faces import SANS, SERIF

GREY, INK = RGBColor(0x4A, 0x54, 0x4F), RGBColor(0x17, 0x20, 0x1C)
RULE = RGBColor(0xDC, 0xD9, 0xCE)
MARGIN = Mm(25)
SIZES = {Paper.A4: (Mm(210), Mm(297)), Paper.LETTER: (Mm(215.9), Mm(279.4))}
AFTER_EDGES = ("w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr")
"""What follows the edges of a paragraph among its properties, whose order the format fixes."""
TINT = 0.88
"""Share of white in the tint behind a warning."""


def set_up(document: DocxDocument, look: Look, language: str | None) -> None:
    """Give a new document its paper, its faces, its styles and the numbers of its pages."""
    section = document.sections[0]
    section.page_width, section.page_height = SIZES[look.paper]
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Mm(24)
    docx_fonts.embed(document)
    normal = _style(document, "Normal", SERIF, 11, INK)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.05  # of the face, whose own lines are wide
    _style(document, "Footer", SANS, 9, GREY)
    _number_pages(section.footer.paragraphs[0])
    for name, face, size, is_bold in (("Heading 1", SERIF, 24, False), ("Heading 2", SANS, 14, True)):
        style = _style(document, name, face, size, INK)
        style.font.bold = style.font.cs_bold = is_bold
        style.paragraph_format.line_spacing = 1.0
    document.styles["Heading 1"].paragraph_format.space_before = Pt(0)
    document.styles["Heading 1"].paragraph_format.space_after = Pt(5)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(20)
    document.styles["Heading 2"].paragraph_format.space_after = Pt(6)
    if language:
        written = OxmlElement("w:lang")
        written.set(qn("w:val"), language)
        normal.element.get_or_add_rPr().append(written)


def text_width(look: Look) -> Length:
    return Length(SIZES[look.paper][0] - 2 * MARGIN)


def colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.removeprefix("#").upper())


def small(run: Run, *, size: float = 9, fill: RGBColor = GREY, is_bold: bool = False) -> None:
    """Set words beside the text: a time, a note."""
    run.font.name, run.font.size, run.font.color.rgb, run.bold = SANS, Pt(size), fill, is_bold


def underline(paragraph: Paragraph, look: Look) -> None:
    """Draw a line in the accent below the paragraph."""
    _edges(paragraph, {"bottom": (look.on_light, 10)})


def at_the_side(paragraph: Paragraph, look: Look, *, is_right_to_left: bool) -> None:
    """Set a quotation apart: an edge in the accent."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(4)
    _edges(paragraph, {"right" if is_right_to_left else "left": (look.on_light, 8)})


def tint(paragraph: Paragraph, look: Look, *, is_right_to_left: bool) -> None:
    """Set a warning apart: a tinted ground and an edge in the accent."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(4)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(8)
    ground = mixed(look.on_light, WHITE, TINT)
    # Edges in the colour of the ground keep the text away from its ends.
    edges = dict.fromkeys(("top", "left", "bottom", "right"), (ground, 6))
    edges["right" if is_right_to_left else "left"] = (look.on_light, 8)
    _edges(paragraph, edges)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), ground.removeprefix("#"))
    paragraph._p.get_or_add_pPr().insert_element_before(shade, *AFTER_EDGES[1:])


def run_from_right(paragraph: Paragraph) -> None:
    """Let a paragraph run from right to left, its words with the size and weight that they have."""
    # python-docx has no call for right-to-left paragraphs, nor for the size of their letters.
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")
    for run in paragraph.runs:
        run.font.rtl = True
    for run in (*paragraph.runs, *(run for link in paragraph.hyperlinks for run in link.runs)):
        if run.font.bold is not None:
            run.font.cs_bold = run.font.bold
        if run.font.size:
            _size_of_others(run._r.get_or_add_rPr(), run.font.size)


def at_the_margin(picture: InlineShape) -> None:
    """Set a picture at the margin. Without a distance LibreOffice leaves 3 mm."""
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")


def framed(picture: InlineShape) -> None:
    """Draw a thin line around a picture: a white screen would have no edge on white paper."""
    line = OxmlElement("a:ln", {"w": str(Pt(0.5))})
    fill = OxmlElement("a:solidFill")
    fill.append(OxmlElement("a:srgbClr", {"val": str(RULE)}))
    line.append(fill)
    picture._inline.graphic.graphicData.pic.spPr.append(line)


def linked(paragraph: Paragraph, run: Run, address: str) -> None:
    """Make the last run of a paragraph a link."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RT.HYPERLINK, is_external=True))
    paragraph._p.append(link)
    link.append(run._r)


def _style(document: DocxDocument, name: str, face: str, size: int, fill: RGBColor) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.color.rgb = face, Pt(size), fill
    _size_of_others(style.element.get_or_add_rPr(), Pt(size))
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # A font of the theme would win over ours.
    for theme in (qn("w:asciiTheme"), qn("w:hAnsiTheme")):
        fonts.attrib.pop(theme, None)
    return style


def _size_of_others(properties: CT_RPr, size: Length) -> None:
    """Set the size of Arabic and Hebrew letters, which the format keeps apart."""
    for earlier in properties.findall(qn("w:szCs")):
        properties.remove(earlier)
    written = OxmlElement("w:szCs")
    written.set(qn("w:val"), str(round(size.pt * 2)))
    properties.find(qn("w:sz")).addnext(written)


def _edges(paragraph: Paragraph, sides: Mapping[str, tuple[str, int]]) -> None:
    """Draw edges, each with its colour and its distance from the text in points."""
    edges = OxmlElement("w:pBdr")
    for side, (fill, space) in sides.items():
        edge = OxmlElement(f"w:{side}")
        attributes = {"val": "single", "sz": "12", "space": str(space), "color": fill.removeprefix("#")}
        for name, value in attributes.items():
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(edges, *AFTER_EDGES)


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text, name in (("", "PAGE"), (" / ", "NUMPAGES")):
        paragraph.add_run(text)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        paragraph._p.append(field)
