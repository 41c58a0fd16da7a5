"""Mentions of speakers: later names reach a document, quotes and what a person typed stay."""

from dataclasses import replace

import pytest

from clueso.domain.documents.kinds.body import CitedText
from clueso.domain.documents.kinds.summary import Summary
from clueso.domain.editing.mentions import CLOSE, OPEN, with_kept_references, with_names, with_references
from clueso.domain.editing.speakers import Speaker, Speakers

BOTH = Speakers([Speaker("v0", 1), Speaker("v1", 2, "Ada Lovelace")])
IDS = {"Speaker 1": "v0", "Speaker 2": "v1", "Ada Lovelace": "v1"}


def summary(text: str, *, quote: str = "Yes.", **item: str) -> Summary:
    cited = {"text": text, "segment_ids": []}
    quotes = [{"text": quote, "segment_ids": []}]
    return Summary.read(
        {
            "point": cited,
            "key_points": [],
            "decisions": [],
            "action_items": [cited | item],
            "quotes": quotes,
        }
    )


def stored(body: Summary, *, is_prose: bool = True) -> Summary:
    return with_references(body, IDS, is_prose=is_prose)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Speaker 1 sends it.", "Bob sends it."),
        ("Ada Lovelace asks Speaker 1.", "Ada King asks Bob."),
        ("Speaker 12 is nobody.", "Speaker 12 is nobody."),
        ("The Speaker 1s.", "The Speaker 1s."),
    ],
)
def test_a_later_name_stands_wherever_a_speaker_is_mentioned(text: str, later: str) -> None:
    renamed = BOTH.with_name("v0", "Bob").with_name("v1", "Ada King")

    body = stored(summary(text, owner="Speaker 1"))

    assert with_names(body, BOTH) == summary(text, owner="Speaker 1")
    assert with_names(body, renamed) == summary(later, owner="Bob")


def test_one_who_was_merged_is_named_as_the_other() -> None:
    body = stored(summary("Speaker 1 sends it."))

    read = with_names(body, BOTH.merged("v0", "v1"))

    assert read.point.text == "Ada Lovelace sends it."


def test_what_was_said_stays_as_it_was_said() -> None:
    body = stored(summary("Yes.", quote="I am Ada Lovelace."))
    extracted = stored(summary("I am Ada Lovelace.", owner="Ada Lovelace"), is_prose=False)

    renamed = BOTH.with_name("v1", "Ada King")

    assert with_names(body, renamed).quotes[0].text == "I am Ada Lovelace."
    assert with_names(extracted, renamed) == summary("I am Ada Lovelace.", owner="Ada King")


@pytest.mark.parametrize("name", ["Will", "host"])
def test_a_name_that_is_a_word_of_the_text_too_is_no_mention(name: str) -> None:
    body = with_references(summary(f"{name} it go?", owner=name), {name: "v0"}, is_prose=True)

    renamed = with_names(body, Speakers([Speaker("v0", 1, "Bob")]))

    assert renamed == summary(f"{name} it go?", owner="Bob")


def test_a_name_without_spaces_around_it_is_found() -> None:
    body = with_references(summary("田中は送ります。"), {"田中": "v0"}, is_prose=True)

    assert with_names(body, BOTH).point.text == "Speaker 1は送ります。"


def test_nobody_can_write_a_reference() -> None:
    body = stored(summary(f"See {OPEN}v0{CLOSE}."))

    assert with_names(body, BOTH).point.text == "See v0."


def test_what_a_person_leaves_keeps_its_references_and_what_they_type_does_not() -> None:
    before = stored(summary("Speaker 1 sends it.", owner="Speaker 1"))
    point = CitedText(text="Speaker 1 sends it today.", segment_ids=())
    edited = replace(with_names(before, BOTH), point=point)

    kept = with_kept_references(edited, before, BOTH, IDS)

    read = with_names(kept, BOTH.with_name("v0", "Bob"))
    assert read.point.text == "Speaker 1 sends it today."
    assert (read.action_items[0].text, read.action_items[0].owner) == ("Bob sends it.", "Bob")


def test_what_was_read_before_somebody_was_named_keeps_its_references() -> None:
    before = stored(summary("Speaker 1 sends it.", owner="Speaker 1"))
    read_before = with_names(before, BOTH)

    kept = with_kept_references(read_before, before, BOTH.with_name("v0", "Bob"), IDS | {"Bob": "v0"})

    assert kept == before
