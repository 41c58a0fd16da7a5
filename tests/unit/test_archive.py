"""The folder of a whole project: what it holds, and under which names."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import ExportSubject, RenderedFormat
from clueso.domain.pages.origin import Origin
from clueso.domain.pages.page import Page
from clueso.services.exports.archive import page_of, write_everything
from clueso.services.exports.enclosures import Enclosures
from clueso.services.exports.orders import Order, Written
from clueso.services.transcripts.transcripts import TranscriptView
from tests.bodies import body_of

STEP = {"heading": "Open it", "text": "Click.", "start_ms": 0, "end_ms": 5_000, "segment_ids": ["a"]}


class NoRenderer:
    """Renders nothing: what the pages look like is tested elsewhere."""

    def render(self, page: Page, format: RenderedFormat, pictures: Mapping[int, Path], into: Path) -> None:
        pass


def pictured(kind: DocumentKind, key: str) -> Written:
    """A document of this kind with one picture. Only guides have any today."""
    step = STEP | {"picture": {"at_ms": 4_000, "key": key}}
    members = {
        "title": "How",
        "goal": "It is open.",
        "prerequisites": [],
        "steps": [step],
        "troubleshooting": [],
    }
    return Written(kind, body_of(DocumentKind.GUIDE, members), "extractive")


def test_each_document_keeps_its_own_pictures(tmp_path: Path) -> None:
    files = {kind: tmp_path / kind for kind in (DocumentKind.GUIDE, DocumentKind.ARTICLE)}
    for kind, path in files.items():
        path.write_text(f"of the {kind}")
    into = tmp_path / "folder"
    into.mkdir()
    documents = tuple(pictured(kind, "a key") for kind in files)
    transcript = TranscriptView("p1", "Talk", "en", "whisper small", complete=True, version=1, segments=())

    origin = Origin(date(2026, 11, 27), 5_000, "talk.mp4")
    order = Order(ExportSubject(RenderedFormat.ZIP), transcript, documents, origin)
    pictures = {kind: {0: path} for kind, path in files.items()}
    write_everything(order, NoRenderer(), Enclosures(pictures), into)

    copied = {path.name: path.read_text() for path in (into / "pictures").iterdir()}
    assert copied == {"step-01.jpg": "of the guide", "article-01.jpg": "of the article"}
    assert "pictures/step-01.jpg" in (into / "guide.md").read_text()
    assert "pictures/article-01.jpg" in (into / "article.md").read_text()


@pytest.mark.parametrize(
    ("is_untitled", "headline", "label"), [(True, "Transcript", ""), (False, "talk", "Transcript")]
)
def test_a_page_without_a_title_is_headed_once_by_what_it_is(
    is_untitled: bool, headline: str, label: str
) -> None:
    transcript = TranscriptView(
        "p1", "talk", "en", "whisper small", complete=True, version=1, segments=(), is_untitled=is_untitled
    )
    origin = Origin(date(2026, 11, 27), 5_000, "talk.mp4")
    order = Order(ExportSubject(RenderedFormat.PDF), transcript, (), origin)

    page = page_of(order, Enclosures())

    assert (page.title, page.label) == (headline, label)
    assert "talk.mp4" in page.about
    assert order.filename == "talk transcript.pdf"
