"""The look of Word files and PDFs: logos, quotations, the letters of Arabic and Hebrew."""

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from clueso.domain.documents.blocks import Heading, Quote
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.look import Look
from clueso.domain.pages.page import Page
from clueso.rendering.adapter import PageRenderer
from tests.pngs import plain_png

WIDE, TALL = (400, 10), (10, 200)


def page(*blocks: Any, language: str = "en", logo: Path | None = None) -> Page:
    return Page("Title", language, blocks, look=Look(logo=logo))


def rendered(page: Page, format: RenderedFormat, folder: Path) -> Path:
    path = folder / f"page.{format}"
    PageRenderer().render(page, format, {}, path)
    return path


def pictures_mm(pdf: Path) -> list[tuple[float, float]]:
    """Width and height of each picture on the first page."""
    found: list[tuple[float, float]] = []

    def look(operator: bytes, _arguments: Any, matrix: list[float], _text: Any) -> None:
        if operator == b"Do":
            found.append((abs(matrix[0]) / 72 * 25.4, abs(matrix[3]) / 72 * 25.4))

    PdfReader(pdf).pages[0].extract_text(visitor_operand_before=look)
    return found


@pytest.mark.parametrize("size", [WIDE, TALL])
def test_a_logo_of_any_shape_stays_small(size: tuple[int, int], tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(plain_png(*size))

    [in_pdf] = pictures_mm(rendered(page(logo=logo), RenderedFormat.PDF, tmp_path))
    word = docx.Document(str(rendered(page(logo=logo), RenderedFormat.DOCX, tmp_path)))

    [in_word] = [(shape.width.mm, shape.height.mm) for shape in word.inline_shapes]
    assert in_pdf == pytest.approx(in_word, abs=0.1)
    assert in_pdf[0] <= 60.1
    assert in_pdf[1] <= 13.1


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_a_quotation_in_word_has_an_edge_where_its_lines_begin(
    language: str, side: str, tmp_path: Path
) -> None:
    word = docx.Document(
        str(rendered(page(Quote("Said."), language=language), RenderedFormat.DOCX, tmp_path))
    )

    [quote] = [paragraph for paragraph in word.paragraphs if paragraph.text == "Said."]
    assert [edge.tag for edge in quote._p.find(".//" + qn("w:pBdr"))] == [qn(f"w:{side}")]


def test_a_heading_in_arabic_is_as_large_in_word_as_one_in_english(tmp_path: Path) -> None:
    word = docx.Document(str(rendered(page(Heading("الخطوة"), language="ar"), RenderedFormat.DOCX, tmp_path)))

    for name, size in (("Heading 1", "48"), ("Heading 2", "28")):
        properties = word.styles[name].element.rPr
        sizes = [properties.find(qn(f"w:{kind}")).get(qn("w:val")) for kind in ("sz", "szCs")]
        assert sizes == [size, size]
