"""Speakers named and merged, on both databases: everywhere at once, and to be taken back."""

import json
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import select

from clueso.domain.editing.operations import Delete, RenameSpeaker, SetSpeaker, SetText, Until
from clueso.errors import Conflict, Invalid, NotFound, StaleVersion
from clueso.extensions import db
from clueso.models import Deed, SegmentRow
from clueso.services.transaction import transactional
from clueso.services.transcripts import editing, shown_transcripts, speaker_edits, transcripts
from clueso.services.transcripts.speaker_edits import SpeakersChange
from jobs.runtime import Runtime
from tests import factories
from tests.factories import USER
from tests.integration.conversing import let_speak
from tests.integration.transcribed import at_once, joined, let_ten_minutes_pass


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    """v0 says the first and the third segment, v1 the second, v2 the fourth."""
    project_id = joined(runtime)
    let_speak(project_id, 0, 1, 0, 2)
    return project_id


def version_of(project_id: str) -> int:
    return transcripts.version_of(USER, project_id)[0]


def edit(project_id: str, *operations: Any) -> editing.Edited:
    return editing.edit(USER, project_id, operations, if_version=version_of(project_id))


def rename(project_id: str, id_: str, name: str | None) -> SpeakersChange:
    return speaker_edits.rename(USER, project_id, id_, name, if_version=version_of(project_id))


def merge(project_id: str, id_: str, into: str) -> SpeakersChange:
    return speaker_edits.merge(USER, project_id, id_, into, if_version=version_of(project_id))


def names(project_id: str) -> list[str | None]:
    return [segment.speaker for segment in transcripts.load(project_id).segments]


def shown(project_id: str, number: int | None = None) -> Any:
    if number is None:
        return json.loads(shown_transcripts.present(USER, project_id, StringIO).getvalue())
    return json.loads(shown_transcripts.version(USER, project_id, number))


def names_in(project_id: str, number: int) -> list[str | None]:
    return [segment["speaker"] for segment in shown(project_id, number)["segments"]]


@transactional
def changed_in(project_id: str) -> set[int]:
    return set(db.session.scalars(select(SegmentRow.changed_in).where(SegmentRow.project_id == project_id)))


def test_a_name_stands_everywhere_at_once(project_id: str) -> None:
    change = rename(project_id, "v0", "Ada")

    assert names(project_id) == ["Ada", "Speaker 2", "Ada", "Speaker 3"]
    assert (change.version, [told["name"] for told in change.speakers]) == (
        2,
        ["Ada", "Speaker 2", "Speaker 3"],
    )
    assert [(told["is_named"], told["number"]) for told in change.speakers] == [
        (True, 1),
        (False, 2),
        (False, 3),
    ]


def test_a_name_is_no_change_of_what_was_said(project_id: str) -> None:
    rename(project_id, "v0", "Ada")
    merge(project_id, "v2", "v1")

    assert changed_in(project_id) == {1}


def test_a_name_can_be_taken_off(project_id: str) -> None:
    rename(project_id, "v0", "Ada")
    rename(project_id, "v0", None)

    assert names(project_id)[0] == "Speaker 1"


def test_the_same_name_again_makes_no_version(project_id: str) -> None:
    rename(project_id, "v0", "Ada")

    assert rename(project_id, "v0", "Ada").version == 2


def test_a_name_that_somebody_else_has_is_refused(project_id: str) -> None:
    rename(project_id, "v0", "Ada")

    with pytest.raises(Invalid) as caught:
        rename(project_id, "v1", "Ada")

    assert [error["pointer"] for error in caught.value.extra["errors"]] == ["/name"]


def test_the_name_of_one_who_says_nothing_any_more_is_free(project_id: str) -> None:
    rename(project_id, "v2", "Ada")
    edit(project_id, Delete("s1-4"))

    rename(project_id, "v0", "Ada")

    assert names(project_id) == ["Ada", "Speaker 2", "Ada"]


def test_of_two_speakers_one_is_made(project_id: str) -> None:
    change = merge(project_id, "v2", "v1")

    assert names(project_id) == ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 2"]
    assert [told["id"] for told in change.speakers] == ["v0", "v1"]
    assert shown(project_id)["speakers"] == change.speakers


def test_the_one_who_stays_takes_over_the_only_name(project_id: str) -> None:
    rename(project_id, "v2", "Cleo")

    merge(project_id, "v2", "v1")

    assert names(project_id) == ["Speaker 1", "Cleo", "Speaker 1", "Cleo"]


@pytest.mark.parametrize("into", ["v1", "v9", "v2"])
def test_nobody_is_merged_into_nobody(project_id: str, into: str) -> None:
    merge(project_id, "v2", "v0")

    with pytest.raises(Invalid) as caught:
        merge(project_id, "v1", into)

    assert [error["pointer"] for error in caught.value.extra["errors"]] == ["/into"]


