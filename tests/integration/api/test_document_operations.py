"""Operations on a guide over the API."""

from typing import Any

import pytest

from jobs.runtime import Runtime
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.edited import OPEN, document_of
from tests.integration.transcribed import article, guide, ready

BOX = [0.1, 0.1, 0.2, 0.2]
BLUR = {"kind": "blur", "box": BOX, "text": None, "proposed": False}
NEW = {"op": "insert_step", "id": "n", "after": "s1", "heading": "New", "text": "Do it."}


@pytest.fixture
def guide_id(runtime: Runtime, alice: Caller) -> str:
    project_id = ready(runtime, guide=guide())
    path, tag = document_of(alice, project_id)
    assert alice.ask("PATCH", path, {"body": guide(100, 200)}, if_match=tag).status_code == 200
    return project_id


def operate(caller: Caller, project_id: str, *operations: dict[str, Any]) -> dict[str, Any]:
    """The document after the operations."""
    path, tag = document_of(caller, project_id)
    response = caller.ask("PATCH", path, {"operations": list(operations)}, if_match=tag)
    assert response.status_code == 200, response.get_json()
    return dict(response.get_json())


def test_a_guide_is_edited_by_operations_in_one_version(alice: Caller, guide_id: str) -> None:
    document = operate(
        alice,
        guide_id,
        {"op": "set_text", "path": "/steps/s2/text", "text": " Click it. "},
        {"op": "move_step", "step_id": "s2", "after": None},
        NEW | {"at_ms": 400},
        {"op": "set_crop", "step_id": "n", "crop": BOX},
        {"op": "set_alt", "step_id": "n", "alt": "The page"},
        {"op": "set_marks", "step_id": "s1", "marks": [{"kind": "blur", "box": BOX}]},
        {"op": "set_picture", "step_id": "s1", "picture": {"at_ms": 300}},
    )

    steps = document["body"]["steps"]
    assert [step["id"] for step in steps] == ["s2", "s1", "n"]
    assert [step["text"] for step in steps] == ["Click it.", "Open the page.", "Do it."]
    assert (steps[2]["start_ms"], steps[2]["end_ms"], steps[2]["segment_ids"]) == (400, 400, [])
    assert (steps[2]["picture"]["at_ms"], steps[2]["picture"]["crop"]) == (400, BOX)
    assert (steps[1]["picture"]["at_ms"], steps[1]["picture"]["marks"]) == (300, [BLUR])
    assert (document["version"], document["edited"], document["status"]) == (2, True, "ready")

    again = operate(alice, guide_id, {"op": "set_text", "path": "/title", "text": "Invite"})
    assert (again["version"], again["body"]["title"]) == (2, "Invite")


def test_a_removed_step_comes_back_as_it_was(alice: Caller, guide_id: str) -> None:
    marked = {"op": "set_marks", "step_id": "s1", "marks": [BLUR]}
    before = operate(alice, guide_id, marked)["body"]
    gone = before["steps"][0]
    operate(alice, guide_id, {"op": "remove_step", "step_id": "s1"})

    back = operate(alice, guide_id, gone | {"op": "insert_step", "after": None})

    assert back["body"] == before
    assert operate(alice, guide_id, {"op": "set_picture", "step_id": "s1", "picture": None})["body"]["steps"][
        0
    ] == gone | {"picture": None}


def test_a_body_that_leaves_out_marks_keeps_them(alice: Caller, guide_id: str) -> None:
    operate(alice, guide_id, {"op": "set_marks", "step_id": "s1", "marks": [BLUR]})
    path, tag = document_of(alice, guide_id)

    response = alice.ask("PATCH", path, {"body": guide(100, 200)}, if_match=tag)

    assert response.get_json()["body"]["steps"][0]["picture"]["marks"] == [BLUR]


def test_a_blur_hides_all_pictures_of_its_screen_until_a_person_removes_it_from_one(
    alice: Caller, guide_id: str
) -> None:
    def blurs(document: dict[str, Any]) -> list[list[dict[str, Any]]]:
        return [step["picture"]["marks"] for step in document["body"]["steps"]]

    added = operate(alice, guide_id, {"op": "set_marks", "step_id": "s1", "marks": [BLUR]})
    inserted = operate(alice, guide_id, NEW | {"at_ms": 400})
    removed = operate(alice, guide_id, {"op": "set_marks", "step_id": "s2", "marks": []})

    assert blurs(added) == [[BLUR], [BLUR]]
    assert blurs(inserted) == [[BLUR], [BLUR], [BLUR]]
    assert blurs(removed) == [[BLUR], [BLUR], []]


