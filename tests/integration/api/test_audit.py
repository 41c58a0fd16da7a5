"""The audit log: who did what, in rows that nobody changes, and that outlive what they tell of."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.models import Deed, Step
from clueso.services import audit
from clueso.services.operations import operating
from clueso.services.people import accounts
from clueso.services.transaction import transactional
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, token
from tests.integration.api.test_every_state import stored

TITLE = "The secret launch of Falcon"


def actions(caller: Caller) -> list[str]:
    """The caller's log, oldest first."""
    return [
        deed["action"]
        for deed in reversed(
            caller.get(
                "/me/audit",
            )["items"]
        )
    ]


@transactional
def rows() -> list[dict[str, Any]]:
    return [audit.to_json(deed) for deed in db.session.scalars(select(Deed).order_by(Deed.at, Deed.id))]


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return recordings.ready(runtime, DocumentKind.CHAPTERS, user_id="user_alice")


def test_each_deed_of_an_upload_and_a_project_is_a_row(alice: Caller, runtime: Runtime) -> None:
    upload_id = stored(alice)
    made = alice.post("/projects", {"upload_id": upload_id, "title": TITLE})["id"]
    alice.ask("PATCH", f"/projects/{made}", {"title": f"{TITLE} 2"})
    alice.post(f"/projects/{made}/cancel")
    alice.post(f"/projects/{made}/retry")
    alice.ask("DELETE", f"/projects/{made}")
    alice.post(f"/projects/{made}/restore")

    told = alice.get("/me/audit")["items"]

    assert [deed["action"] for deed in reversed(told)] == [
        "upload.begun",
        "upload.stored",
        "project.created",
        "project.renamed",
        "project.cancelled",
        "project.retried",
        "project.deleted",
        "project.restored",
    ]
    assert {deed["actor"] for deed in told} == {"user_alice"}
    assert {deed["subject_id"] for deed in told} == {upload_id, made}
    assert all(deed["request_id"] for deed in told)


def test_what_is_done_twice_or_refused_is_told_once_or_not_at_all(alice: Caller, bob: Caller) -> None:
    upload_id = stored(alice)
    again = alice.ask("POST", f"/uploads/{upload_id}/complete", {"parts": [{"part_number": 1, "etag": "x"}]})
    made = alice.post("/projects", {"upload_id": upload_id}, idempotency_key="k")["id"]
    assert alice.post("/projects", {"upload_id": upload_id}, idempotency_key="k")["id"] == made
    assert alice.ask("DELETE", f"/uploads/{upload_id}").status_code == 409
    assert bob.ask("DELETE", f"/projects/{made}").status_code == 404

    assert again.status_code == 200
    assert actions(alice) == ["upload.begun", "upload.stored", "project.created"]
    assert bob.get("/me/audit")["items"] == []


