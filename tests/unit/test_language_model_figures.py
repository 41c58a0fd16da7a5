"""The figures of `make eval LLM=url`: what counts as supported, what is paid, and what is worse."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Reply, WritingTask
from clueso.domain.transcript import Segment
from scripts.figures import Figure
from scripts.language_model import Bill, is_as_good, support_of
from tests.bodies import body_of

SEGMENTS = (
    Segment("a", 0, 4_000, "Open the reports page from the menu on the left."),
    Segment("b", 4_000, 8_000, "Then click the new report button."),
)
TASK = WritingTask(DocumentKind.SUMMARY, SEGMENTS, "en", "", 8_000, has_video=False)


def summary(point: str) -> dict[str, object]:
    cited = {"text": "Click the new report button.", "segment_ids": ["b"]}
    return {
        "point": {"text": point, "segment_ids": ["a"]},
        "key_points": [cited],
        "decisions": [],
        "action_items": [],
        "quotes": [],
    }


@pytest.mark.parametrize(
    ("point", "lacking"),
    [("Open the reports page from the menu.", 0), ("Invoices are deleted every Friday night.", 1)],
)
def test_a_text_that_its_citation_does_not_say_is_counted(point: str, lacking: int) -> None:
    texts, lacks = support_of(body_of(DocumentKind.SUMMARY, summary(point)), TASK)

    assert texts == 2
    assert len(lacks) == lacking


def test_a_bill_counts_calls_and_their_tokens() -> None:
    bill = Bill()
    for part in ("first", "second"):
        bill.paid(part, "prompt", "model", lambda key: Reply(key, "stop", 100, 20))

    assert (bill.calls, bill.tokens) == (2, 240)


@pytest.mark.parametrize(("value", "as_good"), [(0.8, False), (0.9, True), (1.0, True)])
def test_a_figure_below_the_one_without_a_model_is_worse(value: float, as_good: bool) -> None:
    columns = {
        "extractive": {"share": Figure("share", 0.9, 1)},
        "small": {"share": Figure("share", value, 1)},
    }

    assert is_as_good(columns, "share") is as_good


@pytest.mark.parametrize(("value", "as_good"), [(2.0, True), (3.0, True), (4.0, False)])
def test_a_distance_above_the_one_without_a_model_is_worse(value: float, as_good: bool) -> None:
    def figure(far: float) -> Figure:
        return Figure("far", far, 5, is_lower_bound=False)

    assert is_as_good({"extractive": {"far": figure(3)}, "small": {"far": figure(value)}}, "far") is as_good
