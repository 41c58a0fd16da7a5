"""Edits of a transcript: what each operation does, what none may do, and what all keep true."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clueso.domain.editing.edits import Change, apply
from clueso.domain.editing.operations import (
    Delete,
    Merge,
    Operation,
    Passage,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    SetText,
    SetTimes,
    Splice,
    Split,
    Until,
)
from clueso.domain.editing.reach import reach
from clueso.domain.editing.speakers import Speaker, Speakers
from clueso.domain.transcript import CHARACTERS_MAX, TEXT_MAX, WORDS_MAX, Segment, Word, characters_of
from clueso.errors import Invalid

DURATION_MS = 100_000


def said(id_: str, start_ms: int, text: str, *, word_ms: int = 400, speaker: str | None = None) -> Segment:
    """A segment whose words follow each other without a pause. A speaker's id is their name."""
    words = tuple(
        Word(start_ms + index * word_ms, start_ms + (index + 1) * word_ms, word, 0.5)
        for index, word in enumerate(text.split())
    )
    return Segment(id_, start_ms, words[-1].end_ms, text, words, speaker, speaker_id=speaker)


TALK = (
    said("a", 0, "Open the members page.", speaker="S1"),
    said("b", 2000, "Click invite.", speaker="S2"),
    said("c", 4000, "Type the address.", speaker="S1"),
)


SPEAKERS = Speakers([Speaker("S1", 1, "S1"), Speaker("S2", 2, "S2")])


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"n{next(numbers)}"


def edit(*operations: Operation, segments: tuple[Segment, ...] = TALK) -> Change:
    return apply(segments, operations, ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)


def problem(*operations: Operation, segments: tuple[Segment, ...] = TALK) -> tuple[str, str]:
    with pytest.raises(Invalid) as caught:
        edit(*operations, segments=segments)
    [error] = caught.value.extra["errors"]
    return error["pointer"], error["detail"]


def by_id(change: Change) -> dict[str, Segment]:
    return {segment.id: segment for segment in change.segments}


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


# What holds after any edit ---------------------------------------------------------------------------

WORDS = st.sampled_from("one two, three. Open the page um no-no 今天 我们学习。 don't PDF".split())


@st.composite
def spoken(draw: st.DrawFn) -> tuple[Segment, ...]:
    """A transcript whose segments all have words."""
    segments: list[Segment] = []
    at_ms = 0
    for number in range(draw(st.integers(1, 5))):
        start_ms = at_ms = at_ms + draw(st.integers(0, 500))
        words = []
        for text in draw(st.lists(WORDS, min_size=1, max_size=6)):
            at_ms += draw(st.integers(0, 100))
            words.append(Word(at_ms, at_ms + 200, text, 0.5))
            at_ms += 200
        speaker = draw(st.sampled_from([None, "S1", "S2"]))
        text = " ".join(word.text for word in words)
        segments.append(
            Segment(f"s{number}", start_ms, at_ms, text, tuple(words), speaker, speaker_id=speaker)
        )
    return tuple(segments)


@st.composite
def transcripts(draw: st.DrawFn) -> tuple[Segment, ...]:
    """A transcript; some of its segments have words."""
    return tuple(one if draw(st.booleans()) else replace(one, words=()) for one in draw(spoken()))


IDS = st.sampled_from(["s0", "s1", "s2", "s3", "n1"])
MOMENTS = st.integers(0, 6000)
TEXTS = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)
PASSAGES = st.builds(Passage, IDS, TEXTS, MOMENTS, MOMENTS, st.sampled_from([None, "S1", "Ada"]))
OPERATIONS = st.one_of(
    st.builds(Splice, st.lists(IDS, max_size=3).map(tuple), st.lists(PASSAGES, max_size=3).map(tuple)),
    st.builds(SetText, IDS, TEXTS),
    st.builds(Split, IDS, MOMENTS),
    st.builds(Merge, IDS),
    st.builds(Delete, IDS),
    st.builds(SetTimes, IDS, MOMENTS, MOMENTS),
    st.builds(SetSpeaker, IDS, st.sampled_from([None, "S1", "Ada"]), until=st.sampled_from([None, *Until])),
    st.builds(
        SetSpeaker, IDS, speaker_id=st.sampled_from(["S1", "S2"]), until=st.sampled_from([None, *Until])
    ),
    st.builds(RenameSpeaker, st.sampled_from(["S1", "S2"]), st.sampled_from(["Ada", "S2"])),
    st.builds(ReplaceAll, st.sampled_from(["um", "one", "e"]), st.sampled_from(["", "uh", "one one"])),
)