def test_one_who_was_merged_is_not_there_any_more(project_id: str) -> None:
    merge(project_id, "v2", "v1")

    for act in (lambda: rename(project_id, "v2", "Ada"), lambda: merge(project_id, "v2", "v0")):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Invalid):
        edit(project_id, SetSpeaker("s1-1", speaker_id="v2"))


def test_a_restored_version_takes_names_and_merges_back(project_id: str) -> None:
    rename(project_id, "v0", "Ada")
    let_ten_minutes_pass(project_id)
    merge(project_id, "v2", "v1")
    edit(project_id, RenameSpeaker("Ada", "Eve"), SetSpeaker("s1-1", "Bob", until=Until.NEXT_SPEAKER))
    assert names(project_id) == ["Bob", "Speaker 2", "Eve", "Speaker 2"]

    assert names_in(project_id, 2) == ["Ada", "Speaker 2", "Ada", "Speaker 3"]
    assert names_in(project_id, 1) == ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 3"]
    editing.restore(USER, project_id, 2)
    assert names(project_id) == ["Ada", "Speaker 2", "Ada", "Speaker 3"]
    editing.restore(USER, project_id, 4)
    assert names(project_id) == ["Bob", "Speaker 2", "Eve", "Speaker 2"]
    editing.restore(USER, project_id, 1)
    assert names(project_id) == ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 3"]
    assert [told["id"] for told in shown(project_id)["speakers"]] == ["v0", "v1", "v2"]


def test_a_merge_is_a_version_by_itself_so_that_going_back_takes_back_nothing_else(project_id: str) -> None:
    rename(project_id, "v0", "Ada")
    merge(project_id, "v2", "v1")

    editing.restore(USER, project_id, 2)

    assert names(project_id) == ["Ada", "Speaker 2", "Ada", "Speaker 3"]


def test_what_is_typed_after_a_merge_is_a_version_of_its_own(project_id: str) -> None:
    merge(project_id, "v2", "v1")
    edit(project_id, SetText("s1-4", "Send it."))

    editing.restore(USER, project_id, 2)

    assert names(project_id) == ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 2"]
    assert transcripts.load(project_id).segments[3].text != "Send it."
    editing.restore(USER, project_id, 3)
    assert transcripts.load(project_id).segments[3].text == "Send it."


def test_a_name_that_was_given_back_is_that_of_the_same_speaker(project_id: str) -> None:
    edit(project_id, SetSpeaker("s1-1", "Bob"))
    editing.restore(USER, project_id, 1)

    edit(project_id, SetSpeaker("s1-3", "Bob"), SetText("s1-4", "Send it."))

    bob = next(told for told in shown(project_id)["speakers"] if told["name"] == "Bob")
    assert bob["number"] == 4


def test_who_speaks_how_long_is_told(project_id: str) -> None:
    told = {speaker["id"]: speaker["spoken_ms"] for speaker in shown(project_id)["speakers"]}
    segments = transcripts.load(project_id).segments

    assert told["v0"] == sum(segments[at].end_ms - segments[at].start_ms for at in (0, 2))


def test_a_rename_and_a_merge_at_once_leave_one_of_the_two(runtime: Runtime, project_id: str) -> None:
    ends = at_once(
        runtime,
        lambda: speaker_edits.rename(USER, project_id, "v2", "Cleo", if_version=1),
        lambda: speaker_edits.merge(USER, project_id, "v2", "v1", if_version=1),
    )

    assert sorted(type(end).__name__ for end in ends) == ["SpeakersChange", "StaleVersion"]
    assert version_of(project_id) == 2
    known = {told["id"]: told["name"] for told in shown(project_id)["speakers"]}
    assert known in (
        {"v0": "Speaker 1", "v1": "Speaker 2"},
        {"v0": "Speaker 1", "v1": "Speaker 2", "v2": "Cleo"},
    )


def test_what_was_read_before_an_edit_cannot_be_named(project_id: str) -> None:
    edit(project_id, SetText("s1-1", "Open it."))

    with pytest.raises(StaleVersion):
        speaker_edits.rename(USER, project_id, "v0", "Ada", if_version=1)


def test_speakers_of_others_and_of_what_still_grows_are_not_named(runtime: Runtime, project_id: str) -> None:
    with pytest.raises(NotFound):
        speaker_edits.rename("user_bob", project_id, "v0", "Ada", if_version=1)
    with pytest.raises(Conflict):
        speaker_edits.rename(USER, factories.new_project(runtime), "v0", "Ada", if_version=0)


@transactional
def deeds(project_id: str) -> list[str]:
    return list(db.session.scalars(select(Deed.action).where(Deed.subject_id == project_id)))


def test_naming_somebody_is_in_the_audit_log(project_id: str) -> None:
    rename(project_id, "v0", "Ada")

    assert deeds(project_id)[-1] == "transcript.edited"
