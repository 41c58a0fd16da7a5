"""Editing a transcript on both databases: all or none, nothing lost, everything to be had again."""

import json
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from clueso.domain.editing.operations import (
    Delete,
    Merge,
    Operation,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    SetText,
    Split,
)
from clueso.domain.transcript import Segment
from clueso.errors import Conflict, Invalid, NotFound, StaleVersion
from clueso.extensions import db
from clueso.models import ReplacedSegment, SegmentRow
from clueso.services.transaction import transactional
from clueso.services.transcripts import editing, shown_transcripts, transcripts
from clueso.services.transcripts.editing import Edited
from jobs.runtime import Runtime
from tests import factories
from tests.factories import USER
from tests.integration.transcribed import TEXTS, at_once, joined, let_ten_minutes_pass


def edit(project_id: str, *operations: Operation, user_id: str = USER) -> Edited:
    """On the version that is there."""
    version, _ = transcripts.version_of(USER, project_id)
    return editing.edit(USER, project_id, operations, if_version=version)


def texts(project_id: str) -> list[str]:
    return [segment.text for segment in transcripts.load(project_id).segments]


def at_version(project_id: str, number: int) -> tuple[Segment, ...]:
    shown = json.loads(shown_transcripts.version(USER, project_id, number))
    assert shown["version"] == number
    return tuple(map(Segment.from_json, shown["segments"]))


@transactional
def changed_in(project_id: str) -> dict[str, int]:
    query = select(SegmentRow.id, SegmentRow.changed_in).where(SegmentRow.project_id == project_id)
    return dict(db.session.execute(query).all())


@transactional
def count_of_replaced(project_id: str) -> int:
    return db.session.scalar(select(func.count()).where(ReplacedSegment.project_id == project_id)) or 0


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return joined(runtime)


def test_an_edit_is_a_version_and_marks_what_it_changed(project_id: str) -> None:
    edited = edit(project_id, SetText("s1-2", "Press the invite button."), Split("s1-1", 800))

    new = edited.segments[1].id
    assert (edited.version, edited.removed) == (2, ())
    assert [segment.id for segment in edited.segments] == ["s1-1", new, "s1-2"]
    assert texts(project_id) == ["Open the", "members page.", "Press the invite button.", *TEXTS[2:]]
    assert transcripts.load(project_id).segments[:3] == edited.segments
    assert changed_in(project_id) == {"s1-1": 2, new: 2, "s1-2": 2, "s1-3": 1, "s1-4": 1}


def test_what_was_read_before_somebody_elses_edit_cannot_be_saved(project_id: str) -> None:
    edit(project_id, SetText("s1-1", "First."))

    with pytest.raises(StaleVersion):
        editing.edit(USER, project_id, [SetText("s1-1", "Second.")], if_version=1)

    assert texts(project_id)[0] == "First."


def test_of_two_who_save_at_once_one_wins(runtime: Runtime, project_id: str) -> None:
    def save(text: str) -> object:
        return lambda: editing.edit(USER, project_id, [SetText("s1-1", text)], if_version=1)

    ends = at_once(runtime, save("First."), save("Second."))

    assert sorted(type(end).__name__ for end in ends) == ["Edited", "StaleVersion"]
    [won] = [end for end in ends if isinstance(end, Edited)]
    assert texts(project_id)[0] == won.segments[0].text


def test_an_edit_that_cannot_be_done_wholly_is_not_done_at_all(project_id: str) -> None:
    with pytest.raises(Invalid):
        edit(project_id, SetText("s1-1", "Changed."), Delete("gone"))

    assert texts(project_id) == list(TEXTS)
    assert transcripts.version_of(USER, project_id)[0] == 1


def test_an_edit_that_changes_nothing_makes_no_version(project_id: str) -> None:
    assert edit(project_id, SetText("s1-1", TEXTS[0])) == Edited(1)
    assert len(editing.versions(USER, project_id)) == 1


def test_a_transcript_that_still_grows_cannot_be_edited(runtime: Runtime) -> None:
    project_id = factories.new_project(runtime)

    with pytest.raises(Conflict):
        editing.edit(USER, project_id, [SetText("s1-1", "Hello.")], if_version=0)
    with pytest.raises(Conflict):
        editing.restore(USER, project_id, 1)


def test_the_transcript_of_somebody_else_is_not_there(project_id: str) -> None:
    with pytest.raises(NotFound):
        editing.edit("user_bob", project_id, [SetText("s1-1", "Mine.")], if_version=1)
    with pytest.raises(NotFound):
        editing.versions("user_bob", project_id)
    with pytest.raises(NotFound):
        editing.restore("user_bob", project_id, 1)


