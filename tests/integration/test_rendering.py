"""The renderer: each format opened by a reader that did not write it."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.look import Look
from clueso.domain.pages.options import ExportOptions, Paper
from clueso.domain.pages.origin import Origin
from clueso.domain.pages.page import Page, document_page, transcript_page
from clueso.domain.transcript import Segment
from clueso.domain.words.labels import Label
from clueso.rendering.adapter import WRITERS, PageRenderer
from tests.bodies import body_of
from tests.hostile import PAYLOADS
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, SPEECH

MOMENTS = [2_000, 8_000]


TIMED = ExportOptions(times=True)
ORIGIN = Origin(date(2026, 11, 27), 125_000, "tour.mp4", "https://clueso.example.com/projects/1")


def guide(text: str = "Click save.", title: str = "How to save") -> Page:
    step = {"heading": text, "text": f"{text}\n\n{text}", "result": text, "start_ms": 65_000}
    part = {"text": text}
    body = {"title": title, "goal": text, "prerequisites": [part], "steps": [step] * 3}
    whole = body_of(DocumentKind.GUIDE, body | {"troubleshooting": [part]})
    return document_page(whole, title="P", language="en", options=TIMED)


@pytest.fixture
def pictures(tmp_path: Path, watch: PipeWatch) -> dict[int, Path]:
    """Of the first two of three steps, as the pipeline takes them."""
    taken = MEDIA.pictures(SPEECH, MOMENTS, tmp_path, watch)
    return {index: picture.path for index, picture in enumerate(taken)}


def rendered(
    page: Page, format: RenderedFormat, folder: Path, pictures: dict[int, Path] | None = None
) -> Path:
    path = folder / f"page.{format}"
    PageRenderer().render(page, format, pictures or {}, path)
    return path


class Reader(HTMLParser):
    """What a browser would see: the text, the tags, and where they lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.leads: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.leads += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pdf_text(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def test_a_word_file_has_headings_texts_and_pictures(tmp_path: Path, pictures: dict[int, Path]) -> None:
    document = docx.Document(str(rendered(guide(), RenderedFormat.DOCX, tmp_path, pictures)))

    headings = [
        p.text for p in document.paragraphs if ((p.style and p.style.name) or "").startswith("Heading")
    ]
    assert headings[:3] == ["How to save", "Before you start", "1. Click save. 01:05"]
    assert "Result: Click save." in [p.text for p in document.paragraphs]
    assert len(document.inline_shapes) == len(pictures)
    assert all(shape._inline.xpath(".//pic:spPr/a:ln") for shape in document.inline_shapes)
    assert document.core_properties.title == "How to save"


def test_a_pdf_has_the_text_and_the_pictures(tmp_path: Path, pictures: dict[int, Path]) -> None:
    path = rendered(guide(), RenderedFormat.PDF, tmp_path, pictures)

    pdf = PdfReader(path)
    text = pdf_text(path)
    assert "How to save" in text
    assert "3. Click save." in text
    assert "01:05" in text
    assert sum(len(page.images) for page in pdf.pages) == len(pictures)
    assert pdf.metadata is not None and pdf.metadata.title == "How to save"


def test_a_step_stands_on_one_page_with_its_picture(tmp_path: Path, pictures: dict[int, Path]) -> None:
    both = {index: pictures[index % 2] for index in range(7)}
    step = {"text": "Click it.\n\nThen wait.", "result": "It opens.", "start_ms": 0, "heading": "Do it"}
    body = {"title": "T", "goal": "G.", "prerequisites": [], "steps": [step] * 7, "troubleshooting": []}

    path = rendered(
        document_page(body_of(DocumentKind.GUIDE, body), title="T"), RenderedFormat.PDF, tmp_path, both
    )

    for page in PdfReader(path).pages:
        texts = page.extract_text()
        counts = {texts.count(part) for part in (". Do it", "Click it.", "Then wait.", "It opens.")}
        assert len(counts) == 1
        assert bool(counts - {0}) == bool(len(page.images))


def test_a_word_wider_than_the_page_is_broken(tmp_path: Path) -> None:
    path = rendered(guide("https://example.com/" + "W" * 300), RenderedFormat.PDF, tmp_path)

    lines = pdf_text(path).splitlines()
    assert max(map(len, lines)) < 80
    assert flat("".join(lines)).count("W" * 300) > 10  # but for those that a page number parts
    assert "\u200b" not in pdf_text(path)


def test_a_page_in_arabic_runs_from_right_to_left_whatever_its_labels(tmp_path: Path) -> None:
    step = {
        "heading": "\u0627\u062d\u0641\u0638",
        "text": "\u0627\u062d\u0641\u0638",
        "result": "\u062a\u0645",
    }
    body: dict[str, Any] = {
        "title": "\u062f\u0644\u064a\u0644",
        "goal": "",
        "prerequisites": [],
        "troubleshooting": [],
    }
    body |= {"steps": [step | {"start_ms": 0}]}
    page = document_page(body_of(DocumentKind.GUIDE, body), title="T", language="ar")

    html = rendered(page, RenderedFormat.HTML, tmp_path).read_text()
    word = docx.Document(str(rendered(page, RenderedFormat.DOCX, tmp_path)))

    assert 'dir="rtl"' in html
    assert re.search("<bdi><strong>[^<]*:</strong></bdi> \u062a\u0645", html)  # no sign of which way it runs
    assert all(p._p.xpath("./w:pPr/w:bidi") for p in word.paragraphs)
    assert all(run.font.rtl for p in word.paragraphs for run in p.runs)


def test_an_html_file_holds_its_pictures_and_asks_nobody(tmp_path: Path, pictures: dict[int, Path]) -> None:
    html = rendered(guide(), RenderedFormat.HTML, tmp_path, pictures).read_text()

    read = Reader(html)
    assert read.tags.count("img") == len(pictures)
    assert all(lead.startswith("data:image/jpeg;base64,") for lead in read.leads)
    assert not {"script", "link", "iframe", "object", "embed"} & set(read.tags)
    assert not re.search(r"url\((?!data:)|@import|https?:", html)


@pytest.mark.parametrize("format", WRITERS)
def test_a_transcript_tells_speakers_and_times(format: RenderedFormat, tmp_path: Path) -> None:
    segments = [Segment("a", 65_000, 66_000, "Hello.", speaker="Alice")]
    page = transcript_page(segments, title="Talk", language="en", engine="whisper small")

    path = rendered(page, format, tmp_path)

    match format:
        case RenderedFormat.HTML:
            text = "".join(Reader(path.read_text()).words)
        case RenderedFormat.DOCX:
            text = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
        case RenderedFormat.PDF:
            text = pdf_text(path)
    for said in ("Talk", "01:05", "Alice:", "Hello.", "Whisper small"):
        assert said in text


@pytest.mark.parametrize("payload", PAYLOADS)
class TestHostileTexts:
    def test_stay_text_in_html(self, payload: str, tmp_path: Path) -> None:
        harmless = Reader(rendered(guide(), RenderedFormat.HTML, tmp_path).read_text())

        read = Reader(rendered(guide(payload, payload), RenderedFormat.HTML, tmp_path).read_text())

        assert read.tags == harmless.tags
        assert read.leads == []
        assert flat(payload) in flat("".join(read.words))

    def test_stay_text_in_word(self, payload: str, tmp_path: Path) -> None:
        path = rendered(guide(payload, payload), RenderedFormat.DOCX, tmp_path)

        document = docx.Document(str(path))

        assert [p.text for p in document.paragraphs].count(
            payload
        ) == 10  # title, goal, two parts, two paragraphs of three steps
        assert not [link for p in document.paragraphs for link in p.hyperlinks]

    def test_stay_text_in_a_pdf(self, payload: str, tmp_path: Path) -> None:
        path = rendered(guide(payload, payload), RenderedFormat.PDF, tmp_path)

        pdf = PdfReader(path)

        assert not [note for page in pdf.pages for note in page.get("/Annots", [])]
        assert "root:" not in pdf_text(path)
        written = re.findall(r"[a-z]{4,}", payload)
        assert all(word in flat(pdf_text(path)) for word in written if "\u202e" not in payload)

    def test_stay_text_as_a_speaker(self, payload: str, tmp_path: Path) -> None:
        page = transcript_page([Segment("a", 0, 1, payload, speaker=payload)], title=payload)

        for format in WRITERS:
            assert rendered(page, format, tmp_path).stat().st_size
        read = Reader((tmp_path / "page.html").read_text())
        assert read.tags.count("p") == 1
        assert read.leads == []


@pytest.mark.parametrize(
    ("language", "text"), [("ja", "保存をクリックします"), ("hi", "सहेजें"), ("ru", "Нажмите"), ("el", "Κλικ")]
)
def test_every_script_has_its_letters_in_a_pdf(language: str, text: str, tmp_path: Path) -> None:
    page = transcript_page([Segment("a", 0, 1, text)], title=text, language=language)

    path = rendered(page, RenderedFormat.PDF, tmp_path)

    fonts = {str(font["/BaseFont"]) for page in PdfReader(path).pages for font in fonts_of(page)}
    assert any("Noto" in font or "Literata" in font for font in fonts)
    if language != "hi":  # its signs are not in the order of its letters
        assert text in pdf_text(path)


def fonts_of(page: object) -> list[dict[str, object]]:
    resources = page["/Resources"]  # type: ignore[index]
    return [font.get_object() for font in resources["/Font"].values()]


def test_a_long_transcript_takes_seconds(tmp_path: Path) -> None:
    segments = [
        Segment(f"s{i}", i * 4000, i * 4000 + 3900, "So that is what we do here now. " * 2)
        for i in range(9000)
    ]
    page = transcript_page(segments, title="Ten hours", language="en")

    path = rendered(page, RenderedFormat.PDF, tmp_path)

    assert len(PdfReader(path).pages) > 100


def words(path: Path) -> str:
    """The text of a file, with its spaces as they fall."""
    match path.suffix:
        case ".html":
            text = "".join(Reader(path.read_text()).words)
        case ".docx":
            text = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
        case _:
            text = pdf_text(path)
    return " ".join(text.split())


@pytest.mark.parametrize("format", WRITERS)
def test_every_file_says_what_it_is_and_which_recording_it_is_of(
    format: RenderedFormat, tmp_path: Path
) -> None:
    path = rendered(guide().above(ORIGIN, Label.GUIDE), format, tmp_path)

    text = words(path)
    assert "guide" in text.lower()
    assert all(part in text for part in ("November 27, 2026", "02:05", "tour.mp4"))


@pytest.mark.parametrize("format", WRITERS)
def test_times_lead_to_the_recording_where_its_address_is_known(
    format: RenderedFormat, tmp_path: Path
) -> None:
    path = rendered(guide().above(ORIGIN, Label.GUIDE), format, tmp_path)

    match format:
        case RenderedFormat.HTML:
            leads = Reader(path.read_text()).leads
        case RenderedFormat.DOCX:
            document = docx.Document(str(path))
            leads = [link.address for p in document.paragraphs for link in p.hyperlinks]
        case RenderedFormat.PDF:
            notes = [note.get_object() for page in PdfReader(path).pages for note in page.get("/Annots", [])]
            leads = [str(note["/A"]["/URI"]) for note in notes]
    assert leads == ["https://clueso.example.com/projects/1?t=65"] * 3


@pytest.mark.parametrize("paper", Paper)
def test_a_page_is_on_the_paper_of_its_options(paper: Paper, tmp_path: Path) -> None:
    page = replace(guide(), look=Look(paper=paper))

    pdf = PdfReader(rendered(page, RenderedFormat.PDF, tmp_path)).pages[0].mediabox
    word = docx.Document(str(rendered(page, RenderedFormat.DOCX, tmp_path))).sections[0]

    width_mm = {Paper.A4: 210, Paper.LETTER: 215.9}[paper]
    assert float(pdf.width) / 72 * 25.4 == pytest.approx(width_mm, abs=0.5)
    assert word.page_width is not None and word.page_width.mm == pytest.approx(width_mm, abs=0.5)


def test_a_word_file_carries_its_faces(tmp_path: Path) -> None:
    path = rendered(guide(), RenderedFormat.DOCX, tmp_path)

    with zipfile.ZipFile(path) as archive:
        table = archive.read("word/fontTable.xml").decode()
        fonts = [name for name in archive.namelist() if name.endswith(".odttf")]
        key = re.findall(r"{([0-9A-F-]{36})}", table)[0]
        head = archive.read("word/fonts/Literata-Regular.odttf")[:32]
    assert len(fonts) == 5
    assert 'w:name="Literata"' in table
    pad = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    assert bytes(one ^ other for one, other in zip(head, pad, strict=True))[:4] == bytes.fromhex("00010000")


def test_a_pdf_is_set_in_our_faces(tmp_path: Path) -> None:
    path = rendered(guide(), RenderedFormat.PDF, tmp_path)

    fonts = {str(font["/BaseFont"]) for page in PdfReader(path).pages for font in fonts_of(page)}
    assert any("Literata" in font for font in fonts)
    assert any("InstrumentSans" in font for font in fonts)
    assert not any("Noto" in font for font in fonts)


def test_a_guide_without_times_has_none_in_its_headings(tmp_path: Path) -> None:
    step = {"heading": "Do it", "text": "Click.", "start_ms": 65_000}
    body = body_of(DocumentKind.GUIDE, {"title": "T", "goal": "G.", "steps": [step]})

    for format in WRITERS:
        path = rendered(document_page(body, title="T"), format, tmp_path)
        assert "01:05" not in words(path)
