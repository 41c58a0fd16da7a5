"""Edits that a transcript does not take: what cannot be done, and what would make it too long."""

import unicodedata

import pytest

from clueso.domain.editing.operations import (
    Delete,
    Merge,
    Operation,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    SetText,
    SetTimes,
    Split,
)
from clueso.domain.transcript import CHARACTERS_MAX, TEXT_MAX, WORDS_MAX, Segment, Word, characters_of
from tests.unit.edited_talk import DURATION_MS, TALK, edit, problem, said


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        (SetText("x", "hello"), "segment_id"),
        (SetText("a", "  "), "text"),
        (SetText("a", "x" * (TEXT_MAX + 1)), "text"),
        (Split("a", 0), "at_ms"),
        (Split("a", 1600), "at_ms"),
        (Split("a", 150), "at_ms"),
        (Split("a", 1590), "at_ms"),
        (Merge("c"), "segment_id"),
        (SetTimes("b", 1599, 2800), "start_ms"),
        (SetTimes("b", 2000, 4001), "end_ms"),
        (SetTimes("b", 2000, 2000), "end_ms"),
        (SetTimes("a", -1, 1600), "start_ms"),
        (SetTimes("c", 4000, DURATION_MS + 1), "end_ms"),
        (SetSpeaker("a", speaker_id="x"), "speaker_id"),
        (RenameSpeaker("Nobody", "Ada"), "from"),
        (ReplaceAll("the", "x" * TEXT_MAX), "replace"),
    ],
)
def test_what_cannot_be_done_is_told_by_its_place(operation: Operation, field: str) -> None:
    pointer, detail = problem(SetText("b", "Press it."), operation)

    assert pointer == f"/operations/1/{field}"
    assert detail.endswith(".")


@pytest.mark.parametrize("at_ms", range(100, 1_000, 100))
def test_a_split_of_writing_without_spaces_tears_no_letter(at_ms: int) -> None:
    segment = Segment("a", 0, 1_000, "กดปุ่มสีน้ำเงินเพื่อเริ่มการอัปโหลดไฟล์")

    first, second = edit(Split("a", at_ms), segments=(segment,)).segments

    assert first.text + second.text == segment.text
    assert not unicodedata.category(second.text[0]).startswith("M")
    assert first.text[-1] not in "เแโใไ"


def test_a_word_on_the_wrong_side_refuses_the_split() -> None:
    segment = Segment("a", 0, 1000, "one two", (Word(400, 500, "one", 0.5), Word(500, 600, "two", 0.5)))

    assert problem(Split("a", 300), segments=(segment,))[0] == "/operations/0/at_ms"
    assert problem(Split("a", 700), segments=(segment,))[0] == "/operations/0/at_ms"


def test_the_last_of_all_segments_cannot_be_deleted() -> None:
    assert problem(Delete("a"), Delete("b"), Delete("c"))[0] == "/operations/2/segment_id"
    assert problem(ReplaceAll("click invite.", ""), segments=TALK[1:2])[0] == "/operations/0/replace"


def test_merging_beyond_the_longest_text_is_refused() -> None:
    long = tuple(said(id_, at, "x" * (TEXT_MAX // 2)) for id_, at in (("a", 0), ("b", 1000)))

    assert problem(Merge("a"), segments=long)[0] == "/operations/0/segment_id"


FULL = tuple(
    said(f"s{number}", 1000 * number, "x" * (TEXT_MAX - 2) + "y")
    for number in range(CHARACTERS_MAX // TEXT_MAX)
)
"""All but as long as a transcript can be."""


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        (ReplaceAll("y", "yy"), "replace"),
        (SetText("new", "x" * 502), "text"),
    ],
)
def test_a_transcript_does_not_grow_beyond_what_it_can_be(operation: Operation, field: str) -> None:
    full = (*FULL, said("new", 10**7, "short"))

    pointer, detail = problem(operation, segments=full)

    assert (pointer, detail) == (
        f"/operations/0/{field}",
        "The whole transcript can have at most 2,000,000 characters.",
    )


def test_a_transcript_does_not_get_more_words_than_it_can_have() -> None:
    many = tuple(Segment(f"s{n}", n, n + 1, "a " * 999 + "a") for n in range(WORDS_MAX // 1_000))

    pointer, detail = problem(ReplaceAll("a", "a a"), segments=many)

    assert (pointer, detail) == (
        "/operations/0/replace",
        "The whole transcript can have at most 300,000 words.",
    )


def test_what_makes_a_long_transcript_no_longer_is_done() -> None:
    short: list[Operation] = [SetText("s1", "Short."), Delete("s2"), SetText("s3", "Also."), Merge("s1")]
    operations = (*short, SetText("s0", "x" * TEXT_MAX))

    assert characters_of(edit(*operations, segments=FULL).segments) < CHARACTERS_MAX


def test_an_overlap_that_a_recogniser_left_may_shrink_but_not_grow() -> None:
    overlapping = (Segment("a", 0, 1200, "one"), Segment("b", 1000, 2000, "two"))

    assert edit(SetTimes("b", 1100, 2000), segments=overlapping).changed == ("b",)
    assert problem(SetTimes("b", 900, 2000), segments=overlapping)[0] == "/operations/0/start_ms"
