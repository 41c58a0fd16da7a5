"""Links: who makes them, what is kept of them, and when they go."""

import json
import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import SharedLink
from clueso.services.people import accounts
from clueso.services.sharing.links import MOST
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_api_keys import every_row
from tests.integration.api.test_audit import purge

PASSWORD = "open sesame"


@pytest.fixture
def project(runtime: Runtime) -> str:
    return recordings.ready(runtime, DocumentKind.SUMMARY)


def made(caller: Caller, project: str, *shows: str, **more: Any) -> dict[str, Any]:
    return caller.post(f"/projects/{project}/links", {"shows": shows or ["summary"], **more})


@transactional
def rows() -> int:
    return len(list(db.session.scalars(select(SharedLink.id))))


def test_a_link_says_what_it_shows_and_its_address_only_once(alice: Caller, project: str) -> None:
    new = made(alice, project, "transcript", "video", embed=True, embed_origins=["https://help.example.com"])
    [listed] = alice.get(f"/projects/{project}/links")["items"]

    assert listed == {name: value for name, value in new.items() if name != "url"}
    assert listed == alice.get(f"/links/{new['id']}")
    assert listed["shows"] == ["video", "transcript"]
    assert (listed["has_password"], listed["expires_at"], listed["views"]) == (False, None, 0)
    assert new["url"].startswith(f"/s/{new['prefix']}")


def test_token_and_password_are_kept_nowhere(
    app: Flask, alice: Caller, project: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = made(alice, project, password=PASSWORD)["url"].removeprefix("/s/")
    app.test_client().get(f"/s/{token}")
    app.test_client().post(f"/s/{token}", data={"password": PASSWORD})
    shown = [alice.get(f"/projects/{project}/links"), alice.get("/me/audit")]

    kept = json.dumps(shown) + caplog.text + every_row(app)

    assert token not in kept
    assert PASSWORD not in kept


@one_database
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("shows", [], "part"),
        ("shows", ["poster"], "transcript"),
        ("shows", ["video", "video"], "once"),
        ("password", "abc", "4"),
        ("expires_at", "2001-01-01T00:00:00Z", "end"),
        ("embed_origins", ["https://a.example/path"], "site"),
        ("embed_origins", ["https://a.example; script-src *"], "site"),
        ("embed_origins", ["*"], "site"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_with_its_reason(
    alice: Caller, project: str, field: str, value: Any, told: str
) -> None:
    answer = alice.ask("POST", f"/projects/{project}/links", {"shows": ["summary"], field: value})

    assert answer.status_code == 422
    assert answer.json and told in answer.json["errors"][0]["detail"]
    assert rows() == 0


@one_database
def test_one_recording_has_at_most_twenty_links(alice: Caller, project: str) -> None:
    links = [made(alice, project) for _ in range(MOST)]

    refused = alice.ask("POST", f"/projects/{project}/links", {"shows": ["summary"]})
    alice.ask("DELETE", f"/links/{links[0]['id']}")
    made(alice, project)

    assert refused.json
    assert (refused.status_code, refused.json["type"]) == (429, "/problems/quota-exceeded")


def test_making_and_revoking_are_in_the_audit_log(alice: Caller, project: str) -> None:
    link = made(alice, project)

    assert alice.ask("DELETE", f"/links/{link['id']}").status_code == 204

    revoked, created = alice.get("/me/audit")["items"][:2]
    assert (created["action"], revoked["action"]) == ("link.created", "link.revoked")
    assert {deed["subject_id"] for deed in (created, revoked)} == {link["id"]}
    assert {deed["details"]["project_id"] for deed in (created, revoked)} == {project}
    assert alice.get(f"/projects/{project}/links")["items"] == []
    assert alice.ask("DELETE", f"/links/{link['id']}").status_code == 404


def test_links_go_with_their_project(alice: Caller, project: str) -> None:
    made(alice, project)
    alice.ask("DELETE", f"/projects/{project}")

    purge(project)

    assert rows() == 0


def test_links_go_with_their_owner(alice: Caller, project: str) -> None:
    made(alice, project)

    accounts.delete_account(alice.user_id)

    assert rows() == 0
