"""Edits of a document over the API, and documents that are written again."""

from typing import Any

import pytest

from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.edited import OPEN, document_of
from tests.integration.transcribed import article, guide, ready, write


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(OPEN))


def test_a_document_is_edited_and_its_history_kept(alice: Caller, project_id: str) -> None:
    path, tag = document_of(alice, project_id)

    response = alice.ask("PATCH", path, {"body": article(("My own.", []))}, if_match=tag)

    document = response.get_json()
    assert (response.status_code, document["version"], document["edited"]) == (200, 2, True)
    assert document["body"]["sections"][0] == {"heading": "How", "text": "My own.", "segment_ids": []}
    assert response.headers["ETag"] == document_of(alice, project_id)[1] != tag
    [second, first] = alice.get(f"{path}/versions")["items"]
    assert [(row["version"], row["made_by"], row["edited"]) for row in (first, second)] == [
        (1, None, False),
        (2, USER, True),
    ]
    old = alice.get(f"{path}/versions/1")
    assert (old["version"], old["body"]["sections"][0]["text"]) == (1, "Open it.")
    assert "Open it." in old["markdown"]

    restored = alice.post(f"{path}/versions/1/restore")
    assert (restored["version"], restored["edited"], restored["body"]) == (3, False, old["body"])
    assert alice.get(f"{path}/versions")["items"][0]["restored_from"] == 1


def test_an_edit_of_a_document_says_which_version_it_edits(alice: Caller, project_id: str) -> None:
    path, tag = document_of(alice, project_id)
    body = {"body": article(("My own.", []))}

    assert alice.ask("PATCH", path, body).status_code == 428
    assert alice.ask("PATCH", path, body, if_match=tag).status_code == 200
    assert alice.ask("PATCH", path, body, if_match=tag).status_code == 412
    assert alice.ask("POST", f"{path}/versions/1/restore", if_match=tag).status_code == 412


@one_database
@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"body": []}, "/body"),
        ({"body": {"title": "a", "lead": ""}}, "/body/sections"),
        ({"body": article(OPEN) | {"html": "<b>"}}, "/body/html"),
        ({"body": article(("", []))}, "/body/sections/0/text"),
        ({"body": article(("a\x07", []))}, "/body/sections/0/text"),
        ({"body": article(("a", ["s1-9"]))}, "/body/sections/0/segment_ids/0"),
        ({"body": article(("a" * 20_001, []))}, "/body/sections/0/text"),
        ({"body": article(OPEN), "title": "a"}, "/title"),
        ({}, ""),
    ],
)
def test_a_wrong_body_is_told_where(
    alice: Caller, project_id: str, change: dict[str, Any], pointer: str
) -> None:
    path, tag = document_of(alice, project_id)

    response = alice.ask("PATCH", path, change, if_match=tag)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


def test_what_was_read_can_be_sent_back_with_a_moved_picture(alice: Caller, runtime: Runtime) -> None:
    project_id = ready(runtime, guide=guide())
    path, tag = document_of(alice, project_id)
    first = alice.ask("PATCH", path, {"body": guide(100)}, if_match=tag)
    body = first.get_json()["body"]
    assert body["steps"][0]["picture"] == {
        "at_ms": 100,
        "own": None,
        "url": None,
        "width": None,
        "height": None,
        "alt": "",
        "crop": None,
        "marks": [],
    }
    body["steps"][0]["picture"] |= {"at_ms": 200, "url": "https://example.com/x.jpg"}

    second = alice.ask("PATCH", path, {"body": body}, if_match=first.headers["ETag"])

    picture = second.get_json()["body"]["steps"][0]["picture"]
    assert (second.status_code, second.get_json()["status"]) == (200, "ready")
    assert (picture["at_ms"], picture["url"]) == (200, None)


