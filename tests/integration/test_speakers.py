"""Speakers as rows, on both databases."""

from collections.abc import Sequence

from clueso.domain.editing.speakers import Speaker
from clueso.domain.transcript import Segment
from clueso.extensions import db
from clueso.models import Project
from clueso.services.transaction import transactional
from clueso.services.transcripts import speakers
from jobs.runtime import Runtime
from tests.factories import new_project


def said(*voices: str | None) -> list[Segment]:
    return [
        Segment(f"s{number}", number, number + 1, "Hello.", (), voice) for number, voice in enumerate(voices)
    ]


@transactional
def create_for(project_id: str, segments: Sequence[Segment]) -> list[Segment]:
    return speakers.create_for(db.session.get_one(Project, project_id), segments)


@transactional
def rows(project_id: str) -> list[Speaker]:
    return list(speakers.of_project(project_id))


def test_each_voice_is_a_speaker_in_the_order_of_first_words(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    segments = create_for(project_id, said("2", None, "0", "2"))

    assert [(one.speaker_id, one.speaker) for one in segments] == [
        ("v2", "Speaker 1"),
        (None, None),
        ("v0", "Speaker 2"),
        ("v2", "Speaker 1"),
    ]
    assert rows(project_id) == [Speaker("v2", 1, voice=2), Speaker("v0", 2, voice=0)]


def test_one_voice_alone_is_nobody_to_be_told_apart(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    segments = create_for(project_id, said("0", None, "0"))

    assert [(one.speaker_id, one.speaker) for one in segments] == [(None, None)] * 3
    assert rows(project_id) == []


def test_a_second_try_replaces_what_the_first_one_left(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    create_for(project_id, said("0", "1", "2"))

    create_for(project_id, said("0", "1"))

    assert [speaker.id for speaker in rows(project_id)] == ["v0", "v1"]
