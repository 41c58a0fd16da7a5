"""Moving pictures: which passage they show, how large they may be, and how files name them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Json
from clueso.domain.documents.kinds.guide import GuideStep
from clueso.domain.documents.passages import LONGEST_MS, passage_of
from clueso.domain.pages import markdown
from clueso.domain.pages.exports import ExportSubject, RenderedFormat
from clueso.domain.pages.options import ExportOptions
from clueso.domain.pages.origin import Origin
from clueso.domain.pages.page import Page
from clueso.domain.transcript import Span
from clueso.services.exports.archive import write_everything
from clueso.services.exports.enclosures import Enclosures
from clueso.services.exports.moving import MOST_BYTES, MOST_BYTES_TOGETHER, most_bytes, wishes
from clueso.services.exports.orders import Order, Written
from clueso.services.transcripts.transcripts import TranscriptView
from tests.bodies import body_of

STEP = {"heading": "Open it", "text": "Click.", "start_ms": 0, "end_ms": 5_000, "segment_ids": ["a"]}
MEMBERS = {"title": "How", "goal": "It is open.", "prerequisites": [], "troubleshooting": []}


class NoRenderer:
    """Remembers the pictures and the clips of the pages that it gets, by kind and format."""

    def __init__(self) -> None:
        self.shown: dict[tuple[str, RenderedFormat], list[list[str]]] = {}

    def render(self, page: Page, format: RenderedFormat, pictures: Mapping[int, Path], into: Path) -> None:
        self.shown[into.stem, format] = [
            [path.name for path in files.values()] for files in (pictures, page.clips)
        ]


def order_of(options: ExportOptions, marks: Sequence[Json] = ()) -> Order:
    """A guide of three steps: one with a picture, one whose picture is not taken, one with another picture."""
    pictures = [
        {"at_ms": 4_600, "key": "a.jpg", "marks": marks},
        {"at_ms": 4_600},
        {"at_ms": 9_000, "key": "b.jpg"},
    ]
    body = body_of(
        DocumentKind.GUIDE, MEMBERS | {"steps": [STEP | {"picture": picture} for picture in pictures]}
    )
    transcript = TranscriptView("p1", "Talk", "en", "whisper small", complete=True, version=1, segments=())
    return Order(
        ExportSubject(RenderedFormat.ZIP, options=options),
        transcript,
        (Written(DocumentKind.GUIDE, body, "extractive"),),
        Origin(date(2026, 11, 27), 5_000, "talk.mp4"),
    )


@pytest.mark.parametrize(
    ("start_ms", "at_ms", "expected"),
    [
        (10_000, 15_000, Span(10_000, 15_000)),
        (10_000, 40_000, Span(40_000 - LONGEST_MS, 40_000)),
        (10_000, 10_000, Span(8_000, 10_000)),
        (10_000, 7_000, Span(5_000, 7_000)),
        (0, 1_000, Span(0, 1_000)),
        (0, 0, Span(0, 0)),
    ],
)
def test_a_passage_leads_up_to_the_picture(start_ms: int, at_ms: int, expected: Span) -> None:
    step = GuideStep(heading="A", text="B", start_ms=start_ms, end_ms=start_ms + 5_000, segment_ids=("a",))

    assert passage_of(step, at_ms) == expected


@pytest.mark.parametrize("count", [1, 10, 11, 30, 1000])
def test_all_clips_of_a_file_have_their_share_of_its_size(count: int) -> None:
    assert most_bytes(count) <= MOST_BYTES
    assert most_bytes(count) * count <= MOST_BYTES_TOGETHER


def test_each_picture_that_is_shown_has_a_moving_one() -> None:
    found = [(wish.index, wish.still) for wish in wishes(order_of(ExportOptions(moving=True)))]

    assert found == [(0, "a.jpg"), (2, "b.jpg")]


@pytest.mark.parametrize("options", [ExportOptions(), ExportOptions(pictures=False, moving=True)])
def test_nothing_moves_that_nobody_asked_for(options: ExportOptions) -> None:
    assert wishes(order_of(options)) == []


def test_nothing_moves_in_a_document_that_hides_something() -> None:
    blur = {"kind": "blur", "box": [0.1, 0.1, 0.2, 0.1]}
    order = order_of(ExportOptions(moving=True), marks=[blur])

    assert wishes(order) == []


def test_a_folder_holds_moving_pictures_beside_the_pictures(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("a.jpg", "b.jpg", "clip.mp4")}
    for path in files.values():
        path.write_text(path.name)
    into, renderer = tmp_path / "folder", NoRenderer()
    into.mkdir()

    write_everything(
        order_of(ExportOptions(moving=True)),
        renderer,
        Enclosures(
            {DocumentKind.GUIDE: {0: files["a.jpg"], 2: files["b.jpg"]}},
            {DocumentKind.GUIDE: {2: files["clip.mp4"]}},
        ),
        into,
    )

    assert sorted(path.name for path in (into / "pictures").iterdir()) == [
        "step-01.jpg",
        "step-03.jpg",
        "step-03.mp4",
    ]
    assert (into / "pictures" / "step-03.mp4").read_text() == "clip.mp4"
    text = (into / "guide.md").read_text()
    assert text.count("Moving picture") == 1
    assert text.index("step-03.jpg") < text.index("[Moving picture](<pictures/step-03.mp4>)")
    assert (into / "guide.json").read_text().count('"moving": "pictures/step-03.mp4"') == 1
    assert renderer.shown["guide", RenderedFormat.HTML] == [["a.jpg", "b.jpg"], ["clip.mp4"]]
    assert renderer.shown["transcript", RenderedFormat.HTML] == [[], []]


def test_a_link_to_a_moving_picture_is_in_the_language_of_the_document() -> None:
    step = STEP | {"heading": "Die Seite öffnen", "text": "Klicken Sie auf das Feld, das Sie dort sehen."}
    members = MEMBERS | {"title": "So geht es", "goal": "Die Seite ist offen.", "steps": [step]}
    body = body_of(DocumentKind.GUIDE, members)

    assert "[Bewegtes Bild](<a b.mp4>)" in markdown.render(
        body, title="T", clips={0: "a b.mp4"}, language="de"
    )
