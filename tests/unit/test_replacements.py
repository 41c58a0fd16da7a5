"""What a replacement changes in a document, and what stays as it is."""

from dataclasses import replace
from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.editing.mentions import CLOSE, OPEN
from clueso.domain.editing.operations import ReplaceAll
from clueso.domain.editing.replacements import differ_only_by, in_body
from clueso.domain.transcript import Segment
from tests.bodies import body_of

BOREALIS = ReplaceAll("boring Alice", "Borealis")


def summary(point: str, **fields: Any) -> Any:
    return body_of(DocumentKind.SUMMARY, {"point": {"text": point, "segment_ids": ["a"]}} | fields)


def test_only_the_texts_in_which_the_words_stand_change() -> None:
    step: dict[str, Any] = {"heading": "Open Boring Alice", "text": "Click.", "segment_ids": ["a"]}
    step |= {"start_ms": 0, "end_ms": 1, "picture": {"at_ms": 0, "alt": "Boring Alice is open"}}
    body = body_of(DocumentKind.GUIDE, {"title": "boring alice, boring Alice", "goal": "G.", "steps": [step]})

    found, count = in_body(body, BOREALIS)

    [changed] = found.steps
    assert (found.title, found.goal, count) == ("Borealis, Borealis", "G.", 4)
    assert (changed.heading, changed.text, changed.picture.alt) == (
        "Open Borealis",
        "Click.",
        "Borealis is open",
    )


def test_the_name_of_a_speaker_stays() -> None:
    stored = f"{OPEN}ali{CLOSE} likes ali."

    found, count = in_body(summary(stored), ReplaceAll("ali", "Ally"))

    assert (found.point.text, count) == (f"{OPEN}ali{CLOSE} likes Ally.", 1)


@pytest.mark.parametrize(
    ("text", "replacement"),
    [("Boring Alice", ReplaceAll("boring alice", "")), ("x" * 10_001, ReplaceAll("x", "yy"))],
    ids=["empty", "too long"],
)
def test_a_text_that_would_become_empty_or_too_long_stays(text: str, replacement: ReplaceAll) -> None:
    assert in_body(summary(text), replacement) == (summary(text), 0)


def test_a_quote_changes_only_once_the_transcript_has() -> None:
    body = summary("P.", quotes=[{"text": "I like boring Alice", "segment_ids": ["b"]}])

    assert in_body(body, BOREALIS, still_said={"b"}) == (body, 0)
    assert in_body(body, BOREALIS)[0].quotes[0].text == "I like Borealis"


def test_a_segment_differs_only_by_the_replacement_if_nothing_else_changed() -> None:
    then = Segment("a", 0, 1000, "This is boring Alice.")
    now = replace(then, text="This is Borealis.")

    assert differ_only_by(BOREALIS, then, now)
    assert not differ_only_by(BOREALIS, then, replace(now, text="That is Borealis."))
    assert not differ_only_by(BOREALIS, then, replace(now, end_ms=2000))
