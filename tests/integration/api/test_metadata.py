"""Metadata: values that an application keeps with a project, and finds it by."""

from typing import Any

import pytest

from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, one_database


def test_metadata_comes_back_as_it_was_given(alice: Caller, runtime: Runtime) -> None:
    metadata = {"external_id": " 42/ä ", "crm.deal-id": "", "note": "two\nlines " + "x" * 480}

    made = alice.post("/projects", {"upload_id": factories.stored_upload(), "metadata": metadata})

    assert made["metadata"] == metadata
    assert alice.get(f"/projects/{made['id']}")["metadata"] == metadata
    assert alice.get("/projects")["items"][0]["metadata"] == metadata


def test_a_change_replaces_all_metadata_and_another_change_keeps_it(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{factories.new_project(runtime)}"
    alice.ask("PATCH", path, {"metadata": {"a": "1", "b": "2"}})
    before = alice.ask("GET", path).headers["ETag"]

    alice.ask("PATCH", path, {"title": "Another"})
    kept = alice.get(path)["metadata"]
    changed = alice.ask("PATCH", path, {"metadata": {"b": "3"}})

    assert kept == {"a": "1", "b": "2"}
    assert changed.get_json()["metadata"] == alice.get(path)["metadata"] == {"b": "3"}
    assert changed.headers["ETag"] != before
    assert alice.ask("PATCH", path, {"metadata": {}}).get_json()["metadata"] == {}


def test_a_project_is_found_by_its_external_id(alice: Caller, bob: Caller, runtime: Runtime) -> None:
    made = [factories.new_project(runtime) for _ in range(3)]
    theirs = factories.new_project(runtime, user_id="user_bob")
    alice.ask("PATCH", f"/projects/{made[0]}", {"metadata": {"external_id": "A-1"}})
    alice.ask("PATCH", f"/projects/{made[1]}", {"metadata": {"external_id": "a-1", "other": "A-1"}})
    bob.ask("PATCH", f"/projects/{theirs}", {"metadata": {"external_id": "A-1"}})

    assert [item["id"] for item in alice.get("/projects?external_id=A-1")["items"]] == [made[0]]
    assert alice.get("/projects?external_id=unknown")["items"] == []


def test_a_repeated_creation_has_the_metadata_once(alice: Caller, runtime: Runtime) -> None:
    body = {"upload_id": factories.stored_upload(), "metadata": {"external_id": "42"}}

    first, again = (alice.post("/projects", body, idempotency_key="k") for _ in range(2))

    assert first["id"] == again["id"]
    assert len(alice.get("/projects?external_id=42")["items"]) == 1


@one_database
@pytest.mark.parametrize(
    ("metadata", "pointer", "words"),
    [
        ({"a": "x" * 501}, "/metadata/a", "The a of the metadata can have at most 500 characters."),
        ({f"k{number}": "" for number in range(17)}, "/metadata", "can have at most 16 entries."),
        ({"a b": ""}, "/metadata/a b", "must have a name of 1 to 40 letters"),
        ({"k" * 41: ""}, "/metadata/" + "k" * 41, "must have a name of 1 to 40 letters"),
        ({"a": 1}, "/metadata/a", "must be a text."),
        ({"a": {}}, "/metadata/a", "must be a text."),
        ({"a": "\x1b"}, "/metadata/a", "must not contain control characters."),
        ("a", "/metadata", "The metadata must be an object."),
        (None, "/metadata", "The metadata must be an object."),
    ],
)
def test_wrong_metadata_is_told_where(
    alice: Caller, runtime: Runtime, metadata: Any, pointer: str, words: str
) -> None:
    made = alice.ask("POST", "/projects", {"upload_id": factories.stored_upload(), "metadata": metadata})
    changed = alice.ask("PATCH", f"/projects/{factories.new_project(runtime)}", {"metadata": metadata})

    for response in (made, changed):
        (error,) = response.get_json()["errors"]
        assert (response.status_code, error["pointer"]) == (422, pointer)
        assert words in error["detail"]
