"""Speakers over HTTP."""

from typing import Any

import pytest

from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.api.apps import Caller, one_database
from tests.integration.conversing import let_speak
from tests.integration.transcribed import joined

pytestmark = one_database


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    project_id = joined(runtime, user_id=USER)
    let_speak(project_id, 0, 1, 0, 2)
    return project_id


def transcript_of(caller: Caller, project_id: str) -> tuple[Any, str]:
    response = caller.ask("GET", f"/projects/{project_id}/transcript")
    return response.json, response.headers["ETag"]


def test_a_speaker_is_named_and_merged_on_the_version_that_was_read(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/speakers"
    _, tag = transcript_of(alice, project_id)

    named = alice.ask("PATCH", f"{path}/v0", {"name": " Ada "}, if_match=tag)
    merged = alice.ask("POST", f"{path}/v2/merge", {"into": "v1"}, if_match=named.headers["ETag"])

    assert (named.status_code, merged.status_code) == (200, 200)
    transcript, tag = transcript_of(alice, project_id)
    assert (merged.headers["ETag"], merged.get_json()["speakers"]) == (tag, transcript["speakers"])
    assert [(one["speaker_id"], one["speaker"]) for one in transcript["segments"]] == [
        ("v0", "Ada"),
        ("v1", "Speaker 2"),
        ("v0", "Ada"),
        ("v1", "Speaker 2"),
    ]
    assert alice.ask("PATCH", f"{path}/v0", {"name": "Eve"}).status_code == 428
    assert (
        alice.ask("PATCH", f"{path}/v0", {"name": "Eve"}, if_match=named.headers["ETag"]).status_code == 412
    )
    assert alice.ask("PATCH", f"{path}/v2", {"name": "Eve"}, if_match=tag).status_code == 404


@pytest.mark.parametrize(
    ("who", "speakers"),
    [
        ({"speaker_id": "v1"}, ["v1", "v1", "v1", "v1"]),
        ({"speaker": "Speaker 2"}, ["v1", "v1", "v1", "v1"]),
        ({"name": "Speaker 2"}, ["v1", "v1", "v1", "v1"]),
        ({"speaker_id": None}, [None, None, None, None]),
    ],
)
def test_a_passage_and_those_after_it_are_given_to_a_speaker(
    alice: Caller, project_id: str, who: dict[str, Any], speakers: list[str | None]
) -> None:
    path = f"/projects/{project_id}/transcript"
    _, tag = transcript_of(alice, project_id)
    operation = {"op": "set_speaker", "segment_id": "s1-1", "until": "end"} | who

    alice.ask("PATCH", path, {"operations": [operation]}, if_match=tag)

    assert [one["speaker_id"] for one in transcript_of(alice, project_id)[0]["segments"]] == speakers


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"speaker": "Ada", "speaker_id": "v0"}, ""),
        ({}, ""),
        ({"speaker_id": "v9"}, "/speaker_id"),
        ({"name": "Ada", "until": "tomorrow"}, "/until"),
        ({"name": "x" * 101}, "/name"),
    ],
)
def test_a_speaker_is_named_once(alice: Caller, project_id: str, body: dict[str, Any], pointer: str) -> None:
    path = f"/projects/{project_id}/transcript"
    _, tag = transcript_of(alice, project_id)
    operation = {"op": "set_speaker", "segment_id": "s1-1"} | body

    response = alice.ask("PATCH", path, {"operations": [operation]}, if_match=tag)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [f"/operations/0{pointer}"]


def test_files_hold_the_names(alice: Caller, project_id: str) -> None:
    _, tag = transcript_of(alice, project_id)
    alice.ask("PATCH", f"/projects/{project_id}/speakers/v0", {"name": "Ada"}, if_match=tag)
    path = f"/projects/{project_id}/transcript"

    assert "<v Ada>" in alice.ask("GET", f"{path}.vtt").text
    assert "Speaker 2: " in alice.ask("GET", f"{path}.txt").text
    segment = alice.ask("GET", f"{path}.json").get_json()["segments"][0]
    assert (segment["speaker_id"], segment["speaker"]) == ("v0", "Ada")
