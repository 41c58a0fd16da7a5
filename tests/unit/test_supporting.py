"""What stands in for a text that nobody said: the speaker's words, each once."""

from dataclasses import replace
from typing import Any

import pytest

from clueso.domain.checking.heard import Heard
from clueso.domain.checking.supported_bodies import Support
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment
from clueso.writing.supporting import Mended, supported
from tests.bodies import body_of

SEGMENTS = (
    Segment("a", 0, 4_000, "Open the reports page from the menu on the left."),
    Segment("b", 4_000, 8_000, "Click the new report button."),
    Segment("c", 8_000, 12_000, "Click save and wait."),
)
INVENTED = "Invoices are deleted every Friday night."


def cited(text: str, *ids: str) -> dict[str, Any]:
    return {"text": text, "segment_ids": list(ids)}


def points(*key_points: dict[str, Any], point: dict[str, Any] | None = None) -> tuple[list[str], Mended]:
    """Return the key points that are published for these, and what was mended."""
    written = {"point": point or cited("Open the reports page.", "a"), "key_points": list(key_points)}
    body = body_of(DocumentKind.SUMMARY, written)
    left, mended = supported(body, Support(SEGMENTS, Heard(SEGMENTS, spoken="en"), language="en"))
    assert left is not None
    return [one.text for one in left.key_points], mended


def test_the_speakers_words_stand_in_for_an_invention() -> None:
    published, mended = points(cited(INVENTED, "b"))

    assert published == [SEGMENTS[1].text]
    assert mended == Mended(replaced=1)


def test_nothing_stands_in_that_another_item_tells() -> None:
    published, mended = points(cited(INVENTED, "b"), cited("Click the new report button.", "b"))

    assert published == ["Click the new report button."]
    assert mended == Mended(left_out=1)


def test_two_inventions_about_one_segment_become_one_item() -> None:
    published, _ = points(cited(INVENTED, "b"), cited("Managers approve the budget.", "b"))

    assert published == [SEGMENTS[1].text]


def test_only_what_no_other_item_tells_stands_in() -> None:
    published, _ = points(cited("Click the new report button.", "b"), cited(INVENTED, "b", "c"))

    assert published == ["Click the new report button.", SEGMENTS[2].text]


def test_the_point_of_a_summary_may_repeat_a_key_point() -> None:
    published, mended = points(cited("Click save.", "c"), point=cited(INVENTED, "c"))

    assert published == ["Click save."]
    assert mended == Mended(replaced=1)


def test_words_of_order_do_not_stand_in() -> None:
    segments = (replace(SEGMENTS[0], text="Then, finally, open the reports page."),)
    body = body_of(
        DocumentKind.SUMMARY, {"point": cited(INVENTED, "a"), "key_points": [cited("Open it.", "a")]}
    )

    left, _ = supported(body, Support(segments, Heard(segments, spoken="en"), language="en"))

    assert left is not None
    assert left.point.text == "Open the reports page."


def test_a_step_with_an_invented_result_finds_its_own_segment() -> None:
    times = {"start_ms": 8_000, "end_ms": 12_000, "segment_ids": ["c"], "picture": None}
    step = {
        "heading": "New report",
        "text": "Click the new report button.",
        "result": "A menu appears.",
    } | times
    guide = body_of(DocumentKind.GUIDE, {"title": "New report", "goal": "Click save.", "steps": [step]})

    recited = Support(SEGMENTS, Heard(SEGMENTS, spoken="en"), language="en").recited(guide)

    assert [one.segment_ids for one in recited.steps] == [("b",)]


@pytest.mark.parametrize(
    ("heading", "cited_id"),
    [
        ("Open the reports page", "a"),
        ("Open the settings page", "b"),
        ("Click it", "b"),
        ("New report button", "b"),
    ],
)
def test_a_step_with_a_wrong_text_is_known_by_its_heading(heading: str, cited_id: str) -> None:
    times = {"start_ms": 4_000, "end_ms": 8_000, "segment_ids": ["b"], "picture": None}
    step = {"heading": heading, "text": INVENTED, "result": None} | times
    guide = body_of(DocumentKind.GUIDE, {"title": "New report", "goal": "Click save.", "steps": [step]})

    recited = Support(SEGMENTS, Heard(SEGMENTS, spoken="en"), language="en").recited(guide)

    assert [one.segment_ids for one in recited.steps] == [(cited_id,)]


def test_a_step_keeps_its_words_where_its_result_was_never_said() -> None:
    times = {"start_ms": 4_000, "end_ms": 8_000, "segment_ids": ["b"], "picture": None}
    said = {"heading": "New report", "text": "Click the new report button.", "result": INVENTED} | times
    invented = {"heading": "New report", "text": INVENTED, "result": None} | times
    guide = body_of(
        DocumentKind.GUIDE, {"title": "New report", "goal": "Click save.", "steps": [said, invented]}
    )

    left, mended = supported(guide, Support(SEGMENTS, Heard(SEGMENTS, spoken="en"), language="en"))

    assert left is not None
    assert [(step.text, step.result) for step in left.steps] == [("Click the new report button.", None)]
    assert mended == Mended(left_out=2)
