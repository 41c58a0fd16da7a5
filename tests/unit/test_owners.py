"""Owners of action items: who promised it, or whom somebody asked; nobody is guessed."""

import pytest

from clueso.domain.checking.heard import Heard
from clueso.domain.documents.blocks import Listing
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.summary import Summary
from clueso.domain.pages.page import document_page
from clueso.domain.ports.writer import WritingTask
from clueso.domain.transcript import Segment, Span
from clueso.writing.answers import Ground
from clueso.writing.extractive.kinds import body
from clueso.writing.extractive.material import Material
from clueso.writing.replies import REPLIES
from tests.bodies import body_of

TALK = (
    Segment("a", 0, 4_000, "I will send the numbers by Friday.", speaker="Ada Lovelace"),
    Segment("b", 5_000, 9_000, "Can you please check the invoice, Ada?", speaker="Speaker 2"),
    Segment("c", 10_000, 14_000, "I'll call the bank tomorrow.", speaker="Speaker 2"),
    Segment(
        "d", 15_000, 19_000, "Ada will write the report by Monday, and I will read it.", speaker="Speaker 2"
    ),
    Segment("e", 20_000, 24_000, "Maria should book a room before Tuesday.", speaker="Speaker 2"),
    Segment("f", 25_000, 29_000, "I will print the plan by Friday."),
)


def test_without_a_model_an_owner_is_one_of_those_who_speak() -> None:
    task = WritingTask(DocumentKind.SUMMARY, TALK, "en", "Talk", 30_000, has_video=False)

    written = body(DocumentKind.SUMMARY, Material.of(task))
    assert isinstance(written, Summary)

    assert {item.segment_ids[0]: item.owner for item in written.action_items} == {
        "a": "Ada Lovelace",
        "b": "Ada Lovelace",
        "c": "Speaker 2",
        "d": "Ada Lovelace",
        "e": None,
        "f": None,
    }


@pytest.mark.parametrize(
    ("told", "owner"),
    [
        ("ada lovelace", "Ada Lovelace"),
        ("Speaker 2", "Speaker 2"),
        ("Maria", "Maria"),
        ("Bob", None),
        ("", None),
        (None, None),
    ],
)
def test_with_a_model_an_owner_speaks_or_was_named(told: str | None, owner: str | None) -> None:
    ids = {number: segment.id for number, segment in enumerate(TALK, 1)}
    heard = Heard(TALK, spoken="en")
    ground = Ground(DocumentKind.SUMMARY, TALK, Span(0, 30_000), ids, False, heard)
    cited = {"text": "The numbers are sent by Friday.", "segments": [1]}
    reply = {
        "point": cited, "key_points": [], "decisions": [], "quotes": [], "action_items": [cited | {"owner": told}]
    }  # fmt: skip

    made = ground.body(REPLIES[DocumentKind.SUMMARY].model_validate(reply))
    assert isinstance(made, Summary)
    [item] = made.action_items

    assert item.owner == owner


@pytest.mark.parametrize(
    ("text", "line"),
    [("Send it.", "Ada: Send it."), ("Ada sends it.", "Ada sends it.")],
)
def test_a_page_names_the_owner_once(text: str, line: str) -> None:
    said = {"text": text, "segment_ids": []}
    summary = {
        "point": said, "key_points": [], "decisions": [], "quotes": [], "action_items": [said | {"owner": "Ada"}]
    }  # fmt: skip

    page = document_page(body_of(DocumentKind.SUMMARY, summary), title="Talk")

    assert Listing((line,), is_tasks=True) in page.blocks
