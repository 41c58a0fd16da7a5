"""What is somebody else's answers as what is not there, and no query reads it: the owner stands in its WHERE."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import Base, db
from jobs.runtime import Runtime
from tests.integration.api import recordings
from tests.integration.api.apps import Caller
from tests.integration.api.routes import BODIES

UNKNOWN = "f" * 32
OWNERS = ("user_id", "owner_id")
"""How a column is named that says whose a row is."""
OWNED = {table.name for table in Base.metadata.sorted_tables if any(name in table.c for name in OWNERS)}
PARTS = {"part_numbers": [1]}
DONE = {"parts": [{"part_number": 1, "etag": "a"}]}
STRETCH = {"start_ms": 0, "end_ms": 1000, "language": None}
OPERATIONS = {"operations": [{"op": "set_text", "segment_id": "s1-1", "text": "Mine."}]}


@dataclass(frozen=True, slots=True)
class Call:
    """A route with what it names: `path` holds the names of the ids of `Things`."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    if_match: str | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


CALLS = (
    Call("GET", "/uploads/{upload}"),
    Call("DELETE", "/uploads/{upload}"),
    Call("GET", "/uploads/{upload}/parts"),
    Call("POST", "/uploads/{upload}/parts", PARTS),
    Call("POST", "/uploads/{upload}/complete", DONE),
    Call("POST", "/projects", {"upload_id": "{upload}"}),
    Call("GET", "/projects/{project}"),
    Call("PATCH", "/projects/{project}", {"title": "Mine"}),
    Call("PATCH", "/projects/{project}", {"metadata": {"external_id": "mine"}}),
    Call("PUT", "/projects/{project}/tags", {"tags": ["Mine"]}),
    Call("POST", "/projects/{project}/retry"),
    Call("POST", "/projects/{project}/cancel"),
    Call("DELETE", "/projects/{project}"),
    Call("POST", "/projects/{project}/restore"),
    Call("GET", "/projects/{project}/media"),
    Call("GET", "/projects/{project}/transcript"),
    Call("PATCH", "/projects/{project}/transcript", OPERATIONS, '"1"'),
    *(
        Call("GET", f"/projects/{{project}}/transcript.{format}")
        for format in ("txt", "md", "srt", "vtt", "json", "tsv", "csv")
    ),
    Call("POST", "/projects/{project}/transcript/hear-again", STRETCH, '"1"'),
    Call("PATCH", "/projects/{project}/speakers/v0", {"name": "Mine"}, '"1"'),
    Call("POST", "/projects/{project}/speakers/v0/merge", {"into": "v1"}, '"1"'),
    Call("GET", "/projects/{project}/transcript/versions"),
    Call("GET", "/projects/{project}/transcript/versions/1"),
    Call("POST", "/projects/{project}/transcript/versions/1/restore"),
    Call("GET", "/projects/{project}/transcript/corrections"),
    Call("GET", "/projects/{project}/screens"),
    Call("GET", "/projects/{project}/replacements?find=a"),
    Call("POST", "/projects/{project}/replacements", {"find": "a", "replace": "b"}),
    Call("GET", "/projects/{project}/documents"),
    Call("POST", "/projects/{project}/documents", {"kind": "summary"}),
    Call("GET", "/documents/{document}"),
    Call("PATCH", "/documents/{document}", {"body": {"lines": []}}, '"1.1"'),
    Call("GET", "/documents/{document}/pictures"),
    Call("POST", "/documents/{document}/pictures", {"picture": "AAAA"}),
    Call("GET", "/documents/{document}/export.md"),
    Call("GET", "/documents/{document}/export.json"),
    Call("GET", "/documents/{document}/versions"),
    Call("GET", "/documents/{document}/versions/1"),
    Call("POST", "/documents/{document}/versions/1/restore"),
    Call("GET", "/projects/{project}/exports"),
    Call("POST", "/projects/{project}/exports", {"format": "html"}),
    Call("POST", "/projects/{project}/exports", {"format": "html", "document_id": "{document}"}),
    Call("GET", "/exports/{export}"),
    Call("GET", "/projects/{project}/links"),
    Call("POST", "/projects/{project}/links", {"shows": ["transcript"]}),
    Call("GET", "/links/{link}"),
    Call("DELETE", "/links/{link}"),
    Call("GET", "/projects/{project}/comments"),
    Call("POST", "/projects/{project}/comments", {"start_ms": 0, "end_ms": 9000}),
    Call("GET", "/comments/{comment}"),
    Call("PATCH", "/comments/{comment}", {"text": "Mine."}),
    Call("DELETE", "/comments/{comment}"),
    Call("GET", "/webhooks/{webhook}"),
    Call("PATCH", "/webhooks/{webhook}", {"enabled": False}),
    Call("DELETE", "/webhooks/{webhook}"),
    Call("POST", "/webhooks/{webhook}/test"),
    Call("GET", "/webhooks/{webhook}/deliveries"),
    Call("GET", "/deliveries/{delivery}"),
    Call("POST", "/deliveries/{delivery}/replay"),
    Call("GET", "/keys/{key}"),
    Call("DELETE", "/keys/{key}"),
    Call("GET", "/browsers/{browser}"),
    Call("DELETE", "/browsers/{browser}"),
)