def test_each_save_of_a_document_has_a_tag_of_its_own_and_minutes_of_saves_one_version(
    alice: Caller, project_id: str
) -> None:
    path, tag = document_of(alice, project_id)
    first = alice.ask("PATCH", path, {"body": article(("O", []))}, if_match=tag)
    second = alice.ask("PATCH", path, {"body": article(("One.", []))}, if_match=first.headers["ETag"])

    stale = alice.ask("PATCH", path, {"body": article(("Two.", []))}, if_match=first.headers["ETag"])
    restored = alice.ask("POST", f"{path}/versions/1/restore", if_match=first.headers["ETag"])
    assert (second.status_code, stale.status_code, restored.status_code) == (200, 412, 412)
    assert [row["version"] for row in alice.get(f"{path}/versions")["items"]] == [2, 1]

    own = {"body": article(("Two.", [])), "new_version": True}
    third = alice.ask("PATCH", path, own, if_match=second.headers["ETag"])
    assert (third.status_code, third.get_json()["version"]) == (200, 3)
    assert alice.get(f"{path}/versions/2")["body"]["sections"][0]["text"] == "One."


def test_writing_again_is_accepted_once(alice: Caller, project_id: str) -> None:
    path, _ = document_of(alice, project_id)
    wish = {"kind": "article", "instructions": "Shorter."}
    url = f"/projects/{project_id}/documents"

    response = alice.ask("POST", url, wish, idempotency_key="once")
    again = alice.ask("POST", url, wish, idempotency_key="once")

    assert (response.status_code, response.headers["Location"]) == (202, f"/api/v1{path}")
    assert (response.get_json()["status"], response.get_json()["version"]) == ("queued", 1)
    assert (again.status_code, again.json) == (202, response.json)
    assert alice.ask("POST", url, wish).status_code == 409
    assert alice.get(f"/projects/{project_id}")["status"] == "ready"

    write(project_id, "write:article#2", article(("New.", ["s1-2"])))
    assert alice.get(path)["version"] == 2


def test_instructions_are_told_kept_for_the_next_time_and_taken_away_when_empty(
    alice: Caller, project_id: str
) -> None:
    path, _ = document_of(alice, project_id)
    url = f"/projects/{project_id}/documents"

    told = [alice.get(path)["instructions"]]
    for number, wish in enumerate([{"instructions": "Write in German."}, {}, {"instructions": " "}], start=2):
        told.append(alice.post(url, {"kind": "article"} | wish)["instructions"])
        write(project_id, f"write:article#{number}", article(("New.", ["s1-2"])))

    assert told == [None, "Write in German.", "Write in German.", None]


@one_database
@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"kind": "poem"}, "/kind"),
        ({}, "/kind"),
        ({"kind": "article", "instructions": "a" * 4001}, "/instructions"),
        ({"kind": "article", "model": "x"}, "/model"),
    ],
)
def test_a_wrong_wish_for_a_document_is_told_where(
    alice: Caller, project_id: str, wish: dict[str, Any], pointer: str
) -> None:
    response = alice.ask("POST", f"/projects/{project_id}/documents", wish)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


@one_database
def test_the_script_of_ten_hours_can_be_edited(alice: Caller, runtime: Runtime) -> None:
    said = {"text": "What is said in three seconds. " * 3, "start_ms": 0, "end_ms": 1000, "segment_ids": []}
    path, tag = document_of(alice, ready(runtime, script={"lines": []}))

    response = alice.ask("PATCH", path, {"body": {"lines": [said] * 10_000}}, if_match=tag)

    assert response.status_code == 200, response.json
    assert len(response.get_json()["body"]["lines"]) == 10_000


@one_database
def test_a_document_longer_than_any_is_refused(alice: Caller, project_id: str) -> None:
    path, tag = document_of(alice, project_id)
    too_long = {"title": "x" * 2**23, "lead": "", "sections": []}

    assert alice.ask("PATCH", path, {"body": too_long}, if_match=tag).status_code == 413
