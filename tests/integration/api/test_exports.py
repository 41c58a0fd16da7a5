"""Exports: asked for, rendered by a worker, downloaded from storage by whoever owns them."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from pypdf import PdfReader

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.steps.statuses import ProjectStatus
from clueso.errors import NotRendered, StorageDown
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects, purge
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.recorded import MEDIA, SPEECH

pytestmark = one_database

TITLE = "My talk"


def asked(caller: Caller, project_id: str, format: str, document_id: str | None = None) -> dict[str, Any]:
    body = {"format": format} | ({"document_id": document_id} if document_id else {})
    export: dict[str, Any] = caller.post(f"/projects/{project_id}/exports", body)
    return export


def render(project_id: str, subject: str) -> None:
    """Run the step of an export as its worker does."""
    row = factories.step(project_id, f"export:{subject}")
    factories.let_in(row.id)
    wrapper.run(row.id, row.attempt)


def fetched(export: dict[str, Any]) -> httpx.Response:
    return httpx.get(export["url"], trust_env=False).raise_for_status()


def document_id_of(caller: Caller, project_id: str, kind: str) -> str:
    items = caller.get(f"/projects/{project_id}/documents")["items"]
    return str(next(item["id"] for item in items if item["kind"] == kind))


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return recordings.ready(runtime)


@pytest.fixture
def pictured(runtime: Runtime, tmp_path: Path, watch: Any) -> str:
    """A finished project with every document, the guide's pictures in storage."""
    project_id = recordings.ready(runtime, *DocumentKind)
    (picture,) = MEDIA.pictures(SPEECH, [2_000], tmp_path, watch)
    one_of_many = tmp_path / "one.jpg"
    for number, key in enumerate(recordings.picture_keys(project_id)):
        # Different files: what is the same on one page of a PDF is embedded once.
        one_of_many.write_bytes(picture.path.read_bytes() + bytes([number]))
        runtime.toolbox.storage.upload(one_of_many, key, "image/jpeg")
    return project_id


def test_an_export_is_answered_at_once_and_says_where_to_look(alice: Caller, project_id: str) -> None:
    response = alice.ask("POST", f"/projects/{project_id}/exports", {"format": "pdf"})

    export = response.get_json()
    assert response.status_code == 202
    assert response.headers["Location"] == f"/api/v1/exports/{export['id']}"
    assert (export["status"], export["url"], export["document_id"]) == ("queued", None, None)
    assert export["poll_after_ms"] >= 1000
    assert alice.get(f"/exports/{export['id']}")["status"] == "queued"


@pytest.mark.parametrize("format", ["docx", "pdf", "html"])
def test_a_transcript_is_rendered_and_downloaded_under_its_name(
    alice: Caller, project_id: str, format: str
) -> None:
    export = asked(alice, project_id, format)

    render(project_id, f"transcript.{format}")

    ready = alice.get(f"/exports/{export['id']}")
    answer = fetched(ready)
    assert (ready["status"], ready["error"], ready["poll_after_ms"]) == ("ready", None, None)
    assert f"{TITLE} transcript.{format}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].startswith(ready["content_type"])
    assert ready["content_type"] == RenderedFormat(format).media_type
    assert len(answer.content) == ready["size_bytes"]


def test_a_document_is_rendered_with_its_pictures(alice: Caller, pictured: str) -> None:
    guide_id = document_id_of(alice, pictured, "guide")
    guide = alice.get(f"/documents/{guide_id}")
    exports = {format: asked(alice, pictured, format, guide_id) for format in ("docx", "pdf", "html")}
    for format in exports:
        render(pictured, f"guide.{format}")

    files = {format: fetched(alice.get(f"/exports/{exports[format]['id']}")).content for format in exports}

    count = len(guide["body"]["steps"])
    document = docx.Document(io.BytesIO(files["docx"]))
    assert len(document.inline_shapes) == count
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(files["pdf"])).pages) == count
    assert files["html"].decode().count("data:image/jpeg;base64,") == count
    assert guide["body"]["steps"][0]["heading"] in files["html"].decode()


