"""The supported share in `make eval`: what counts, and that a planted fault is counted, for every kind."""

from typing import Any

import pytest

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Segment
from scripts.figures import Outcome, support_figures
from scripts.supported import supported
from tests.bodies import body_of

SEGMENTS = (
    Segment("a", 0, 4_000, "Open the reports page from the menu on the left."),
    Segment("b", 4_000, 8_000, "Then click the new report button. It does not send the three numbers."),
)
SAID = "Click the new report button."
FAULTS = {
    "words that nobody said": "Invoices are deleted every Friday night.",
    "a swapped number": "It does not send the four numbers.",
    "a lost denial": "It sends the three numbers.",
    "the words of another segment": "Open the reports page from the menu on the left.",
}


def body(kind: DocumentKind, text: str) -> Any:
    """A document of this kind that says `text` and cites the second segment."""
    times = {"start_ms": 4_000, "end_ms": 8_000, "segment_ids": ["b"]}
    said = {"text": text, "segment_ids": ["b"]}
    step = {"heading": "New report", "text": text, "picture": None} | times
    written: dict[DocumentKind, dict[str, Any]] = {
        DocumentKind.SUMMARY: {"point": said, "key_points": [said]},
        DocumentKind.CHAPTERS: {"chapters": [{"title": "New report", "summary": text} | times]},
        DocumentKind.GUIDE: {"title": "New report", "goal": SAID, "steps": [step]},
        DocumentKind.ARTICLE: {
            "title": "New report",
            "lead": SAID,
            "sections": [{"heading": "New report", "text": text} | times],
        },
        DocumentKind.SCRIPT: {"lines": [{"text": text} | times]},
    }
    return body_of(kind, written[kind])


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_the_citation_says_is_supported(kind: DocumentKind) -> None:
    found = supported(body(kind, SAID), SEGMENTS)

    assert found.share == 1
    assert found.texts >= 1


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", DocumentKind)
def test_a_planted_fault_breaks_the_figure_of_its_kind(kind: DocumentKind, fault: str) -> None:
    draft = Draft(
        body(kind, FAULTS[fault]), Coverage(2, 2), (), Generator("openai", "stand-in", "made by a test")
    )

    (share,) = support_figures(Outcome([], SEGMENTS, 8_000, {kind: draft}, pictures=None))

    assert share.name == f"supported share of the {kind.value}"
    assert not share.holds


def test_each_text_without_support_is_named() -> None:
    planted = body(DocumentKind.SUMMARY, FAULTS["words that nobody said"])

    found = supported(planted, SEGMENTS)

    assert [lack.split(":")[0] for lack in found.lacks] == ["/point/text", "/key_points/0/text"]


def test_a_title_that_a_person_gave_counts_as_said() -> None:
    titled = body_of(DocumentKind.GUIDE, {"title": "Quarterly invoices", "goal": SAID, "steps": []})

    assert supported(titled, SEGMENTS).lacks
    assert not supported(titled, SEGMENTS, given=("Quarterly invoices",)).lacks
