"""Nobody learns of what is somebody else's: each route with an id, found by walking the URL map."""

import pytest
from flask import Flask

from jobs.runtime import Runtime
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.routes import made_ids, routes


@pytest.fixture
def ids(runtime: Runtime) -> dict[str, str]:
    return made_ids(runtime)


def asked(app: Flask, caller: Caller, ids: dict[str, str]) -> dict[str, int]:
    """The status of every route with an id, by method and rule."""
    return {
        str(route): caller.ask(route.method, route.path, route.body, if_match='"1"').status_code
        for route in routes(app, ids)
        if "<" in route.rule
    }


def test_what_is_somebody_elses_answers_as_what_does_not_exist(
    app: Flask, bob: Caller, ids: dict[str, str]
) -> None:
    statuses = asked(app, bob, ids)

    assert len(statuses) >= 17
    assert {route: status for route, status in statuses.items() if status != 404} == {}


def test_nothing_of_it_has_changed(app: Flask, alice: Caller, bob: Caller, ids: dict[str, str]) -> None:
    before = {kind: alice.get(f"/{kind}/{row_id}") for kind, row_id in ids.items()}

    asked(app, bob, ids)

    for kind, row_id in ids.items():
        after = alice.get(f"/{kind}/{row_id}")
        assert without_links(after) == without_links(before[kind])


def without_links(shown: dict) -> dict:
    return {name: value for name, value in shown.items() if not name.endswith("_url")}


def test_a_project_cannot_be_made_of_somebody_elses_upload(bob: Caller, ids: dict[str, str]) -> None:
    assert bob.ask("POST", "/projects", {"upload_id": ids["uploads"]}).status_code == 404


@one_database
@pytest.mark.parametrize("row_id", ["a" * 65, "a%00b", "..", "a b", "%F0%9F%8E%A5"])
@pytest.mark.parametrize("kind", ["uploads", "projects", "documents"])
def test_what_cannot_be_an_id_is_not_found(alice: Caller, kind: str, row_id: str) -> None:
    assert alice.ask("GET", f"/{kind}/{row_id}").status_code == 404


def test_lists_hold_only_what_is_the_callers(bob: Caller, ids: dict[str, str]) -> None:
    assert bob.get("/projects")["items"] == []
    assert bob.get("/uploads")["items"] == []