def test_a_zip_holds_a_readable_folder_of_everything(alice: Caller, pictured: str) -> None:
    export = asked(alice, pictured, "zip")
    render(pictured, "everything.zip")

    archive = zipfile.ZipFile(io.BytesIO(fetched(alice.get(f"/exports/{export['id']}")).content))

    title = alice.get(f"/projects/{pictured}")["title"]
    names = {name.removeprefix(f"{title}/") for name in archive.namelist() if not name.endswith("/")}
    texts = ("txt", "md", "srt", "vtt", "json", "tsv", "csv", "html", "docx", "pdf")
    expected = {f"transcript.{ending}" for ending in texts}
    expected |= {
        f"{kind}.{ending}" for kind in DocumentKind for ending in ("md", "html", "docx", "pdf", "json")
    }
    expected |= {"chapters.youtube.txt", "chapters.vtt"}
    assert {name for name in names if not name.startswith("pictures/")} == expected
    markdown = archive.read(f"{title}/guide.md").decode()
    body = json.loads(archive.read(f"{title}/guide.json"))
    pictures = [name for name in names if name.startswith("pictures/")]
    assert pictures and all(f"<{name}>" in markdown for name in pictures)
    assert [step["picture"]["file"] for step in body["steps"]] == sorted(pictures)
    assert "projects/" not in "".join(archive.read(name).decode("latin-1") for name in archive.namelist())


@pytest.mark.parametrize(
    ("title", "folder"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("/", "transcript"),
        ("..", "transcript"),
        ("a\\b: c?", "a b c"),
        ("CON", "transcript CON"),
        ("v1.2 \U0001f389 \u202egpj.exe", "v1.2 \U0001f389 gpj.exe"),
        ("\u062f\u0644\u064a\u0644", "\u062f\u0644\u064a\u0644"),
        ("x" * 200, "x" * 120),
    ],
)
def test_a_zip_unpacks_into_one_folder_whatever_the_title(
    title: str, folder: str, alice: Caller, project_id: str
) -> None:
    alice.ask("PATCH", f"/projects/{project_id}", {"title": title})
    export_id = asked(alice, project_id, "zip")["id"]

    render(project_id, "everything.zip")

    export = alice.get(f"/exports/{export_id}")

    names = zipfile.ZipFile(io.BytesIO(fetched(export).content)).namelist()
    files = [name for name in names if not name.endswith("/")]
    assert {name.split("/")[0] for name in names} == {folder}
    assert all(name.count("/") == 1 for name in files)
    assert len(set(map(str.casefold, files))) == len(files)
    assert export["filename"] == f"{folder}.zip"


def test_asked_for_again_it_shows_what_is_there_now_and_the_old_file_goes(
    alice: Caller, project_id: str, runtime: Runtime
) -> None:
    first = asked(alice, project_id, "html")
    render(project_id, "transcript.html")
    alice.ask("PATCH", f"/projects/{project_id}", {"title": "A better name"})

    again = asked(alice, project_id, "html")
    assert (again["id"], again["status"], again["url"]) == (first["id"], "queued", None)
    render(project_id, "transcript.html")

    ready = alice.get(f"/exports/{again['id']}")
    assert "A better name" in fetched(ready).text
    assert ready["filename"] == "A better name transcript.html"
    assert len(list(runtime.toolbox.storage.list_keys(f"projects/{project_id}/exports-"))) == 1


def test_a_file_from_before_a_rename_has_the_new_name(alice: Caller, project_id: str) -> None:
    export_id = asked(alice, project_id, "html")["id"]
    render(project_id, "transcript.html")

    alice.ask("PATCH", f"/projects/{project_id}", {"title": "A better name"})

    export = alice.get(f"/exports/{export_id}")
    assert export["filename"] == "A better name transcript.html"
    assert "A%20better%20name" in fetched(export).headers["Content-Disposition"]


def test_the_same_key_asks_once(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/exports"

    first = alice.ask("POST", path, {"format": "pdf"}, Idempotency_Key="one")
    second = alice.ask("POST", path, {"format": "pdf"}, Idempotency_Key="one")
    other = alice.ask("POST", path, {"format": "docx"}, Idempotency_Key="one")

    assert (first.json, first.headers["Location"]) == (second.json, second.headers["Location"])
    assert other.status_code == 422


def test_an_export_of_somebody_else_is_as_one_that_does_not_exist(
    alice: Caller, bob: Caller, project_id: str
) -> None:
    export = asked(alice, project_id, "pdf")

    assert bob.ask("GET", f"/exports/{export['id']}").status_code == 404
    assert bob.ask("POST", f"/projects/{project_id}/exports", {"format": "pdf"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"format": "exe"}, 422),
        ({}, 422),
        ({"format": "pdf", "more": 1}, 422),
        ({"format": "zip", "document_id": "abc"}, 422),
        ({"format": "pdf", "document_id": "abc"}, 404),
    ],
)
def test_what_cannot_be_rendered_is_refused(
    alice: Caller, project_id: str, body: dict[str, Any], status: int
) -> None:
    assert alice.ask("POST", f"/projects/{project_id}/exports", body).status_code == status