def done(segments: tuple[Segment, ...], operations: list[Operation]) -> Change:
    """The change of those operations that can be done, one after another."""
    possible: list[Operation] = []
    for operation in operations:
        try:
            apply(segments, [*possible, operation], ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)
        except Invalid:
            continue
        possible.append(operation)
    return apply(segments, possible, ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)


def spelling(text: str) -> str:
    return "".join(text.split())


@given(transcripts(), st.lists(OPERATIONS, max_size=6))
def test_any_edit_leaves_a_transcript_in_order(segments: tuple[Segment, ...], operations: Any) -> None:
    change = done(segments, operations)

    assert len({segment.id for segment in change.segments}) == len(change.segments) >= 1
    for segment in change.segments:
        assert segment.start_ms < segment.end_ms
        assert segment.text == " ".join(segment.text.split()) != ""
    for before, after in pairwise(change.segments):
        assert before.end_ms <= after.start_ms


@given(transcripts(), st.lists(OPERATIONS, max_size=6))
def test_any_edit_leaves_words_that_spell_the_text_in_order(
    segments: tuple[Segment, ...], operations: Any
) -> None:
    for segment in done(segments, operations).segments:
        if segment.words:
            assert "".join(word.text for word in segment.words) == spelling(segment.text)
        times = [time for word in segment.words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert all(segment.start_ms <= time <= segment.end_ms for time in times)


@given(transcripts(), st.lists(OPERATIONS, max_size=6))
def test_what_is_told_as_changed_and_removed_makes_the_new_transcript_of_the_old(
    segments: tuple[Segment, ...], operations: Any
) -> None:
    change = done(segments, operations)

    rebuilt = {segment.id: segment for segment in segments if segment.id not in change.removed}
    rebuilt |= {segment.id: segment for segment in change.segments if segment.id in change.changed}
    assert rebuilt == by_id(change)


@given(transcripts(), st.lists(OPERATIONS, max_size=6))
def test_reach_knows_before_what_an_edit_may_touch(segments: tuple[Segment, ...], operations: Any) -> None:
    bare = [
        Segment(s.id, s.start_ms, s.end_ms, s.text, (), s.speaker, speaker_id=s.speaker) for s in segments
    ]
    try:
        change = apply(segments, operations, ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)
    except Invalid:
        return

    old = {segment.id for segment in segments}
    assert (set(change.changed) | set(change.removed)) & old <= reach(bare, operations)


@given(transcripts(), st.integers(0, 4), MOMENTS)
def test_a_merge_takes_a_split_back(segments: tuple[Segment, ...], number: int, at_ms: int) -> None:
    segment = segments[number % len(segments)]
    boundaries = [word.start_ms for word in segment.words[1:]] or [at_ms]
    try:
        change = edit(Split(segment.id, boundaries[at_ms % len(boundaries)]), segments=segments)
    except Invalid:
        return

    back = edit(Merge(segment.id), segments=change.segments)

    assert [s.words for s in back.segments] == [s.words for s in segments]
    assert [spelling(s.text) for s in back.segments] == [spelling(s.text) for s in segments]
    assert [(s.start_ms, s.end_ms) for s in back.segments] == [(s.start_ms, s.end_ms) for s in segments]


@given(transcripts(), TEXTS)
def test_setting_the_old_text_takes_a_text_back(segments: tuple[Segment, ...], text: str) -> None:
    segment = segments[0]
    there = edit(SetText(segment.id, text), segments=segments)

    back = edit(SetText(segment.id, segment.text), segments=there.segments)

    assert [s.text for s in back.segments] == [s.text for s in segments]


@given(transcripts(), OPERATIONS)
def test_reach_knows_what_one_operation_alone_may_touch(
    segments: tuple[Segment, ...], operation: Operation
) -> None:
    segments = tuple(replace(segment, speaker_id=segment.speaker) for segment in segments)
    bare = [replace(segment, words=()) for segment in segments]
    try:
        change = apply(segments, [operation], ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)
    except Invalid:
        return

    old = {segment.id for segment in segments}
    assert (set(change.changed) | set(change.removed)) & old <= reach(bare, [operation])


@pytest.mark.parametrize(
    ("until", "reached"),
    [(None, {"1"}), (Until.NEXT_SPEAKER, {"1", "2"}), (Until.END, {"1", "2", "4"})],
)
def test_of_who_speaks_the_words_are_read_of_those_alone_whom_it_changes(
    until: Until | None, reached: set[str]
) -> None:
    said_by = ["p1", "p1", "p1", "p2", "p1"]
    row = [Segment(str(at), at, at + 1, "One.", speaker_id=id_) for at, id_ in enumerate(said_by)]

    assert reach(row, [SetSpeaker("1", speaker_id="p2", until=until)]) == reached
