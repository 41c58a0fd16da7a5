"""Every route, by every method and with every kind of token: a route that is added is tried by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from clueso.api.guards.auth import OPEN_RULES
from clueso.api.guards.operators import USER
from clueso.config import Settings
from jobs.runtime import Runtime
from tests.integration.api.apps import OTHER_KEY, Caller, bearer, one_database, opened, token
from tests.integration.api.routes import PREFIX, Route, made_ids, routes

METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "COPY",
    "QUERY",
    "EXPLODE",
)
STRANGERS = {
    "nobody": {},
    "another scheme": {"Authorization": "Basic b3BzOm9wcw=="},
    "an empty token": {"Authorization": "Bearer "},
    "no token": {"Authorization": "Bearer nonsense"},
    "the wrong key": bearer(token(OTHER_KEY)),
    "an old token": bearer(token(exp=1)),
    "another site's token": bearer(token(azp="https://evil.example")),
    "another issuer's token": bearer(token(iss="https://evil.example")),
    "two tokens": {"Authorization": f"Bearer {token()}, Bearer {token()}"},
    "an unknown key": bearer("clu_" + "0" * 48),
    "a cookie": {"Cookie": f"__session={token()}"},
}
FORMATS_OF = {"documents.download_document": {"format": "md"}}
PASSWORD = "correct horse battery"


@pytest.fixture
def everything(environment: dict[str, str]) -> Iterator[Flask]:
    """The app with what only some installations have: pages of operations and Clerk's webhook."""
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    more = {"OPS_PASSWORD": PASSWORD, "CLERK_WEBHOOK_SECRET": secret}
    with opened(Settings.from_env(environment | more)) as app:
        yield app


def paths(app: Flask) -> Iterator[str]:
    """A path of each rule that there is."""
    given = {
        "id": "1",
        "number": 1,
        "speaker_id": "v0",
        "format": "srt",
        "slug": "internal",
        "code": "internal",
        "name": "x.js",
        "filename": "x.js",
        "path": "x",
        "token": "x",
        "queue": "media",
    }
    for rule in app.url_map.iter_rules():
        values = {name: given[name] for name in rule.arguments} | FORMATS_OF.get(rule.endpoint, {})
        yield app.url_map.bind("localhost").build(rule.endpoint, values)


def problem_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.mimetype


@one_database
def test_a_wrong_method_is_told_with_the_right_ones(everything: Flask) -> None:
    client = everything.test_client()
    tried = 0
    for path in set(paths(everything)):
        right = set(everything.url_map.bind("localhost").allowed_methods(path))
        for method in set(METHODS) - right:
            response = client.open(path, method=method, headers=bearer(token()))
            tried += 1

            assert problem_of(response) == (405, "application/problem+json"), (method, path)
            assert set(response.headers["Allow"].split(", ")) == right, (method, path)
    assert tried > 300


@one_database
@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_does_not_sign_in_gets_no_further(
    app: Flask, alice: Caller, runtime: Runtime, stranger: str
) -> None:
    client = app.test_client()
    closed = [route for route in routes(app, made_ids(runtime)) if route.rule not in OPEN_RULES]
    for route in closed:
        for method in (route.method, "EXPLODE"):
            response = client.open(
                PREFIX + route.path, method=method, headers=STRANGERS[stranger], json=route.body
            )

            assert problem_of(response) == (401, "application/problem+json"), route
            assert response.headers["WWW-Authenticate"] == "Bearer"
    assert len(closed) > 30
    assert alice.get("/me")["user_id"] == "user_alice"


@one_database
def test_only_what_is_meant_to_be_is_open(app: Flask, runtime: Runtime) -> None:
    client = app.test_client()

    def is_open(route: Route) -> bool:
        return client.open(PREFIX + route.path, method=route.method).status_code < 400

    opened_rules = {route.rule for route in routes(app, made_ids(runtime)) if is_open(route)}

    assert opened_rules == {f"{PREFIX}/config", f"{PREFIX}/openapi.json"}


@one_database
def test_every_page_of_operations_asks_for_the_password(everything: Flask) -> None:
    client = everything.test_client()
    for path in [
        *(path for path in paths(everything) if path.startswith("/ops")),
        "/ops/queues/",
        "/metrics",
    ]:
        for auth in (None, (USER, ""), (USER, "wrong"), ("", PASSWORD), ("root", PASSWORD)):
            methods = everything.url_map.bind("localhost").allowed_methods(path) or ["GET"]
            for method in set(methods) - {"OPTIONS"}:
                response = client.open(path, method=method, auth=auth)

                assert response.status_code == 401, (method, path, auth)
        assert client.get("/ops", auth=(USER, PASSWORD)).status_code == 200
