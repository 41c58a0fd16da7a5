"""Nobody learns of what is somebody else's: each route with an id, found by walking the URL map."""

import pytest
from flask import Flask

from clueso.domain.documents import DocumentKind
from clueso.domain.exports import RenderedFormat
from clueso.services import documents, exporting
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database

PREFIX = "/api/v1"
BODIES = {
    "uploads.sign_parts": {"part_numbers": [1]},
    "uploads.complete": {"parts": [{"part_number": 1, "etag": "x"}]},
    "projects.rename": {"title": "Mine now"},
    "transcript_edits.edit": {"operations": [{"op": "delete", "segment_id": "s1-1"}]},
    "document_edits.write": {"kind": "article"},
    "document_edits.edit": {"body": {}},
    "exports.ask": {"format": "pdf"},
}
"""A body that is right, for each route that takes one: without it the body is refused before the id."""


@pytest.fixture
def ids(runtime: Runtime) -> dict[str, str]:
    """One of each kind of row, all of alice's, by the first part of its routes."""
    project_id = recordings.ready(runtime, DocumentKind.CHAPTERS)
    document = documents.list_of(factories.USER, project_id)[0].document
    export = exporting.ask(
        factories.USER,
        project_id,
        RenderedFormat.PDF,
        document_id=None,
        settings=runtime.settings,
        courier=runtime.toolbox.courier,
    )
    return {
        "uploads": factories.stored_upload(),
        "projects": project_id,
        "documents": document.id,
        "exports": export.export.id,
    }


def asked(app: Flask, caller: Caller, ids: dict[str, str]) -> dict[str, int]:
    """The status of every route with an id, by method and rule. KeyError for a kind of row without one."""
    formats = {"transcripts.file": "srt", "documents.file": "md"}
    statuses = {}
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(f"{PREFIX}/") or not rule.arguments:
            continue
        kind = rule.rule.removeprefix(f"{PREFIX}/").partition("/")[0]
        values = {"id": ids[kind], "format": formats.get(rule.endpoint), "number": 1}
        known = {name: values[name] for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, known).removeprefix(PREFIX)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            body = BODIES.get(rule.endpoint)
            statuses[f"{method} {rule.rule}"] = caller.ask(method, path, body, if_match='"1"').status_code
    return statuses


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
