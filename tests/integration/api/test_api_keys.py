"""Keys for programs: what they allow, for how long, and that nobody else ever learns one."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from clueso.api.guards.auth import OPEN_RULES
from clueso.api.guards.scopes import ENDPOINTS, PERSON_ONLY
from clueso.extensions import Base, db
from clueso.models import ApiKey, Scope, from_now
from clueso.services.people import accounts, api_keys
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.integration.api.apps import Caller, bearer, one_database
from tests.integration.api.routes import Route, routes
from tests.integration.api.test_ownership import statements

UNKNOWN = dict.fromkeys(
    (
        "browsers",
        "uploads",
        "projects",
        "documents",
        "exports",
        "keys",
        "webhooks",
        "deliveries",
        "links",
        "comments",
    ),
    "f" * 32,
)
BOTH = ["read", "write"]
UPLOAD = {"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 5}


def program(app: Flask, secret: str) -> Caller:
    """A caller that signs in with a key."""
    caller = Caller(app, "user_of_the_key")
    caller.authorization = bearer(secret)["Authorization"]
    return caller


def made(caller: Caller, scopes: list[str] = BOTH, **more: Any) -> dict[str, Any]:
    return caller.post("/keys", {"name": "Nightly", "scopes": scopes, **more})


@transactional
def change(**values: Any) -> None:
    db.session.execute(update(ApiKey).values(**values))


def closed(app: Flask) -> list[Route]:
    return [route for route in routes(app, UNKNOWN) if route.rule not in OPEN_RULES]


@one_database
def test_every_route_has_one_scope_or_is_for_people_alone(app: Flask) -> None:
    """A new route is entered in one of the sets of `clueso/api/guards/scopes.py`: no key may call it before."""
    named = [endpoint for endpoints in (*ENDPOINTS.values(), PERSON_ONLY) for endpoint in endpoints]

    assert len(named) == len(set(named))
    assert {route.endpoint for route in closed(app)} == set(named)


@one_database
@pytest.mark.parametrize("scope", Scope)
def test_a_key_may_do_what_its_scope_allows_and_nothing_else(
    app: Flask, alice: Caller, runtime: Runtime, scope: Scope
) -> None:
    key = program(app, made(alice, [scope])["secret"])

    allowed = {
        route.endpoint
        for route in closed(app)
        if key.ask(route.method, route.path, route.body, if_match='"1"').status_code != 403
    }

    assert allowed == ENDPOINTS[scope]
    assert len(alice.get("/keys")["items"]) == 1


@one_database
def test_a_key_acts_as_the_person_who_made_it(app: Flask, alice: Caller, bob: Caller) -> None:
    key = made(alice)
    upload = program(app, key["secret"]).post("/uploads", UPLOAD)

    assert program(app, key["secret"]).get("/me")["user_id"] == "user_alice"
    assert alice.get(f"/uploads/{upload['id']}")["filename"] == "a.mp4"
    assert program(app, made(bob)["secret"]).ask("GET", f"/uploads/{upload['id']}").status_code == 404


def test_the_secret_is_shown_once_and_kept_nowhere(
    app: Flask, alice: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    new = made(alice)
    program(app, new["secret"]).get("/me")
    program(app, new["secret"]).ask("DELETE", "/me")
    shown = [alice.get("/keys"), alice.get(f"/keys/{new['id']}"), alice.get("/me/audit")]

    assert api_keys.SECRET.fullmatch(new["secret"])
    assert new["secret"].startswith(new["prefix"])
    assert new["secret"] not in json.dumps(shown) + caplog.text + every_row(app)


def every_row(app: Flask) -> str:
    with app.app_context(), db.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return str([tuple(row) for table in tables for row in connection.execute(select(table))])


@one_database
def test_a_request_repeated_with_one_idempotency_key_makes_another_key(alice: Caller) -> None:
    """Else the first response would be kept for a day, with the secret in it."""
    body = {"name": "a", "scopes": ["read"]}

    secrets = {alice.post("/keys", body, idempotency_key="k")["secret"] for _ in range(2)}

    assert len(secrets) == 2


def test_a_revoked_key_signs_nobody_in(app: Flask, alice: Caller) -> None:
    key = made(alice)

    assert alice.ask("DELETE", f"/keys/{key['id']}").status_code == 204

    refused = program(app, key["secret"]).ask("GET", "/me")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert alice.get("/keys")["items"] == []
    assert alice.ask("DELETE", f"/keys/{key['id']}").status_code == 404


def test_a_key_ends_when_it_was_said_to(app: Flask, alice: Caller, runtime: Runtime) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    key = made(alice, expires_at=ends.isoformat())
    before = program(app, key["secret"]).ask("GET", "/me").status_code
    change(expires_at=from_now(-1))

    after = program(app, key["secret"]).ask("GET", "/me")

    assert datetime.fromisoformat(key["expires_at"]) == ends
    assert (before, after.status_code) == (200, 401)
    assert "expired" in after.get_json()["detail"]


def test_the_last_use_is_noted_once_a_minute(app: Flask, alice: Caller, runtime: Runtime) -> None:
    key = program(app, made(alice)["secret"])
    unused = alice.get("/keys")["items"][0]["last_used_at"]

    writes = []
    for _ in range(2):
        with statements(app) as told:
            key.get("/me")
        writes.append(sum(statement.startswith("UPDATE") for statement in told))
    change(last_used_at=from_now(-api_keys.USE_NOTED_S - 1))
    old = alice.get("/keys")["items"][0]["last_used_at"]
    key.get("/me")

    assert unused is None
    assert writes == [1, 0]
    assert alice.get("/keys")["items"][0]["last_used_at"] > old


@one_database
def test_a_person_has_so_many_keys_at_most(alice: Caller) -> None:
    for _ in range(api_keys.MOST):
        made(alice)

    refused = alice.ask("POST", "/keys", {"name": "One more", "scopes": ["read"]})

    assert refused.get_json()["type"] == "/problems/quota-exceeded"
    assert "20 keys" in refused.get_json()["detail"]


WRONG = {
    "no name": {"scopes": BOTH},
    "an unseen name": {"name": "\u200b", "scopes": BOTH},
    "no scope": {"name": "a", "scopes": []},
    "an unknown scope": {"name": "a", "scopes": ["admin"]},
    "a scope twice": {"name": "a", "scopes": ["read", "read"]},
    **{
        f"the end {ends}": {"name": "a", "scopes": BOTH, "expires_at": ends}
        for ends in (
            "2020-01-01T00:00:00Z",
            "9999-12-31T23:59:59-23:59",
            "2027-02-30T00:00:00Z",
            "2027-01-01T00:00:00",
            "2027-01-01",
            "1900000000",
            1900000000,
        )
    },
}


@one_database
@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_a_wrong_wish_is_refused_in_words(alice: Caller, body: dict[str, Any]) -> None:
    refused = alice.ask("POST", "/keys", body)

    assert refused.status_code == 422
    assert all(error["detail"].endswith(".") for error in refused.get_json()["errors"])
    assert alice.get("/keys")["items"] == []


def test_the_audit_log_says_which_key_did_it(app: Flask, alice: Caller) -> None:
    key = made(alice)
    program(app, key["secret"]).post("/uploads", UPLOAD)
    alice.ask("DELETE", f"/keys/{key['id']}")

    deeds = alice.get("/me/audit")["items"]

    assert [(deed["action"], deed["via"]) for deed in reversed(deeds)] == [
        ("key.created", None),
        ("upload.begun", f"key:{key['id']}"),
        ("key.revoked", None),
    ]
    assert {deed["actor"] for deed in deeds} == {"user_alice"}
    assert "Nightly" not in json.dumps(deeds)


@pytest.mark.parametrize("leave", [accounts.delete_account, accounts.depart])
def test_the_keys_of_who_leaves_go_too(app: Flask, alice: Caller, runtime: Runtime, leave: Any) -> None:
    secret = made(alice)["secret"]

    leave("user_alice")

    assert program(app, secret).ask("GET", "/me").status_code == 401


@one_database
def test_the_description_says_what_a_key_needs(alice: Caller) -> None:
    description = alice.get("/openapi.json")
    paths = description["paths"]

    assert description["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert paths["/api/v1/projects"]["get"]["security"] == [{"session": []}, {"key": ["read"]}]
    assert paths["/api/v1/projects"]["post"]["security"] == [{"session": []}, {"key": ["write"]}]
    assert paths["/api/v1/keys"]["post"]["security"] == [{"session": []}]
    assert paths["/api/v1/me"]["delete"]["security"] == [{"session": []}]
