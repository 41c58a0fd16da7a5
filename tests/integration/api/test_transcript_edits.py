"""Edits of a transcript over the API, and its history."""

from typing import Any

import pytest

from clueso.errors import StorageDown
from clueso.services import idempotency
from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.edited import OPEN, document_of
from tests.integration.transcribed import TEXTS, article, ready


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(OPEN))


def transcript_of(caller: Caller, project_id: str) -> tuple[str, str]:
    """Its path and its tag."""
    path = f"/projects/{project_id}/transcript"
    return path, caller.ask("GET", path).headers["ETag"]


OPERATIONS: list[dict[str, Any]] = [
    {"op": "set_text", "segment_id": "s1-1", "text": "Open the team page."},
    {"op": "split", "segment_id": "s1-2", "at_ms": 4800},
    {"op": "merge", "segment_id": "s1-3"},
    {"op": "set_times", "segment_id": "s1-1", "start_ms": 100, "end_ms": 3000},
    {"op": "set_speaker", "segment_id": "s1-1", "speaker": "S1"},
    {"op": "rename_speaker", "from": "S1", "to": "Ada"},
    {"op": "replace_all", "find": "THE", "replace": "a", "match_case": False, "whole_word": True},
    {"op": "delete", "segment_id": "s1-2"},
]


def spliced(*remove: str, **fields: Any) -> dict[str, Any]:
    """A splice that puts one segment in the place of some."""
    new = {"id": "n1", "text": "Now.", "start_ms": 0, "end_ms": 3000} | fields
    return {"op": "splice", "remove": list(remove), "insert": [new]}


def test_every_operation_is_done_in_one_edit(alice: Caller, project_id: str) -> None:
    path, tag = transcript_of(alice, project_id)

    response = alice.ask("PATCH", path, {"operations": OPERATIONS}, if_match=tag)

    changed = response.get_json()
    assert response.status_code == 200
    assert set(changed) == {"version", "segments", "removed"}
    assert (changed["version"], changed["removed"]) == (2, ["s1-2", "s1-4"])
    assert [segment["text"] for segment in changed["segments"]] == [
        "Open a team page.",
        "invite button.",
        "Type a address. Press send.",
    ]
    assert (changed["segments"][0]["start_ms"], changed["segments"][0]["speaker"]) == (100, "Ada")
    again = alice.ask("GET", path)
    assert (again.headers["ETag"], again.get_json()["version"]) == (response.headers["ETag"], 2)
    assert again.get_json()["segments"] == changed["segments"]


def test_an_edit_says_which_version_it_edits(alice: Caller, project_id: str) -> None:
    path, tag = transcript_of(alice, project_id)
    body = {"operations": [{"op": "delete", "segment_id": "s1-1"}]}

    assert alice.ask("PATCH", path, body).status_code == 428
    assert alice.ask("PATCH", path, body, if_match=tag).status_code == 200
    assert alice.ask("PATCH", path, body, if_match=tag).status_code == 412


def test_a_splice_takes_ids_of_the_client_and_is_undone_by_the_history(
    alice: Caller, project_id: str
) -> None:
    path, tag = transcript_of(alice, project_id)
    before = alice.get(path)["segments"]
    first, second = before[:2]
    new_id, split_ms = "x" * 64, first["words"][2]["start_ms"]
    insert = [
        {"id": first["id"], "text": "Open the", "start_ms": first["start_ms"], "end_ms": split_ms},
        {"id": new_id, "text": f"members page. {second['text']}", "start_ms": split_ms, "speaker": "Ada"}
        | {"end_ms": second["end_ms"]},
    ]
    operation = {"op": "splice", "remove": [first["id"], second["id"]], "insert": insert}

    response = alice.ask("PATCH", path, {"operations": [operation]}, if_match=tag)

    changed = response.get_json()
    assert (response.status_code, changed["removed"]) == (200, [second["id"]])
    assert [segment["id"] for segment in changed["segments"]] == [first["id"], new_id]
    assert [segment["speaker"] for segment in changed["segments"]] == [first["speaker"], "Ada"]
    words = [word for segment in changed["segments"] for word in segment["words"]]
    assert words == first["words"] + second["words"]
    assert alice.get(path)["segments"][:2] == changed["segments"]

    restored = alice.ask("POST", f"{path}/versions/1/restore")
    assert restored.get_json()["removed"] == [new_id]
    assert alice.get(path)["segments"] == before