def test_there_is_nothing_to_export_before_the_transcript_is_complete(
    alice: Caller, runtime: Runtime
) -> None:
    project_id = recordings.heard(runtime)

    assert alice.ask("POST", f"/projects/{project_id}/exports", {"format": "pdf"}).status_code == 409


@pytest.mark.parametrize("format", ["pdf", "docx", "html", "zip"])
def test_a_file_that_takes_too_much_costs_one_child(
    format: str, alice: Caller, project_id: str, runtime: Runtime
) -> None:
    export = asked(alice, project_id, format)
    ordinary = runtime.settings
    subject = f"everything.{format}" if format == "zip" else f"transcript.{format}"

    runtime.settings = replace(ordinary, media_memory_bytes=64 * 1024**2)
    render(project_id, subject)

    failed = alice.get(f"/exports/{export['id']}")
    assert (failed["status"], failed["url"], failed["poll_after_ms"]) == ("failed", None, None)
    assert (failed["error"]["code"], failed["error"]["step"]) == ("not-rendered", "export")
    assert failed["error"]["detail"].startswith("Making it takes more memory or time than is allowed.")
    assert factories.project(project_id).status == ProjectStatus.READY
    assert alice.ask("POST", f"/projects/{project_id}/retry").status_code == 409

    runtime.settings = ordinary
    asked(alice, project_id, format)
    render(project_id, subject)
    assert alice.get(f"/exports/{export['id']}")["status"] == "ready"


def test_an_export_that_waits_for_its_next_try_says_why(
    alice: Caller, project_id: str, runtime: Runtime
) -> None:
    export = asked(alice, project_id, "pdf")
    claimed_steps.fail(
        factories.claimed(project_id, "export:transcript.pdf"), StorageDown(), runtime.settings
    )

    waiting = alice.get(f"/exports/{export['id']}")

    assert (waiting["status"], waiting["error"], waiting["trouble"]["code"]) == (
        "queued",
        None,
        "storage-down",
    )

    assert asked(alice, project_id, "pdf")["trouble"] is None, "asked for again, it waits no longer"
    render(project_id, "transcript.pdf")
    assert alice.get(f"/exports/{export['id']}")["status"] == "ready"


def test_a_failed_export_can_be_asked_for_again(alice: Caller, project_id: str, runtime: Runtime) -> None:
    export = asked(alice, project_id, "pdf")
    claimed_steps.fail(
        factories.claimed(project_id, "export:transcript.pdf"), NotRendered(), runtime.settings
    )

    assert asked(alice, project_id, "pdf")["status"] == "queued"
    render(project_id, "transcript.pdf")

    assert alice.get(f"/exports/{export['id']}")["status"] == "ready"


def test_an_export_goes_with_its_project(alice: Caller, project_id: str, runtime: Runtime) -> None:
    export = asked(alice, project_id, "pdf")
    render(project_id, "transcript.pdf")
    url = alice.get(f"/exports/{export['id']}")["url"]

    projects.delete(factories.USER, project_id, settings=runtime.settings)
    assert alice.ask("GET", f"/exports/{export['id']}").status_code == 404
    purge.clear_storage(project_id, runtime.toolbox.storage)

    assert httpx.get(url, trust_env=False).status_code == 404


def test_each_set_of_options_is_an_export_of_its_own(alice: Caller, pictured: str) -> None:
    guide_id = document_id_of(alice, pictured, "guide")
    body = {"format": "html", "document_id": guide_id}
    options: dict[str, object] = {"times": True, "speakers": True, "pictures": False, "paper": "letter"}
    options |= {"moving": False, "marks": False}

    plain = alice.post(f"/projects/{pictured}/exports", body)
    other = alice.post(f"/projects/{pictured}/exports", body | {"options": options})
    again = alice.post(f"/projects/{pictured}/exports", body | {"options": options})
    for subject in ("guide.html", "guide.html.tplu"):
        render(pictured, subject)

    assert plain["id"] != other["id"] == again["id"]
    assert plain["options"] == {
        "times": None,
        "speakers": True,
        "pictures": True,
        "paper": "a4",
        "moving": False,
        "marks": True,
    }
    assert other["options"] == options
    files = [fetched(alice.get(f"/exports/{export['id']}")).text for export in (plain, other)]
    assert ["data:image/jpeg" in text for text in files] == [True, False]
    assert ["<time>" in text for text in files] == [False, True]
