"""Comments and highlights: on what was said, by everybody who may see the recording."""

from typing import Any

import pytest
from flask import Flask

from clueso.domain.transcript import Segment, Word
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_organizations import ACME, member

FIRST = recordings.SPOKEN[0]


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return recordings.ready(runtime)


def made(caller: Caller, project_id: str, **wanted: Any) -> dict[str, Any]:
    stretch = {"start_ms": FIRST.start_ms, "end_ms": FIRST.end_ms}
    return caller.post(f"/projects/{project_id}/comments", stretch | wanted)


def listed(caller: Caller, project_id: str) -> list[dict[str, Any]]:
    return caller.get(f"/projects/{project_id}/comments")["items"]


def test_a_comment_quotes_what_is_said_there(alice: Caller, project_id: str) -> None:
    comment = made(alice, project_id, text="For the intro.")

    assert (comment["quote"], comment["text"]) == (FIRST.text, "For the intro.")
    assert comment["made_by"] == "user_alice"
    assert listed(alice, project_id) == [comment]
    assert alice.get(f"/comments/{comment['id']}") == comment


def test_a_part_of_a_passage_is_quoted_by_its_words(alice: Caller, runtime: Runtime) -> None:
    said = ("Open", "the", "page.")
    words = tuple(Word(at * 1000, at * 1000 + 900, text, 0.9) for at, text in enumerate(said))
    project_id = recordings.heard(runtime, said=(Segment("s1-1", 0, 2900, "Open the page.", words),))
    recordings.join(project_id)

    comment = made(alice, project_id, start_ms=900, end_ms=2900)

    assert comment["quote"] == "the page."


def test_a_quote_stays_as_it_was_read_whatever_becomes_of_the_transcript(
    alice: Caller, project_id: str
) -> None:
    made(alice, project_id)
    path = f"/projects/{project_id}/transcript"
    gone = {"operations": [{"op": "delete", "segment_id": "s1-1"}]}

    assert alice.ask("PATCH", path, gone, if_match=alice.ask("GET", path).headers["ETag"]).status_code == 200

    assert [comment["quote"] for comment in listed(alice, project_id)] == [FIRST.text]


def test_comments_stand_in_order_of_time(alice: Caller, project_id: str) -> None:
    last = recordings.SPOKEN[-1]
    made(alice, project_id, start_ms=last.start_ms, end_ms=last.end_ms)
    made(alice, project_id)

    assert [comment["quote"] for comment in listed(alice, project_id)] == [FIRST.text, last.text]


def test_a_text_is_written_again_and_taken_back(alice: Caller, project_id: str) -> None:
    path = f"/comments/{made(alice, project_id, text='First.')['id']}"

    assert alice.ask("PATCH", path, {"text": "Second."}).get_json()["text"] == "Second."
    assert alice.ask("PATCH", path, {"text": None}).get_json()["text"] is None
    assert alice.ask("DELETE", path).status_code == 204
    assert listed(alice, project_id) == []
    actions = [deed["action"] for deed in alice.get("/me/audit")["items"]][:4]
    assert actions == ["comment.removed", "comment.changed", "comment.changed", "comment.created"]


WRONG = {
    "no end": {"start_ms": 0},
    "an end before the start": {"start_ms": 5000, "end_ms": 5000},
    "silence": {"start_ms": 10_000_000, "end_ms": 10_001_000},
    "an empty text": {"start_ms": 0, "end_ms": 60_000, "text": " "},
    "a long text": {"start_ms": 0, "end_ms": 60_000, "text": "x" * 4001},
}


@one_database
@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_a_wrong_comment_is_refused_in_words(alice: Caller, project_id: str, body: dict[str, Any]) -> None:
    refused = alice.ask("POST", f"/projects/{project_id}/comments", body)

    assert refused.status_code == 422
    assert all(error["detail"].endswith(".") for error in refused.get_json()["errors"])
    assert listed(alice, project_id) == []


@one_database
def test_a_recording_without_a_transcript_has_nothing_to_comment_on(alice: Caller, runtime: Runtime) -> None:
    project_id = factories.new_project(runtime)

    refused = alice.ask("POST", f"/projects/{project_id}/comments", {"start_ms": 0, "end_ms": 1000})

    assert (refused.status_code, "transcript" in refused.get_json()["detail"]) == (409, True)


@one_database
def test_a_comment_sent_twice_is_one(alice: Caller, project_id: str) -> None:
    body = {"start_ms": FIRST.start_ms, "end_ms": FIRST.end_ms}

    answers = [
        alice.ask("POST", f"/projects/{project_id}/comments", body, Idempotency_Key="once") for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(listed(alice, project_id)) == 1


@one_database
def test_the_list_says_when_nothing_has_changed(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/comments"
    made(alice, project_id)
    tag = alice.ask("GET", path).headers["ETag"]

    assert alice.ask("GET", path, If_None_Match=tag).status_code == 304
    made(alice, project_id)
    assert alice.ask("GET", path, If_None_Match=tag).status_code == 200


def test_who_may_view_may_comment_and_each_writes_only_their_own(app: Flask, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime, user_id=ACME)
    ann, ben, viv = (
        member(app, name, role) for name, role in (("ann", "admin"), ("ben", "member"), ("viv", "viewer"))
    )
    path = f"/comments/{made(viv, project_id, text='Mine.')['id']}"

    assert [comment["made_by"] for comment in listed(ben, project_id)] == ["user_viv"]
    for other in (ann, ben):
        refused = other.ask("PATCH", path, {"text": "Not mine."})
        assert (refused.status_code, "wrote this comment" in refused.get_json()["detail"]) == (403, True)
    assert ben.ask("DELETE", path).status_code == 403
    assert viv.ask("PATCH", path, {"text": "Still mine."}).status_code == 200
    assert ann.ask("DELETE", path).status_code == 204


def test_comments_go_with_their_recording(alice: Caller, runtime: Runtime, project_id: str) -> None:
    path = f"/comments/{made(alice, project_id)['id']}"

    alice.ask("DELETE", f"/projects/{project_id}")

    assert alice.ask("GET", path).status_code == 404
