"""How many statements a request sends to the database: a bounded number, however much there is."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from clueso.api.guards.auth import PREFIX
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.extensions import db
from clueso.models import PushSubscription
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.counting import statements
from tests.factories import USER, new_project, stored_upload
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.writing_fakes import transcript

pytestmark = one_database

FEW = (DocumentKind.SUMMARY, DocumentKind.GUIDE)
"""Kinds that need everything that a document is shown with: screens for the pictures, segments for the quotes."""
METADATA = {f"name-{number}": "value" for number in range(10)}


def sent_by(app: Flask, ask: Callable[[], object]) -> int:
    """How many statements a request sends that was sent before."""
    ask()
    with app.app_context(), statements(db.engine) as sent:
        ask()
    # SQLite's driver sends BEGIN like a statement, PostgreSQL's does not.
    return sum(not statement.startswith("BEGIN") for statement in sent)


def one_more(number: int, runtime: Runtime, alice: Caller, ids: dict[str, str]) -> None:
    """One more of everything that lists show; `number` says how many were there."""
    new_project(runtime, documents=tuple(DocumentKind))
    stored_upload()
    subscribe_browser(f"{number} of {ids['link'][:9]}")
    alice.post("/keys", {"name": "a program", "scopes": ["read"]})
    alice.post("/webhooks", HOOK)
    alice.post(f"/webhooks/{ids['webhook']}/test")
    project = f"/projects/{ids['project']}"
    alice.post(f"{project}/comments", {"text": "Well said.", "start_ms": 0, "end_ms": 1000})
    alice.post(f"{project}/links", {"shows": ["transcript"]})
    alice.post(f"{project}/exports", {"format": list(RenderedFormat)[number]})
    alice.ask("PUT", f"{project}/tags", {"tags": [f"tag {number}" for number in range(number + 1)]})
    guide = f"/documents/{ids['guide']}"
    changed = alice.get(guide)["body"] | {"goal": f"Goal {number}"}
    tag = alice.ask("GET", guide).headers["ETag"]
    alice.ask("PATCH", guide, {"body": changed, "new_version": True}, if_match=tag)
    assert alice.get(guide)["version"] == number + 2


@transactional
def subscribe_browser(id_: str) -> None:
    db.session.add(PushSubscription(id=id_, person_id=USER, endpoint="", public_key="", secret=""))


def recorded(runtime: Runtime, alice: Caller, *kinds: DocumentKind) -> dict[str, str]:
    """The ids that paths name, of a finished project with these documents."""
    project_id = recordings.ready(runtime, *kinds)
    items = alice.get(f"/projects/{project_id}/documents")["items"]
    hook = alice.post("/webhooks", HOOK)
    link = alice.post(f"/projects/{project_id}/links", {"shows": ["transcript", *kinds]})
    return {
        "project": project_id,
        "guide": next(item["id"] for item in items if item["kind"] == DocumentKind.GUIDE),
        "webhook": hook["id"],
        "link": link["url"],
    }


HOOK = {"url": "http://127.0.0.1:1/hooks", "events": ["project.ready"]}
LISTS = [
    "/projects",
    "/uploads",
    "/keys",
    "/tags",
    "/webhooks",
    "/webhooks/{webhook}/deliveries",
    "/me/audit",
    "/me/notifications",
    "/projects/{project}",
    "/projects/{project}/transcript",
    "/projects/{project}/transcript/versions",
    "/projects/{project}/transcript/corrections",
    "/projects/{project}/documents",
    "/projects/{project}/documents?bodies=false",
    "/projects/{project}/replacements?find=click",
    "/projects/{project}/comments",
    "/projects/{project}/exports",
    "/projects/{project}/links",
    "/projects/{project}/screens",
    "/documents/{guide}",
    "/documents/{guide}/pictures",
    "/documents/{guide}/versions",
    "/search?q=click",
]


@pytest.mark.parametrize("path", LISTS)
def test_a_longer_list_takes_no_more_statements(
    runtime: Runtime, alice: Caller, app: Flask, path: str
) -> None:
    short = recorded(runtime, alice, *FEW)
    one_more(0, runtime, alice, short)
    few = sent_by(app, lambda: alice.get(path.format(**short)))

    long = recorded(runtime, alice, *DocumentKind)
    for number in range(len(RenderedFormat)):
        one_more(number, runtime, alice, long)
        recordings.ready(runtime, DocumentKind.CHAPTERS)

    assert sent_by(app, lambda: alice.get(path.format(**long))) == few


def test_every_list_of_the_api_is_counted(app: Flask) -> None:
    described = app.test_client().get("/api/v1/openapi.json").get_json()
    pages = [
        f'#/components/schemas/{name}"'
        for name, schema in described["components"]["schemas"].items()
        if "next_cursor" in schema.get("properties", {})
    ]
    paths = {
        path.removeprefix(PREFIX): json.dumps(item.get("get")) for path, item in described["paths"].items()
    }
    lists = {path for path, reading in paths.items() if any(page in reading for page in pages)}

    counted = {re.sub(r"\{\w+\}", "{id}", path).partition("?")[0] for path in LISTS}
    assert lists - counted == {"/uploads/available"}  # which asks the host application


def test_a_page_of_a_link_takes_no_more_statements_for_more_documents(
    runtime: Runtime, alice: Caller, app: Flask
) -> None:
    few, many = (recorded(runtime, alice, *kinds)["link"] for kinds in (FEW, DocumentKind))

    counts = [sent_by(app, lambda: app.test_client().get(link)) for link in (few, many)]  # noqa: B023

    assert counts[0] == counts[1]


def test_the_documents_of_a_project_take_eight_statements(
    runtime: Runtime, alice: Caller, app: Flask
) -> None:
    ids = recorded(runtime, alice, *DocumentKind)

    count = sent_by(app, lambda: alice.get(f"/projects/{ids['project']}/documents"))

    assert count <= 8


@pytest.mark.parametrize("name", ["txt", "md", "srt", "vtt", "json", "tsv", "csv"])
def test_a_file_of_a_longer_transcript_takes_no_more_statements(
    runtime: Runtime, alice: Caller, app: Flask, name: str
) -> None:
    short, long = (
        recordings.heard(runtime, said=said) for said in (transcript("tutorial")[:3], transcript("tutorial"))
    )
    recordings.join(short)
    recordings.join(long)

    few, many = (sent_by(app, lambda: read(alice, id_, name)) for id_ in (short, long))  # noqa: B023

    assert few == many


def read(alice: Caller, project_id: str, name: str) -> None:
    assert alice.ask("GET", f"/projects/{project_id}/transcript.{name}").status_code == 200


def test_a_new_project_takes_no_more_statements_for_more_documents_and_metadata(
    alice: Caller, app: Flask
) -> None:
    upload = {"upload_id": stored_upload_of(app)}
    little = {**upload, "documents": ["summary"], "metadata": {"external_id": "1"}}
    much = {**upload, "documents": list(DocumentKind), "metadata": METADATA}

    counts = [sent_by(app, lambda: alice.post("/projects", body)) for body in (little, much)]  # noqa: B023

    assert counts[0] == counts[1] <= MOST_FOR_A_PROJECT


MOST_FOR_A_PROJECT = 22


def stored_upload_of(app: Flask) -> str:
    with app.app_context():
        return stored_upload()