def test_a_session_of_edits_is_one_row(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/transcript"
    for said in ("One.", "Two.", "Three."):
        shown = alice.ask("GET", path)
        segment_id = shown.get_json()["segments"][0]["id"]
        edit = {"operations": [{"op": "set_text", "segment_id": segment_id, "text": said}]}
        assert alice.ask("PATCH", path, edit, if_match=shown.headers["ETag"]).status_code == 200
    document = alice.get(f"/projects/{project_id}/documents")["items"][0]["id"]
    for title in ("One", "Two"):
        shown = alice.ask("GET", f"/documents/{document}")
        body = shown.get_json()["body"]
        body["chapters"][0]["title"] = title
        saved = alice.ask("PATCH", f"/documents/{document}", {"body": body}, if_match=shown.headers["ETag"])
        assert saved.status_code == 200, saved.text
    alice.post(f"/documents/{document}/versions/1/restore")
    alice.post(f"/projects/{project_id}/exports", {"format": "pdf"})

    assert actions(alice)[-4:] == [
        "transcript.edited",
        "document.edited",
        "document.restored",
        "export.ordered",
    ]


def test_who_acts_in_a_persons_place_is_told(app: Flask, alice: Caller) -> None:
    signed = token(sub="user_alice", act={"sub": "user_support", "iss": "https://dashboard.clerk.com"})
    wanted = {"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 5}
    headers = {"Authorization": f"Bearer {signed}"}
    assert app.test_client().post("/api/v1/uploads", json=wanted, headers=headers).status_code == 201

    [deed] = alice.get("/me/audit")["items"]

    assert (deed["actor"], deed["via"]) == ("user_alice", "user_support")


def test_pages_follow_each_other(alice: Caller) -> None:
    for number in range(5):
        alice.post("/uploads", {"filename": f"{number}.mp4", "content_type": "video/mp4", "size_bytes": 5})

    first = alice.get("/me/audit?limit=3")
    second = alice.get(f"/me/audit?limit=3&cursor={first['next_cursor']}")

    ids = [deed["id"] for deed in (*first["items"], *second["items"])]
    assert len(set(ids)) == 5
    assert second["next_cursor"] is None
    assert all(deed["at"].endswith("Z") for deed in first["items"])


def test_what_an_operator_does_is_told_to_the_owner(
    app: Flask, alice: Caller, runtime: Runtime, project_id: str
) -> None:
    alice.post(f"/projects/{project_id}/exports", {"format": "pdf"})
    [step_id] = waiting_steps(project_id)
    with app.test_request_context():
        audit.act_as(audit.OPERATOR)
        operating.requeue(step_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    deed = alice.get("/me/audit")["items"][0]

    assert (deed["actor"], deed["action"], deed["subject_id"]) == ("operator", "step.requeued", step_id)


@pytest.mark.parametrize(
    "statement", [delete(Deed), update(Deed).values(actor="user_mallory")], ids=["delete", "update"]
)
def test_the_database_refuses_to_change_a_row(alice: Caller, runtime: Runtime, statement: Any) -> None:
    stored(alice)
    before = rows()

    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(statement)
    db.session.rollback()

    assert rows() == before != []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
def test_nor_to_empty_the_log_at_once(alice: Caller, runtime: Runtime) -> None:
    stored(alice)

    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text("TRUNCATE audit_log"))
    db.session.rollback()

    assert rows() != []


def test_a_deed_that_fails_leaves_no_row(alice: Caller, runtime: Runtime) -> None:
    @transactional
    def fail() -> None:
        audit.record(audit.Action.PROJECT_DELETED, "p", "user_alice")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert rows() == []


@transactional
def waiting_steps(project_id: str) -> list[str]:
    query = select(Step.id).where(Step.project_id == project_id, Step.status == StepStatus.QUEUED)
    return list(db.session.scalars(query))


def purge(project_id: str) -> None:
    factories.let_pauses_end()
    step = factories.step(project_id, "purge")
    factories.let_in(step.id)
    wrapper.run(step.id, step.attempt)


def test_of_a_purged_project_a_row_tells_when_what_and_how_much(alice: Caller, project_id: str) -> None:
    alice.ask("PATCH", f"/projects/{project_id}", {"title": TITLE})
    alice.ask("DELETE", f"/projects/{project_id}")
    asked_at = next(row["at"] for row in rows() if row["action"] == "project.deleted")

    purge(project_id)

    row = rows()[-1]
    assert (row["action"], row["subject_id"], row["actor"], row["owner"]) == (
        "project.purged",
        project_id,
        "clueso",
        "user_alice",
    )
    assert row["details"]["objects"] >= 1
    assert row["details"]["recording_bytes"] > 0
    asked = datetime.fromisoformat(row["details"]["asked_at"])
    assert asked <= datetime.fromisoformat(asked_at) <= datetime.now(UTC)
    assert TITLE not in json.dumps(rows())


def test_who_leaves_does_so_once_however_often_it_is_told(alice: Caller, project_id: str) -> None:
    for _ in range(3):
        accounts.depart("user_alice")

    (deed,) = [row for row in rows() if row["action"] == "account.deleted"]
    assert deed["details"] == {"projects": 1}


def test_who_leaves_is_told_by_ids_alone(alice: Caller, project_id: str) -> None:
    alice.ask("PATCH", f"/projects/{project_id}", {"title": TITLE})
    alice.ask("PUT", "/me/vocabulary", {"words": ["Falcon"]})
    stored(alice)

    accounts.depart("user_alice")
    purge(project_id)

    told = [row["action"] for row in rows()]
    assert told[-3:] == ["account.deleted", "upload.deleted", "project.purged"]
    written = json.dumps(rows())
    assert not any(word in written for word in (TITLE, "Falcon", ".mp4", "talk"))


def test_operators_export_everybodys_log_as_lines(app: Flask, alice: Caller, bob: Caller) -> None:
    stored(alice)
    stored(bob)
    runner = app.test_cli_runner()

    everything = runner.invoke(args=["audit"]).output.splitlines()
    later = runner.invoke(args=["audit", "--since", "2999-01-01"]).output
    earlier = runner.invoke(args=["audit", "--until", "2000-01-01"]).output

    assert [json.loads(line)["owner"] for line in everything] == ["user_alice"] * 2 + ["user_bob"] * 2
    assert later == earlier == ""
