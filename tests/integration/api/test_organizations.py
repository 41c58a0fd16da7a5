"""Organisations: their recordings belong to all members, who may do with them what their role allows."""

from typing import Any

import pytest
from flask import Flask

from clueso.api.guards.organizations import Role
from clueso.api.guards.roles import COMMENTING, MANAGED, OF_THE_CALLER, needed_role
from clueso.api.guards.scopes import ENDPOINTS, PERSON_ONLY
from clueso.domain.documents.documents import DocumentKind
from clueso.models import Scope
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, bearer, one_database
from tests.integration.api.routes import Route, routes

ACME, OTHER = "org_acme", "org_other"
UPLOAD = {"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 5}
UNKNOWN = dict.fromkeys(
    (
        "browsers",
        "uploads",
        "projects",
        "documents",
        "exports",
        "keys",
        "links",
        "webhooks",
        "deliveries",
        "comments",
    ),
    "f" * 32,
)


def member(app: Flask, name: str, role: str, organization: str = ACME) -> Caller:
    return Caller(app, f"user_{name}", o={"id": organization, "rol": role, "slg": organization[4:]})


@pytest.fixture
def ann(app: Flask) -> Caller:
    return member(app, "ann", "admin")


@pytest.fixture
def ben(app: Flask) -> Caller:
    return member(app, "ben", "member")


@pytest.fixture
def viv(app: Flask) -> Caller:
    return member(app, "viv", "viewer")


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return recordings.ready(runtime, DocumentKind.CHAPTERS, user_id=ACME)


def ids(caller: Caller) -> list[str]:
    return [item["id"] for item in caller.get("/projects")["items"]]


def test_members_see_the_recordings_of_their_organisation_and_nobody_elses(
    app: Flask, ann: Caller, ben: Caller, viv: Caller, runtime: Runtime, project_id: str
) -> None:
    own = factories.new_project(runtime, user_id="user_ann")
    alone, outside = Caller(app, "user_ann"), member(app, "ann", "admin", OTHER)

    assert [ids(caller) for caller in (ann, ben, viv, alone, outside)] == [
        [project_id],
        [project_id],
        [project_id],
        [own],
        [],
    ]
    assert alone.ask("GET", f"/projects/{project_id}").status_code == 404
    assert outside.ask("GET", f"/projects/{project_id}").status_code == 404
    assert ann.ask("GET", f"/projects/{own}").status_code == 404


def test_what_is_kept_per_owner_is_shared_by_the_members(app: Flask, ann: Caller, ben: Caller) -> None:
    ann.ask("PUT", "/me/vocabulary", {"words": ["Clueso"]})
    ben.post("/uploads", UPLOAD)

    assert ben.get("/me/vocabulary")["words"] == ["Clueso"]
    assert ann.get("/me")["used"]["open_uploads"] == 1
    assert Caller(app, "user_ann").get("/me/vocabulary")["words"] == []
    assert Caller(app, "user_ben").get("/me")["used"]["open_uploads"] == 0


@one_database
def test_the_caller_reads_the_organisation_and_their_role_in_it(app: Flask, viv: Caller) -> None:
    assert viv.get("/me")["user_id"] == "user_viv"
    assert viv.get("/me")["organization"] == {"id": ACME, "slug": "acme", "role": "view"}
    assert Caller(app, "user_viv").get("/me")["organization"] is None


def closed(app: Flask) -> list[Route]:
    known = {*PERSON_ONLY, *(endpoint for some in ENDPOINTS.values() for endpoint in some)}
    return [route for route in routes(app, UNKNOWN) if route.endpoint in known]


@one_database
@pytest.mark.parametrize(
    ("clerks", "role"), [("viewer", Role.VIEW), ("member", Role.EDIT), ("admin", Role.MANAGE)]
)
def test_a_member_may_do_what_the_role_allows_and_nothing_else(app: Flask, clerks: str, role: Role) -> None:
    caller = member(app, "max", clerks)

    refused = {
        route.endpoint
        for route in closed(app)
        if route.endpoint not in OF_THE_CALLER
        and caller.ask(route.method, route.path, route.body).status_code == 403
    }

    assert refused == {route.endpoint for route in closed(app) if (needed_role(route.endpoint) or 0) > role}


@one_database
def test_a_viewer_may_only_read_and_comment(app: Flask) -> None:
    viewers = {route.endpoint for route in closed(app) if needed_role(route.endpoint) == Role.VIEW}

    assert viewers == (ENDPOINTS[Scope.READ] | COMMENTING) - MANAGED


@one_database
def test_a_refusal_names_the_role_that_is_needed(viv: Caller, ben: Caller) -> None:
    assert "'edit'" in viv.ask("POST", "/uploads", UPLOAD).get_json()["detail"]
    assert "'manage'" in ben.ask("PUT", "/me/brand", {"accent": None}).get_json()["detail"]


def test_an_editor_deletes_what_they_made_and_a_manager_everything(
    ann: Caller, ben: Caller, runtime: Runtime
) -> None:
    of_ben = [ben.post("/projects", {"upload_id": factories.stored_upload(ACME)})["id"] for _ in range(2)]
    of_ann = ann.post("/projects", {"upload_id": factories.stored_upload(ACME)})["id"]

    refused = ben.ask("DELETE", f"/projects/{of_ann}")

    assert (refused.status_code, "made this recording" in refused.get_json()["detail"]) == (403, True)
    assert ben.ask("DELETE", f"/projects/{of_ben[0]}").status_code == 204
    assert ann.ask("DELETE", f"/projects/{of_ben[1]}").status_code == 204
    assert ids(ben) == [of_ann]


def test_the_histories_say_who_changed_what(ann: Caller, ben: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/transcript"
    for caller in (ben, ann):
        tag = caller.ask("GET", path).headers["ETag"]
        written = {"op": "set_text", "segment_id": "s1-1", "text": f"By {caller.user_id}."}
        assert caller.ask("PATCH", path, {"operations": [written]}, if_match=tag).status_code == 200

    versions = ann.get(f"{path}/versions")["items"]
    deeds = [deed for deed in ann.get("/me/audit")["items"] if deed["action"] == "transcript.edited"]

    assert [version["made_by"] for version in versions] == ["user_ann", "user_ben", None]
    assert [deed["actor"] for deed in deeds] == ["user_ann", "user_ben"]


def test_a_key_of_an_organisation_works_for_it_and_names_its_maker(
    app: Flask, ann: Caller, ben: Caller, project_id: str
) -> None:
    key = ann.post("/keys", {"name": "Nightly", "scopes": ["read", "write"]})
    program = Caller(app, "user_nobody")
    program.authorization = bearer(key["secret"])["Authorization"]

    assert ids(program) == [project_id]
    assert program.get("/me")["user_id"] == "user_ann"
    program.post("/uploads", UPLOAD)
    begun = next(deed for deed in ann.get("/me/audit")["items"] if deed["action"] == "upload.begun")
    assert (begun["actor"], begun["via"]) == ("user_ann", f"key:{key['id']}")
    assert Caller(app, "user_ann").get("/keys")["items"] == []
    assert ben.ask("GET", "/keys").status_code == 403


def test_search_finds_what_the_organisation_has(
    app: Flask, ben: Caller, runtime: Runtime, project_id: str
) -> None:
    word = recordings.SPOKEN[0].text.split()[0]

    def found(caller: Caller) -> set[str]:
        return {hit["project_id"] for hit in caller.get(f"/search?q={word}")["items"]}

    assert found(ben) == {project_id}
    assert found(Caller(app, "user_ben")) == set()


def test_a_key_sent_again_in_another_organisation_is_another_request(app: Flask) -> None:
    answers: list[Any] = [
        member(app, "ann", "admin", organization).ask("POST", "/uploads", UPLOAD, Idempotency_Key="same")
        for organization in (ACME, ACME, OTHER)
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[0].get_json()["id"] == answers[1].get_json()["id"]
