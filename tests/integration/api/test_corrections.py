"""Corrections offered for the vocabulary: over a whole history, and gone once the vocabulary has them."""

from typing import Any

import pytest

from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, one_database
from tests.integration.transcribed import joined, let_ten_minutes_pass

TEXTS = (
    "Welcome to the clue so course.",
    "Open the settings of clue so now.",
    "We ask jason for the keys.",
    "Press send.",
)


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return joined(runtime, texts=TEXTS)


def edit(caller: Caller, project_id: str, *operations: dict[str, Any]) -> None:
    path = f"/projects/{project_id}/transcript"
    tag = caller.ask("GET", path).headers["ETag"]
    assert caller.ask("PATCH", path, {"operations": operations}, if_match=tag).status_code == 200


def offered(caller: Caller, project_id: str) -> list[tuple[str, str, int]]:
    items = caller.get(f"/projects/{project_id}/transcript/corrections")["items"]
    return [(item["heard"], item["written"], item["count"]) for item in items]


REPLACE = {"op": "replace_all", "find": "clue so", "replace": "Clueso"}
JSON = {"op": "set_text", "segment_id": "s1-3", "text": "We ask JSON for the keys."}


def test_what_a_person_corrected_is_offered_most_frequent_first(alice: Caller, project_id: str) -> None:
    assert offered(alice, project_id) == []

    edit(alice, project_id, JSON)
    edit(alice, project_id, REPLACE)

    assert offered(alice, project_id) == [("clue so", "Clueso", 2), ("jason", "JSON", 1)]


def test_a_correction_is_of_what_was_heard_however_many_versions_lie_between(
    alice: Caller, project_id: str
) -> None:
    edit(alice, project_id, {"op": "replace_all", "find": "clue so", "replace": "Kluso"})
    let_ten_minutes_pass(project_id)
    edit(alice, project_id, {"op": "split", "segment_id": "s1-1", "at_ms": 1300})
    let_ten_minutes_pass(project_id)
    edit(alice, project_id, {"op": "replace_all", "find": "Kluso", "replace": "Clueso"})
    edit(alice, project_id, {"op": "merge", "segment_id": "s1-2"})

    assert offered(alice, project_id) == [("clue so", "Clueso", 2)]


def test_a_restored_first_version_offers_nothing(alice: Caller, project_id: str) -> None:
    edit(alice, project_id, REPLACE, {"op": "delete", "segment_id": "s1-4"})

    alice.post(f"/projects/{project_id}/transcript/versions/1/restore")

    assert offered(alice, project_id) == []


def test_what_the_vocabulary_has_is_offered_no_more(alice: Caller, project_id: str) -> None:
    edit(alice, project_id, REPLACE, JSON)

    alice.ask("PUT", "/me/vocabulary", {"words": ["Clueso"]})

    assert offered(alice, project_id) == [("jason", "JSON", 1)]


def test_a_transcript_that_still_grows_has_none(alice: Caller, runtime: Runtime) -> None:
    assert offered(alice, factories.new_project(runtime)) == []


@one_database
def test_those_of_somebody_else_are_not_there(bob: Caller, alice: Caller, project_id: str) -> None:
    edit(alice, project_id, REPLACE)

    assert bob.ask("GET", f"/projects/{project_id}/transcript/corrections").status_code == 404
