"""Lists have an ETag: a caller who has the present list is told so, and every change is another one."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return recordings.ready(runtime, DocumentKind.SUMMARY, DocumentKind.GUIDE)


def tag_of(caller: Caller, path: str) -> str:
    return caller.ask("GET", path).headers["ETag"]


def test_every_list_is_known_by_its_tag(alice: Caller, project_id: str) -> None:
    alice.post(f"/projects/{project_id}/exports", {"format": "pdf"})
    own = f"/projects/{project_id}"
    for path in (
        "/projects",
        "/uploads",
        "/tags",
        f"{own}/documents",
        f"{own}/documents?bodies=false",
        f"{own}/exports",
    ):
        tag = tag_of(alice, path)

        known = alice.ask("GET", path, if_none_match=f"W/{tag}")

        assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag), path
        assert alice.ask("GET", path, if_none_match='"another"').status_code == 200


def test_an_upload_changes_the_tag_of_uploads(alice: Caller, runtime: Runtime) -> None:
    tags = [tag_of(alice, "/uploads")]
    wanted = {"filename": "a.mp3", "content_type": "audio/mpeg", "size_bytes": 9}
    upload = alice.post("/uploads", wanted)
    tags.append(tag_of(alice, "/uploads"))
    alice.ask("DELETE", f"/uploads/{upload['id']}")
    factories.stored_upload()
    tags.append(tag_of(alice, "/uploads"))

    assert len(set(tags)) == 3


@pytest.mark.parametrize("query", ["", "?bodies=false"])
def test_a_document_changes_the_tag_of_documents(alice: Caller, project_id: str, query: str) -> None:
    path = f"/projects/{project_id}/documents"
    summary, _ = alice.get(path)["items"]
    tags = [tag_of(alice, path + query)]
    change = {"operations": [{"op": "set_text", "path": "/point/text", "text": "Short."}]}
    document = f"/documents/{summary['id']}"
    assert alice.ask("PATCH", document, change, if_match=tag_of(alice, document)).status_code == 200
    tags.append(tag_of(alice, path + query))
    alice.post(path, {"kind": "article"})
    tags.append(tag_of(alice, path + query))

    assert len(set(tags)) == 3


def test_a_list_without_bodies_says_the_rest(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/documents"
    full, bare = alice.get(path)["items"], alice.get(f"{path}?bodies=false")["items"]

    without: dict[str, Any] = {"body": None, "markdown": None, "markdown_pictures": []}
    assert all(item["body"] and item["markdown"] for item in full)
    assert bare == [item | without for item in full]


@one_database
def test_a_list_without_bodies_reads_none(alice: Caller, app: Flask, project_id: str) -> None:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    alice.get(f"/projects/{project_id}/documents?bodies=false")

    assert any("document_versions" in statement for statement in asked)
    assert not any("document_versions.body" in statement for statement in asked)


def test_exports_are_listed_as_the_single_call_shows_them(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/exports"
    assert alice.get(path) == {"items": [], "next_cursor": None}
    pdf = alice.post(path, {"format": "pdf"})
    tags = [tag_of(alice, path)]
    zipped = alice.post(path, {"format": "zip"})
    tags.append(tag_of(alice, path))
    alice.post(path, {"format": "pdf"})
    tags.append(tag_of(alice, path))

    first = alice.get(f"{path}?limit=1")
    second = alice.get(f"{path}?limit=1&cursor={first['next_cursor']}")

    listed = first["items"] + second["items"]
    assert [item["id"] for item in listed] == [pdf["id"], zipped["id"]]
    assert listed == [alice.get(f"/exports/{item['id']}") for item in listed]
    assert second["next_cursor"] is None
    assert len(set(tags)) == 3


def test_the_exports_of_a_project_that_is_not_there_are_not_there(
    alice: Caller, bob: Caller, project_id: str
) -> None:
    alice.post(f"/projects/{project_id}/exports", {"format": "pdf"})

    assert bob.ask("GET", f"/projects/{project_id}/exports").status_code == 404
    alice.ask("DELETE", f"/projects/{project_id}")
    assert alice.ask("GET", f"/projects/{project_id}/exports").status_code == 404