def test_saves_within_ten_minutes_are_one_version(project_id: str) -> None:
    edit(project_id, SetText("s1-1", "One."))
    edit(project_id, Delete("s1-2"))
    let_ten_minutes_pass(project_id)
    edit(project_id, SetText("s1-1", "Three."))

    history = editing.versions(USER, project_id)

    assert [(row.number, row.made_by, row.segment_count) for row in history] == [
        (3, USER, 3),
        (2, USER, 3),
        (1, None, 4),
    ]
    assert transcripts.version_of(USER, project_id)[0] == 4


def test_every_version_can_be_read_and_had_again(project_id: str) -> None:
    edit(project_id, SetText("s1-1", "One."), Merge("s1-2"))
    edit(project_id, Split("s1-4", 12_400), SetText("s1-1", "One and a half."))
    second = transcripts.load(project_id).segments
    let_ten_minutes_pass(project_id)
    edit(project_id, Delete("s1-4"), SetSpeaker("s1-1", "Ada"), ReplaceAll("the", "a"))
    third = transcripts.load(project_id).segments

    assert [segment.text for segment in at_version(project_id, 1)] == list(TEXTS)
    assert at_version(project_id, 2) == second
    assert at_version(project_id, 3) == third

    restored = editing.restore(USER, project_id, 1)
    assert texts(project_id) == list(TEXTS)
    assert restored.version == 5
    editing.restore(USER, project_id, 2)
    assert transcripts.load(project_id).segments == second
    editing.restore(USER, project_id, 3)
    assert transcripts.load(project_id).segments == third
    history = editing.versions(USER, project_id)
    assert [row.restored_from for row in history] == [3, 2, 1, None, None, None]
    assert [row.segment_count for row in history] == [3, 4, 4, 3, 4, 4]


def test_a_restore_tells_what_it_changed_and_leaves_what_is_equal(project_id: str) -> None:
    split = edit(project_id, SetText("s1-1", "One."), Split("s1-2", 4800))
    new = split.segments[-1].id

    restored = editing.restore(USER, project_id, 1)

    assert [segment.text for segment in restored.segments] == list(TEXTS[:2])
    assert restored.removed == (new,)
    assert changed_in(project_id) == {"s1-1": 3, "s1-2": 3, "s1-3": 1, "s1-4": 1}


def test_what_was_saved_before_a_restore_stays_in_the_history(project_id: str) -> None:
    edit(project_id, SetText("s1-1", "One."))
    editing.restore(USER, project_id, 1)
    edit(project_id, SetText("s1-1", "Two."))

    editing.restore(USER, project_id, 2)

    assert texts(project_id)[0] == "One."


def test_restoring_what_is_there_makes_no_version(project_id: str) -> None:
    assert editing.restore(USER, project_id, 1) == Edited(1)
    assert len(editing.versions(USER, project_id)) == 1


def test_a_version_that_never_was_cannot_be_had(project_id: str) -> None:
    with pytest.raises(NotFound):
        editing.restore(USER, project_id, 2)
    with pytest.raises(NotFound):
        shown_transcripts.version(USER, project_id, 0)


def test_a_restore_of_what_was_read_before_an_edit_is_stale(project_id: str) -> None:
    edit(project_id, SetText("s1-1", "One."))

    with pytest.raises(StaleVersion):
        editing.restore(USER, project_id, 1, if_version=1)


def test_many_saves_of_one_version_keep_each_segment_once(project_id: str) -> None:
    for number in range(5):
        edit(project_id, SetText("s1-1", f"Number {number}."))

    assert count_of_replaced(project_id) == 1


def test_a_segment_can_be_split_again_and_again(runtime: Runtime) -> None:
    project_id = joined(runtime, texts=(" ".join(f"w{number}" for number in range(60)), "The end."))
    last = "s1-1"

    for number in range(1, 60):
        last = edit(project_id, Split(last, number * 400)).segments[-1].id

    segments = transcripts.load(project_id).segments
    assert [segment.text for segment in segments] == [*(f"w{number}" for number in range(60)), "The end."]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(segments[:-1]))
    editing.restore(USER, project_id, 1)
    assert texts(project_id)[1] == "The end."


def test_words_follow_an_edit_that_reads_only_what_it_touches(project_id: str) -> None:
    edit(project_id, SetSpeaker("s1-1", "S1"), SetSpeaker("s1-3", "S1"))
    edited = edit(project_id, RenameSpeaker("S1", "Ada"), Delete("s1-2"), Merge("s1-1"))

    assert edited.segments[0].text == f"{TEXTS[0]} {TEXTS[2]}"
    for segment in transcripts.load(project_id).segments:
        assert " ".join(word.text for word in segment.words) == segment.text
