"""Editing over HTTP: what is read is named by If-Match, and what is wrong is told by its place."""

from typing import Any

import pytest

from clueso.errors import StorageDown
from clueso.services import idempotency
from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.api.apps import Caller, one_database
from tests.integration.transcribed import TEXTS, article, guide, ready, write

OPEN = ("Open it.", ["s1-1"])


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(OPEN))


def transcript_of(caller: Caller, project_id: str) -> tuple[str, str]:
    """Its path and its tag."""
    path = f"/projects/{project_id}/transcript"
    return path, caller.ask("GET", path).headers["ETag"]


def document_of(caller: Caller, project_id: str) -> tuple[str, str]:
    """The path and the tag of its first document."""
    path = f"/documents/{caller.get(f'/projects/{project_id}/documents')['items'][0]['id']}"
    return path, caller.ask("GET", path).headers["ETag"]


# Transcripts -----------------------------------------------------------------------------------------

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


# Documents -------------------------------------------------------------------------------------------


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
        ({}, "/body"),
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
    assert body["steps"][0]["picture"] == {"at_ms": 100, "url": None, "width": None, "height": None}
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
