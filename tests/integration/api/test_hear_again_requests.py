"""Which stretches can be transcribed again."""

from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from jobs.runtime import Runtime
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.hearing import STRETCH, ask, last, path, with_sound

HOUR_MS = 3_600_000


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return with_sound(recordings.ready(runtime, DocumentKind.SUMMARY))


@one_database
def test_the_same_request_again_hears_it_once(alice: Caller, project_id: str) -> None:
    first = ask(alice, project_id, idempotency_key="k")
    again = ask(alice, project_id, idempotency_key="k")

    names = [step["name"] for step in alice.get(f"/projects/{project_id}")["steps"]]
    assert (first.status_code, again.status_code) == (202, 202)
    assert names.count("hear:1") + names.count("hear:2") == 1


@one_database
def test_a_stretch_of_another_version_than_the_present_is_refused(alice: Caller, project_id: str) -> None:
    unseen = alice.ask("POST", f"{path(project_id)}/hear-again", STRETCH)

    assert (ask(alice, project_id, version=7).status_code, unseen.status_code) == (412, 428)


@one_database
@pytest.mark.parametrize(
    "wish",
    [
        STRETCH | {"end_ms": STRETCH["start_ms"]},
        STRETCH | {"language": "xx"},
        {"start_ms": 900_000_000, "end_ms": 900_000_001, "language": None},
    ],
)
def test_a_wrong_stretch_is_refused(alice: Caller, project_id: str, wish: dict[str, Any]) -> None:
    assert ask(alice, project_id, wish).status_code == 422


@one_database
def test_an_hour_is_heard_again_at_once_and_no_more(alice: Caller, project_id: str) -> None:
    last(project_id, 10 * HOUR_MS)

    refused = ask(alice, project_id, STRETCH | {"start_ms": 0, "end_ms": HOUR_MS + 1})
    taken = ask(alice, project_id, STRETCH | {"start_ms": 0, "end_ms": HOUR_MS})

    [error] = refused.json["errors"]
    assert (refused.status_code, error["pointer"], taken.status_code) == (422, "/end_ms", 202)
    assert "transcribe it again" in error["detail"]


@one_database
def test_all_of_a_short_recording_can_be_heard_again(alice: Caller, project_id: str) -> None:
    assert ask(alice, project_id, STRETCH | {"start_ms": 0, "end_ms": 9 * HOUR_MS}).status_code == 202
