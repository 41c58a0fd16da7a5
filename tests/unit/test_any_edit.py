"""What holds after any edit of any transcript."""

from dataclasses import replace
from itertools import pairwise
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
from clueso.domain.transcript import Segment
from clueso.errors import Invalid
from tests.unit.edited_talk import DURATION_MS, SPEAKERS, WORDS, by_id, edit, ids, spoken


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
    change = apply(segments, possible, ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)
    for operation in operations:
        tried = [*possible, operation]
        try:
            change = apply(segments, tried, ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)
        except Invalid:
            continue
        possible = tried
    return change


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