@one_database
@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"operations": []}, "/operations"),
        ({"operations": [NEW], "body": guide()}, ""),
        ({"operations": [{"op": "delete", "step_id": "s1"}]}, "/operations/0"),
        ({"operations": [NEW | {"id": "7"}]}, "/operations/0/id"),
        ({"operations": [NEW | {"id": ""}]}, "/operations/0/id"),
        ({"operations": [NEW | {"id": "s1"}]}, "/operations/0/id"),
        ({"operations": [NEW | {"text": " "}]}, "/operations/0/text"),
        ({"operations": [NEW | {"heading": "x" * 2001}]}, "/operations/0/heading"),
        ({"operations": [NEW | {"start_ms": 0}]}, "/operations/0"),
        ({"operations": [NEW | {"start_ms": 0, "end_ms": 1, "at_ms": 0}]}, "/operations/0"),
        ({"operations": [NEW | {"segment_ids": ["s9-9"]}]}, "/operations/0/segment_ids/0"),
        ({"operations": [NEW | {"at_ms": 999_999}]}, "/operations/0/at_ms"),
        ({"operations": [NEW, {"op": "remove_step", "step_id": "x"}]}, "/operations/1/step_id"),
        ({"operations": [{"op": "set_text", "path": "/steps/0/id", "text": "x"}]}, "/operations/0/path"),
        ({"operations": [{"op": "set_text", "path": "/steps/9/text", "text": "x"}]}, "/operations/0/path"),
        ({"operations": [{"op": "set_text", "path": "/steps/0/text", "text": ""}]}, "/operations/0/text"),
        ({"operations": [{"op": "set_text", "path": "/title", "text": "x" * 2001}]}, "/operations/0/text"),
        ({"operations": [{"op": "set_text", "path": "/title", "text": None}]}, "/operations/0/text"),
        ({"operations": [{"op": "set_alt", "step_id": "s1", "alt": "x" * 1001}]}, "/operations/0/alt"),
        ({"operations": [{"op": "set_crop", "step_id": "s1", "crop": [0, 0, 0, 1]}]}, "/operations/0/crop"),
        (
            {"operations": [{"op": "set_marks", "step_id": "s1", "marks": [BLUR] * 51}]},
            "/operations/0/marks",
        ),
        (
            {"operations": [{"op": "set_picture", "step_id": "s1", "picture": {"at_ms": 999_999}}]},
            "/operations/0/picture/at_ms",
        ),
    ],
)
def test_a_wrong_operation_is_told_where_and_nothing_is_saved(
    alice: Caller, guide_id: str, change: dict[str, Any], pointer: str
) -> None:
    path, tag = document_of(alice, guide_id)

    response = alice.ask("PATCH", path, change, if_match=tag)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]
    assert document_of(alice, guide_id)[1] == tag


def test_operations_are_for_the_save_that_was_read(alice: Caller, guide_id: str) -> None:
    path, tag = document_of(alice, guide_id)
    change = {"operations": [{"op": "set_text", "path": "/title", "text": "Mine"}]}

    assert alice.ask("PATCH", path, change).status_code == 428
    assert alice.ask("PATCH", path, change, if_match=tag).status_code == 200
    assert alice.ask("PATCH", path, change, if_match=tag).status_code == 412


def test_texts_of_any_kind_are_set(alice: Caller, runtime: Runtime) -> None:
    project_id = ready(runtime, article=article(OPEN))

    body = operate(alice, project_id, {"op": "set_text", "path": "/sections/0/text", "text": "Mine."})["body"]

    assert body["sections"][0]["text"] == "Mine."
    path, tag = document_of(alice, project_id)
    refused = alice.ask("PATCH", path, {"operations": [NEW]}, if_match=tag)
    assert refused.get_json()["errors"] == [
        {"pointer": "/operations/0/op", "detail": "Only a guide has steps."}
    ]
