"""How many statements a request sends to the database: a bounded number, however much there is."""

from collections.abc import Callable

import pytest
from flask import Flask

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from jobs.runtime import Runtime
from tests.counting import statements
from tests.factories import new_project, stored_upload
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.writing_fakes import transcript

pytestmark = one_database

TAGS = [f"tag {number}" for number in range(5)]
METADATA = {f"name-{number}": "value" for number in range(10)}


def sent_by(app: Flask, ask: Callable[[], object]) -> int:
    """How many statements a request sends that was sent before."""
    ask()
    with app.app_context(), statements(db.engine) as sent:
        ask()
    return len(sent)


def one_more(runtime: Runtime, alice: Caller, project_id: str) -> None:
    """One more of everything that lists show."""
    new_project(runtime, documents=tuple(DocumentKind))
    stored_upload()
    alice.post(f"/projects/{project_id}/comments", {"text": "Well said.", "start_ms": 0, "end_ms": 1000})
    alice.post(f"/projects/{project_id}/links", {"shows": ["transcript"]})
    alice.post("/keys", {"name": "a program", "scopes": ["read"]})


@pytest.mark.parametrize(
    "path",
    [
        "/projects",
        "/uploads",
        "/keys",
        "/tags",
        "/projects/{id}",
        "/projects/{id}/transcript",
        "/projects/{id}/documents",
        "/projects/{id}/comments",
        "/projects/{id}/links",
        "/search?q=click",
    ],
)
def test_a_longer_list_takes_no_more_statements(
    runtime: Runtime, alice: Caller, app: Flask, path: str
) -> None:
    project_id = recordings.ready(runtime, DocumentKind.SUMMARY)
    ask = lambda: alice.get(path.format(id=project_id))  # noqa: E731
    one_more(runtime, alice, project_id)
    few = sent_by(app, ask)

    for number in range(4):
        one_more(runtime, alice, project_id)
        recordings.ready(runtime, DocumentKind.CHAPTERS)
        alice.ask("PUT", f"/projects/{project_id}/tags", {"tags": TAGS[: number + 1]})

    assert sent_by(app, ask) == few


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
