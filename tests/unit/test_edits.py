"""What each operation of an edit does to a transcript."""

import pytest

from clueso.domain.editing.edits import Change
from clueso.domain.editing.operations import (
    Delete,
    Merge,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    SetText,
    SetTimes,
    Split,
    Until,
)
from clueso.domain.editing.speakers import Speaker
from clueso.domain.transcript import Segment, Word
from tests.unit.edited_talk import SPEAKERS, TALK, by_id, edit, said


def test_words_that_stay_keep_their_times_and_probabilities() -> None:
    change = edit(SetText("a", "Open the settings page!"))

    first, second, third, fourth = by_id(change)["a"].words
    assert (first, second) == TALK[0].words[:2]
    assert third == Word(800, 1200, "settings", 1.0)
    assert fourth == Word(1200, 1600, "page!", 0.5)
    assert (change.changed, change.removed) == (("a",), ())


def test_words_between_two_corrections_of_a_long_passage_keep_their_times() -> None:
    segment = said("a", 0, " ".join(["la"] * 400), word_ms=100)

    [change] = edit(SetText("a", f"Oh {segment.text[3:-3]} oh"), segments=(segment,)).segments

    assert change.words[1:-1] == segment.words[1:-1]


def test_an_inserted_word_takes_the_pause_between_its_neighbours() -> None:
    segment = Segment("a", 0, 1000, "one three", (Word(0, 300, "one", 0.5), Word(700, 1000, "three", 0.5)))

    words = by_id(edit(SetText("a", "one two three"), segments=(segment,)))["a"].words

    assert words == (Word(0, 300, "one", 0.5), Word(300, 700, "two", 1.0), Word(700, 1000, "three", 0.5))


def test_an_inserted_word_without_a_pause_takes_half_of_a_neighbour() -> None:
    inside = by_id(edit(SetText("b", "Click now invite.")))["b"].words
    before = by_id(edit(SetText("b", "Now click invite.")))["b"].words

    assert [(word.start_ms, word.end_ms) for word in inside] == [(2000, 2200), (2200, 2400), (2400, 2800)]
    assert [(word.start_ms, word.end_ms) for word in before] == [(2000, 2200), (2200, 2400), (2400, 2800)]


def test_writing_without_spaces_keeps_the_words_around_a_correction() -> None:
    words = (Word(0, 400, "今天", 0.9), Word(400, 800, "我们", 0.8), Word(800, 1200, "学习。", 0.7))
    segment = Segment("a", 0, 1200, "今天我们学习。", words)

    now = by_id(edit(SetText("a", "今天他们学习。"), segments=(segment,)))["a"].words

    assert now == (words[0], Word(400, 600, "他", 1.0), Word(600, 800, "们", 1.0), words[2])


def test_a_segment_without_words_gets_none() -> None:
    segment = Segment("a", 0, 1000, "one two")

    assert by_id(edit(SetText("a", "three"), segments=(segment,)))["a"].words == ()


def test_a_text_that_is_the_same_changes_nothing() -> None:
    change = edit(SetText("a", "  Open the  members page. "))

    assert change == Change(TALK, (), (), SPEAKERS)


def test_a_split_keeps_the_id_on_the_first_half_and_divides_the_words() -> None:
    change = edit(Split("a", 800))

    first, second = by_id(change)["a"], by_id(change)["n1"]
    assert (first.text, first.start_ms, first.end_ms) == ("Open the", 0, 800)
    assert (second.text, second.start_ms, second.end_ms) == ("members page.", 800, 1600)
    assert first.words + second.words == TALK[0].words
    assert [segment.id for segment in change.segments] == ["a", "n1", "b", "c"]
    assert change.changed == ("a", "n1")


def test_the_pause_at_a_split_belongs_to_neither_half() -> None:
    segment = Segment("a", 0, 1000, "one two", (Word(0, 300, "one", 0.5), Word(700, 1000, "two", 0.5)))

    first, second = edit(Split("a", 600), segments=(segment,)).segments

    assert (first.end_ms, second.start_ms) == (300, 700)


def test_a_split_finds_its_place_in_a_text_that_its_words_do_not_spell() -> None:
    segment = said("a", 0, "open the members page")
    written = Segment("a", 0, 1600, "Open the Members\u2019 Page.", segment.words)

    first, second = edit(Split("a", 800), segments=(written,)).segments

    assert (first.text, second.text) == ("Open the", "Members\u2019 Page.")


def test_a_segment_without_words_is_split_at_the_nearest_space() -> None:
    segment = Segment("a", 0, 1000, "alpha beta gamma delta")

    first, second = edit(Split("a", 450), segments=(segment,)).segments

    assert (first.text, second.text) == ("alpha beta", "gamma delta")
    assert (first.end_ms, second.start_ms) == (450, 450)


