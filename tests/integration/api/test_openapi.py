"""The description of the API agrees with what it answers, and with the contract."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clueso.domain.documents.documents import DocumentKind
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database

ROUTES = {
    "/config": "get",
    "/me": "get delete",
    "/me/notifications": "get put",
    "/browsers": "post",
    "/browsers/{id}": "delete get",
    "/me/vocabulary": "get put",
    "/uploads": "get post",
    "/uploads/{id}": "get delete",
    "/uploads/{id}/parts": "get post",
    "/uploads/{id}/complete": "post",
    "/projects": "get post",
    "/projects/{id}": "get patch delete",
    "/projects/{id}/tags": "put",
    "/tags": "get",
    "/projects/{id}/retry": "post",
    "/projects/{id}/cancel": "post",
    "/projects/{id}/restore": "post",
    "/projects/{id}/media": "get",
    "/projects/{id}/transcript": "get patch",
    "/projects/{id}/transcript/corrections": "get",
    "/projects/{id}/transcript/versions": "get",
    "/projects/{id}/transcript/versions/{number}": "get",
    "/projects/{id}/transcript/versions/{number}/restore": "post",
    "/projects/{id}/transcript.{format}": "get",
    "/projects/{id}/documents": "get post",
    "/documents/{id}": "get patch",
    "/documents/{id}/pictures": "get post",
    "/documents/{id}/versions": "get",
    "/documents/{id}/versions/{number}": "get",
    "/documents/{id}/versions/{number}/restore": "post",
    "/documents/{id}/export.{format}": "get",
    "/keys": "get post",
    "/keys/{id}": "get delete",
}
"""Of the contract, what is there by now."""


@pytest.fixture
def description(alice: Caller) -> dict[str, Any]:
    return alice.get("/openapi.json")


@one_database
def test_every_route_of_the_contract_is_described(description: dict[str, Any]) -> None:
    described = {
        path.removeprefix("/api/v1"): set(methods)
        for path, methods in description["paths"].items()
        if path.startswith("/api/v1/")
    }

    assert description["openapi"].startswith("3.1")
    assert described.items() >= {path: set(methods.split()) for path, methods in ROUTES.items()}.items()


@one_database
def test_the_frontend_has_this_description(description: dict[str, Any]) -> None:
    kept = json.loads((Path(__file__).parents[3] / "frontend" / "openapi.json").read_text())
    # The frontend's description has the local sign-in, too, which this app does not serve.
    paths = {path: item for path, item in kept["paths"].items() if not path.startswith("/auth/local/")}

    assert paths == description["paths"], "Run `make types` and commit what it changes."
    assert kept["components"]["schemas"].items() >= description["components"]["schemas"].items()


VERB = re.compile(
    r"(add|cancel|change|complete|count|create|delete|download|edit|hear|list|merge|read|receive|remove|rename"
    r"|replace|replay|restore|retry|revoke|rotate|search|send|set|share|sign|test|write)([A-Z][a-zA-Z]*)?"
)


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each call by its method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }


@one_database
def test_every_call_is_named_by_a_verb_and_its_object_and_no_two_alike(description: dict[str, Any]) -> None:
    """A view that is called `list_links` is `listLinks`; `create` of the tag "links" is `createLink`."""
    named = {call: operation["operationId"] for call, operation in operations(description).items()}
    shared = {name: count for name, count in Counter(named.values()).items() if count > 1}
    nouns = {call: name for call, name in named.items() if not VERB.fullmatch(name)}

    assert not shared, "Name the object in the view's name, too: `read_brand` instead of `read`."
    assert not nouns, "Begin the view's name with a verb, or add a verb of a new kind to VERB."
    assert named["POST /api/v1/projects"] == "createProject"
    assert named["GET /api/v1/projects"] == "listProjects"


@one_database
def test_every_time_is_described_as_one(description: dict[str, Any]) -> None:
    """`Moment` of clueso/api/schemas.py is such a time."""
    members = {
        f"{name}.{member}": json.dumps(schema)
        for name, described in description["components"]["schemas"].items()
        for member, schema in described.get("properties", {}).items()
        if member == "at" or member.endswith("_at")
    }

    assert len(members) > 20
    assert [name for name, schema in members.items() if '"format": "date-time"' not in schema] == []


@one_database
def test_every_call_tells_the_problems_of_what_it_takes(description: dict[str, Any]) -> None:
    read = operations(description)["GET /api/v1/projects/{id}"]
    create = operations(description)["POST /api/v1/projects"]
    edit = operations(description)["PATCH /api/v1/projects/{id}/transcript"]

    assert set(read["responses"]) == set("200 304 401 403 404 429 500 503".split())
    assert set(create["responses"]) == set("202 400 401 403 404 409 413 415 422 429 500 503".split())
    assert set(edit["responses"]) >= set("400 409 412 413 415 422 428".split())
    assert all("default" not in call["responses"] for call in operations(description).values())


@one_database
def test_what_a_program_needs_of_headers_is_described(description: dict[str, Any]) -> None:
    def taken(call: str) -> dict[str, bool]:
        return {
            one["name"]: one["required"]
            for one in operations(description)[call]["parameters"]
            if one["in"] == "header"
        }

    def sent(call: str, status: str) -> set[str]:
        response = operations(description)[call]["responses"][status]
        name = response.get("$ref", "").rpartition("/")[2]
        return set((description["components"]["responses"][name] if name else response)["headers"])

    edit, read, create = (
        "PATCH /api/v1/projects/{id}/transcript",
        "GET /api/v1/projects/{id}",
        "POST /api/v1/projects",
    )
    assert taken(edit) == {"If-Match": True, "Idempotency-Key": False}
    assert taken(read) == {"If-None-Match": False}
    assert taken(create) == {"Idempotency-Key": False}
    assert "ETag" in sent(edit, "200") & sent(read, "200") & sent(read, "304")
    assert {"Location", "RateLimit-Remaining", "X-Request-Id"} <= sent(create, "202")
    assert "Retry-After" in sent(read, "429") & sent(read, "503")
    assert "WWW-Authenticate" in sent(read, "401")


@one_database
def test_the_servers_are_where_the_document_is(description: dict[str, Any]) -> None:
    assert description["servers"] == [{"url": "/"}]


@one_database
def test_every_route_that_is_served_is_described(app: Flask, description: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert served <= {(path, method) for path, methods in description["paths"].items() for method in methods}


@one_database
def test_every_list_says_whether_there_is_more(description: dict[str, Any]) -> None:
    properties = [schema.get("properties", {}) for schema in description["components"]["schemas"].values()]
    lists = [members for members in properties if "items" in members]

    assert lists
    assert all("next_cursor" in members for members in lists)


@one_database
def test_the_addresses_that_we_connect_to_are_of_webhooks_and_recordings(
    description: dict[str, Any],
) -> None:
    """A picture's `url` may come back with an edited body, and is ignored. The `path` of an operation leads into
    a body. The addresses of webhooks and of recordings are checked whenever we connect (`clueso/outgoing`).
    """
    told = description["components"]["schemas"]
    taken = {name for name, schema in told.items() if schema.get("additionalProperties") is False}
    addresses = {
        f"{name}.{member}"
        for name in taken
        for member in told[name].get("properties", {})
        if any(
            word in member for word in ("url", "uri", "href", "link", "host", "callback", "webhook", "path")
        )
    }

    assert len(taken) > 20
    assert addresses == {
        "ChosenPicture.url",
        "FileToFetch.source_url",
        "NewWebhook.url",
        "PictureEdit.url",
        "SetDocumentText.path",
    }


def check(description: dict[str, Any], name: str, value: Any) -> None:
    """Raise when the value does not fit the schema, which must know all of its members."""
    schema = {**closed(description), "$ref": f"#/components/schemas/{name}"}
    # Its import compiles the grammar of RFC 3987, 1.4 s of CPU in each process that collects the tests.
    from jsonschema import Draft202012Validator

    Draft202012Validator(schema).validate(value)


def closed(description: dict[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(description))
    for schema in copy["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return copy


@one_database
def test_what_is_answered_fits_its_schema(
    alice: Caller, runtime: Runtime, description: dict[str, Any]
) -> None:
    project_id = recordings.ready(runtime, *DocumentKind)
    queued = factories.new_project(runtime, documents=(DocumentKind.SUMMARY,))
    upload = alice.post("/uploads", {"filename": "a.mp3", "content_type": "audio/mpeg", "size_bytes": 9})
    parts = f"/uploads/{upload['id']}/parts"

    check(description, "Upload", upload)
    check(description, "UploadList", alice.get("/uploads"))
    check(description, "SignedParts", alice.post(parts, {"part_numbers": [1]}))
    check(description, "StoredParts", alice.get(parts))
    check(description, "ProjectList", alice.get("/projects"))
    check(description, "Project", alice.get(f"/projects/{project_id}"))
    check(description, "MediaLink", alice.get(f"/projects/{project_id}/media"))
    check(description, "Transcript", alice.get(f"/projects/{project_id}/transcript"))
    listed = alice.get(f"/projects/{project_id}/documents")
    check(description, "DocumentList", listed)
    check(description, "DocumentList", alice.get(f"/projects/{queued}/documents"))
    guide = next(item for item in listed["items"] if item["kind"] == "guide")
    check(description, "TakenPictures", alice.get(f"/documents/{guide['id']}/pictures"))
    check(description, "UsedTags", alice.get("/tags"))
    check(description, "Me", alice.get("/me"))
    check(description, "Vocabulary", alice.get("/me/vocabulary"))
    check(description, "Config", alice.get("/config"))


@one_database
def test_a_problem_fits_its_schema(alice: Caller, description: dict[str, Any]) -> None:
    check(description, "Problem", alice.ask("GET", "/projects/x").json)
    check(description, "Problem", alice.ask("POST", "/uploads", {"size": 1}).json)


@one_database
def test_the_description_can_be_printed(app: Flask, description: dict[str, Any]) -> None:
    result = app.test_cli_runner().invoke(args=["openapi"])

    assert (result.exit_code, json.loads(result.output)) == (0, description)