@dataclass(frozen=True, slots=True)
class Things:
    """Ids of what one user has."""

    upload: str
    project: str
    document: str
    export: str
    key: str
    link: str
    webhook: str
    delivery: str
    comment: str
    browser: str

    def put_into(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.put_into(part) for name, part in value.items()}
        return value.format(**vars_of(self)) if isinstance(value, str) and "{" in value else value


def vars_of(things: Things) -> dict[str, str]:
    return {field.name: getattr(things, field.name) for field in fields(Things)}


NOTHING = Things(*[UNKNOWN] * len(fields(Things)))


@pytest.fixture
def things(alice: Caller, runtime: Runtime) -> Things:
    project_id = recordings.ready(runtime, DocumentKind.SCRIPT)
    project = alice.get(f"/projects/{project_id}")
    (document,) = alice.get(f"/projects/{project_id}/documents")["items"]
    export = alice.post(f"/projects/{project_id}/exports", {"format": "html"})
    alice.ask("PUT", f"/projects/{project_id}/tags", {"tags": ["Customers"]})
    alice.ask("PATCH", f"/projects/{project_id}", {"metadata": {"external_id": "42"}})
    key = alice.post("/keys", {"name": "Nightly", "scopes": ["read"]})
    link = alice.post(f"/projects/{project_id}/links", {"shows": ["transcript"]})
    webhook = alice.post("/webhooks", {"url": "http://127.0.0.1:9/", "events": ["project.ready"]})
    delivery = alice.post(f"/webhooks/{webhook['id']}/test")
    comment = alice.post(f"/projects/{project_id}/comments", {"start_ms": 0, "end_ms": 60_000})
    browser = alice.post("/browsers", BODIES["notifications.create_browser"])
    ids = (row["id"] for row in (document, export, key, link, webhook, delivery, comment, browser))
    return Things(project["upload_id"], project_id, *ids)


def asked(caller: Caller, call: Call, things: Things) -> tuple[int, dict[str, Any]]:
    """The status, and what the problem says but for the id of the request."""
    headers = {"if_match": call.if_match} if call.if_match else {}
    answer = caller.ask(call.method, things.put_into(call.path), things.put_into(call.body), **headers)
    told = dict(answer.json or {})
    told.pop("request_id", None)
    return answer.status_code, told


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What the app asks its database within the block."""
    told: list[str] = []

    def hear(*values: Any) -> None:
        told.append(values[2])

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", hear)
        yield told
        event.remove(db.engine, "before_cursor_execute", hear)


def without_owner(statement: str) -> bool:
    """Whether it reads or changes rows that have an owner and does not say whose."""
    tables = set(re.findall(r"(?:FROM|JOIN|UPDATE|DELETE FROM) (\w+)", statement))
    conditions = statement.partition("WHERE")[2]
    return bool(tables & OWNED) and not any(name in conditions for name in OWNERS)


def test_what_is_somebody_elses_is_not_there(
    app: Flask, alice: Caller, bob: Caller, things: Things, subtests: pytest.Subtests
) -> None:
    for call in CALLS:
        with subtests.test(f"{call.name} {call.body or ''}".strip()):
            before = alice.ask("GET", f"/projects/{things.project}").headers["ETag"]
            unknown = asked(bob, call, NOTHING)

            with statements(app) as told:
                foreign = asked(bob, call, things)

            assert foreign == unknown
            assert foreign[0] == 404
            assert [statement for statement in told if without_owner(statement)] == []
            assert alice.ask("GET", f"/projects/{things.project}").headers["ETag"] == before


def test_a_foreign_document_is_in_no_project_of_ones_own(
    bob: Caller, things: Things, runtime: Runtime
) -> None:
    own = recordings.ready(runtime, DocumentKind.SCRIPT, user_id=bob.user_id)
    body = {"format": "html", "document_id": things.document}

    assert bob.ask("POST", f"/projects/{own}/exports", body).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/uploads",
        "/projects",
        "/projects?upload_id={upload}",
        "/projects?tag=Customers&language=en",
        "/projects?external_id=42",
        "/projects?sort=title",
        "/tags",
        "/me",
        "/search?q=open",
        "/keys",
        "/webhooks",
        "/me/notifications",
    ],
)
def test_lists_and_sums_hold_ones_own(app: Flask, bob: Caller, things: Things, path: str) -> None:
    with statements(app) as told:
        listed = bob.get(things.put_into(path))

    assert [statement for statement in told if without_owner(statement)] == []
    assert not any(id_ in str(listed) for id_ in vars_of(things).values())


def test_every_route_that_names_a_row_is_tried(app: Flask) -> None:
    named = {
        (method, re.sub(r"<[^>]*\bid>", "*", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1") and "id" in rule.arguments
    }
    tried = {(call.method, re.sub(r"\{\w+\}", "*", call.path.partition("?")[0])) for call in CALLS}

    assert {call for call in named if not any(_fits(call, other) for other in tried)} == set()


def _fits(rule: tuple[str, str], call: tuple[str, str]) -> bool:
    pattern = re.sub(r"<[^>]*>", "[^/]+", rule[1].replace(".", r"\.").replace("*", r"\*"))
    return rule[0] == call[0] and re.fullmatch(pattern, call[1]) is not None