def test_a_merge_keeps_the_first_id_and_joins_the_words() -> None:
    change = edit(Merge("a"))

    merged = by_id(change)["a"]
    assert merged.text == "Open the members page. Click invite."
    assert merged.words == TALK[0].words + TALK[1].words
    assert (merged.start_ms, merged.end_ms, merged.speaker) == (0, 2800, "S1")
    assert (change.changed, change.removed) == (("a",), ("b",))


def test_writing_without_spaces_is_merged_without_one() -> None:
    segments = (Segment("a", 0, 1000, "首先打开设置。"), Segment("b", 1000, 2000, "然后选择报告。"))

    assert edit(Merge("a"), segments=segments).segments[0].text == "首先打开设置。然后选择报告。"


def test_a_merge_with_a_segment_that_has_no_words_spreads_its_text() -> None:
    segments = (said("a", 0, "one"), Segment("b", 1000, 2000, "two six"))

    words = edit(Merge("a"), segments=segments).segments[0].words

    assert words[1:] == (Word(1000, 1500, "two", 1.0), Word(1500, 2000, "six", 1.0))


def test_a_deleted_segment_is_told_as_removed() -> None:
    change = edit(Delete("b"))

    assert [segment.id for segment in change.segments] == ["a", "c"]
    assert (change.changed, change.removed) == ((), ("b",))


def test_times_may_fill_the_gap_to_the_neighbours_and_cut_words_that_stick_out() -> None:
    segment = by_id(edit(SetTimes("b", 1600, 2600)))["b"]

    assert (segment.start_ms, segment.end_ms) == (1600, 2600)
    assert [(word.start_ms, word.end_ms) for word in segment.words] == [(2000, 2400), (2400, 2600)]


def test_a_speaker_is_set_removed_and_renamed_everywhere() -> None:
    change = edit(SetSpeaker("b", None), RenameSpeaker("S1", "Ada"))

    assert [segment.speaker for segment in change.segments] == ["Ada", None, "Ada"]
    assert change.changed == ("a", "b", "c")
    assert [segment.speaker_id for segment in change.segments] == ["S1", None, "S1"]


def test_a_new_name_is_a_new_speaker_and_a_known_one_is_not() -> None:
    change = edit(SetSpeaker("a", "Ada"), SetSpeaker("b", "Ada"), SetSpeaker("c", "S2"))

    assert [(segment.speaker_id, segment.speaker) for segment in change.segments] == [
        ("n1", "Ada"),
        ("n1", "Ada"),
        ("S2", "S2"),
    ]
    assert change.speakers.get("n1") == Speaker("n1", 3, "Ada")


def test_a_name_that_somebody_has_makes_the_two_one() -> None:
    change = edit(RenameSpeaker("S1", "S2"))

    assert [segment.speaker_id for segment in change.segments] == ["S2", "S2", "S2"]
    assert change.speakers.shown("S1") == "S2"


@pytest.mark.parametrize(
    ("until", "speakers"),
    [
        (None, ["S2", "S1", "S2", "S1"]),
        (Until.NEXT_SPEAKER, ["S2", "S2", "S2", "S1"]),
        (Until.END, ["S2", "S2", "S2", "S2"]),
    ],
)
def test_a_speaker_is_set_as_far_as_is_said(until: Until | None, speakers: list[str]) -> None:
    talk = [said(str(at), at * 2000, "Yes.", speaker=name) for at, name in enumerate("S1 S1 S2 S1".split())]

    change = edit(SetSpeaker("0", speaker_id="S2", until=until), segments=tuple(talk))

    assert [segment.speaker_id for segment in change.segments] == speakers


@pytest.mark.parametrize(
    ("operation", "texts"),
    [
        (ReplaceAll("THE", "a"), ["Open a members page.", "Click invite.", "Type a address."]),
        (ReplaceAll("THE", "a", match_case=True), [segment.text for segment in TALK]),
        (
            ReplaceAll("p", "P", match_case=True),
            ["OPen the members Page.", "Click invite.", "TyPe the address."],
        ),
        (ReplaceAll("add", "x", whole_word=True), [segment.text for segment in TALK]),
        (ReplaceAll(".", r"\1"), [r"Open the members page\1", r"Click invite\1", r"Type the address\1"]),
    ],
)
def test_replace_all_is_literal(operation: ReplaceAll, texts: list[str]) -> None:
    assert [segment.text for segment in edit(operation).segments] == texts


def test_replace_all_removes_what_it_empties() -> None:
    change = edit(ReplaceAll("click invite.", ""))

    assert (change.changed, change.removed) == ((), ("b",))


def test_operations_are_done_in_turn() -> None:
    change = edit(Merge("a"), SetText("a", "All of it."), Delete("c"))

    assert [segment.text for segment in change.segments] == ["All of it."]
