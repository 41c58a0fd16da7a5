"""A title, goal or lead that failed the checks: the speaker's own words stand there."""

from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment
from clueso.writing.headed import headed
from tests.bodies import body_of
from tests.writing_fakes import task

SEGMENTS = tuple(
    Segment(f"s{number}", number * 5_000, number * 5_000 + 4_000, text)
    for number, text in enumerate(
        (
            "In this tour I will show you how to make a monthly report for your team.",
            "First, open the reports page from the menu on the left.",
            "Then click the new report button in the top right corner.",
        )
    )
)
GERMAN = "Öffnen Sie die Seite mit den Berichten, und klicken Sie dann auf die Taste für einen neuen Bericht."


def guide(title: str, goal: str, text: str = "Open the reports page.") -> Any:
    times = {"start_ms": 5_000, "end_ms": 9_000, "segment_ids": ["s1"], "picture": None}
    step = {"heading": text[:40], "text": text, "result": None} | times
    return body_of(DocumentKind.GUIDE, {"title": title, "goal": goal, "steps": [step]})


def test_a_goal_that_was_left_out_is_told_in_the_speakers_words() -> None:
    found: Any = headed(guide("Reports", ""), task(DocumentKind.GUIDE, SEGMENTS))

    assert (found.title, found.goal) == ("Reports", "Make a monthly report for your team.")


@pytest.mark.parametrize(
    ("given", "title"),
    [("Our tour", "Our tour"), ("", "How to make a monthly report for your team")],
)
def test_the_title_is_the_one_that_a_person_gave_else_spoken_words(given: str, title: str) -> None:
    found: Any = headed(guide("", "Make a report."), task(DocumentKind.GUIDE, SEGMENTS, title=given))

    assert (found.title, found.goal) == (title, "Make a report.")


def test_a_lead_that_was_left_out_is_told_in_the_speakers_words() -> None:
    section = {"heading": "Reports", "text": "Open it.", "segment_ids": ["s1"]}
    article = body_of(DocumentKind.ARTICLE, {"title": "Reports", "lead": "", "sections": [section]})

    found: Any = headed(article, task(DocumentKind.ARTICLE, SEGMENTS))

    assert "monthly report" in found.lead


def test_a_translation_gets_no_goal_in_the_speakers_language() -> None:
    found: Any = headed(guide("Berichte", "", GERMAN), task(DocumentKind.GUIDE, SEGMENTS))

    assert found.goal == ""


def test_a_document_with_all_of_them_stays_as_it_is() -> None:
    body = guide("Reports", "Make a report.")

    assert headed(body, task(DocumentKind.GUIDE, SEGMENTS)) is body