def test_an_edit_that_is_sent_again_with_its_key_is_done_once(alice: Caller, project_id: str) -> None:
    path, tag = transcript_of(alice, project_id)
    body = {"operations": [spliced("s1-1")]}

    first = alice.ask("PATCH", path, body, if_match=tag, idempotency_key="once")
    again = alice.ask("PATCH", path, body, if_match=tag, idempotency_key="once")
    other = alice.ask("PATCH", path, {"operations": OPERATIONS}, if_match=tag, idempotency_key="once")

    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["ETag"] == first.headers["ETag"] == transcript_of(alice, project_id)[1]
    assert other.status_code == 422
    assert alice.ask("PATCH", path, body, if_match=tag, idempotency_key="twice").status_code == 412


def test_an_edit_is_made_only_together_with_its_kept_answer(
    alice: Caller, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the same request, sent again, would be refused for its own edit."""
    path, tag = transcript_of(alice, project_id)
    body = {"operations": [spliced("s1-1")]}

    with monkeypatch.context() as broken:
        broken.setattr(idempotency, "keep", failing)
        lost = alice.ask("PATCH", path, body, if_match=tag, idempotency_key="once")
    again = alice.ask("PATCH", path, body, if_match=tag, idempotency_key="once")

    assert (lost.status_code, again.status_code) == (503, 200)
    assert again.headers["ETag"] == transcript_of(alice, project_id)[1]


def failing(*_: Any) -> None:
    raise StorageDown


def test_a_key_is_good_for_one_version(alice: Caller, project_id: str) -> None:
    path, tag = transcript_of(alice, project_id)
    body = {"operations": [spliced("s1-1")]}
    first = alice.ask("PATCH", path, body, if_match=tag, idempotency_key="once")

    other = alice.ask("PATCH", path, body, if_match=first.headers["ETag"], idempotency_key="once")

    assert (other.status_code, other.get_json()["type"]) == (422, "/problems/idempotency-mismatch")


@one_database
@pytest.mark.parametrize(
    ("operation", "pointer"),
    [
        ({"op": "set_text", "segment_id": "s1-9", "text": "a"}, "/operations/0/segment_id"),
        ({"op": "set_text", "segment_id": "s1-1", "text": " "}, "/operations/0/text"),
        ({"op": "set_text", "segment_id": "s1-1", "text": "a\nb"}, "/operations/0/text"),
        ({"op": "set_text", "segment_id": "s1-1"}, "/operations/0/text"),
        ({"op": "split", "segment_id": "s1-1", "at_ms": 0}, "/operations/0/at_ms"),
        ({"op": "split", "segment_id": "s1-1", "at_ms": "800"}, "/operations/0/at_ms"),
        ({"op": "split", "segment_id": "s1-1", "at_ms": 10**30}, "/operations/0/at_ms"),
        ({"op": "merge", "segment_id": "s1-4"}, "/operations/0/segment_id"),
        ({"op": "merge", "segment_id": "s1-1", "with": "s1-2"}, "/operations/0/with"),
        ({"op": "set_times", "segment_id": "s1-1", "start_ms": 0, "end_ms": 9000}, "/operations/0/end_ms"),
        ({"op": "rename_speaker", "from": "Nobody", "to": "Ada"}, "/operations/0/from"),
        ({"op": "replace_all", "find": "", "replace": "a"}, "/operations/0/find"),
        ({"op": "splice", "remove": [], "insert": []}, "/operations/0/remove"),
        ({"op": "splice", "remove": ["s1-1", "s1-3"], "insert": []}, "/operations/0/remove"),
        ({"op": "splice", "remove": ["s1-9"], "insert": []}, "/operations/0/remove/0"),
        (spliced("s1-1", id="s1-2"), "/operations/0/insert/0/id"),
        (spliced("s1-1", id="s 1"), "/operations/0/insert/0/id"),
        (spliced("s1-1", id="x" * 65), "/operations/0/insert/0/id"),
        (spliced("s1-1", text=" "), "/operations/0/insert/0/text"),
        (spliced("s1-1", end_ms=9000), "/operations/0/insert/0/end_ms"),
        (spliced("s1-1", speaker_id="x"), "/operations/0/insert/0/speaker_id"),
        (spliced("s1-1", speaker=None, speaker_id=None), "/operations/0/insert/0"),
        ({"op": "paint", "segment_id": "s1-1"}, "/operations/0"),
        ({"segment_id": "s1-1"}, "/operations/0"),
    ],
)
def test_a_wrong_operation_is_told_where(
    alice: Caller, project_id: str, operation: dict[str, Any], pointer: str
) -> None:
    path, tag = transcript_of(alice, project_id)

    response = alice.ask("PATCH", path, {"operations": [operation]}, if_match=tag)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]
    assert alice.ask("GET", path).headers["ETag"] == tag


@one_database
def test_an_edit_has_between_one_and_a_thousand_operations(alice: Caller, project_id: str) -> None:
    path, tag = transcript_of(alice, project_id)
    one = {"op": "merge", "segment_id": "s1-1"}

    for operations in ([], [one] * 1001):
        assert alice.ask("PATCH", path, {"operations": operations}, if_match=tag).status_code == 422


def test_the_history_of_a_transcript_is_listed_read_and_restored(alice: Caller, project_id: str) -> None:
    path, tag = transcript_of(alice, project_id)
    edit = {"operations": [{"op": "delete", "segment_id": "s1-1"}]}
    alice.ask("PATCH", path, edit, if_match=tag)

    [second, first] = alice.get(f"{path}/versions")["items"]
    assert (second["version"], second["made_by"], second["segment_count"]) == (2, USER, 3)
    assert (first["version"], first["made_by"], first["segment_count"]) == (1, None, 4)
    before = alice.get(f"{path}/versions/1")
    assert [segment["text"] for segment in before["segments"]] == list(TEXTS)

    assert alice.ask("POST", f"{path}/versions/1/restore", if_match=tag).status_code == 412
    restored = alice.ask("POST", f"{path}/versions/1/restore")
    assert (restored.get_json()["version"], restored.get_json()["removed"]) == (3, [])
    assert [segment["id"] for segment in restored.get_json()["segments"]] == ["s1-1"]
    assert restored.headers["ETag"] == transcript_of(alice, project_id)[1]
    assert alice.ask("POST", f"{path}/versions/9/restore").status_code == 404


def test_nobody_edits_what_is_somebody_elses(alice: Caller, bob: Caller, project_id: str) -> None:
    path, tag = transcript_of(alice, project_id)
    document, document_tag = document_of(alice, project_id)
    asked = [
        ("PATCH", path, {"operations": [{"op": "delete", "segment_id": "s1-1"}]}, tag),
        ("GET", f"{path}/versions", None, ""),
        ("GET", f"{path}/versions/1", None, ""),
        ("POST", f"{path}/versions/1/restore", None, ""),
        ("POST", f"/projects/{project_id}/documents", {"kind": "article"}, ""),
        ("PATCH", document, {"body": article(OPEN)}, document_tag),
        ("GET", f"{document}/versions", None, ""),
        ("GET", f"{document}/versions/1", None, ""),
        ("POST", f"{document}/versions/1/restore", None, ""),
    ]

    found = [bob.ask(method, where, body, if_match=tag).status_code for method, where, body, tag in asked]

    assert found == [404] * len(asked)
