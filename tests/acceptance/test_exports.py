"""Exports through the whole stack."""

import io
import zipfile

import docx
import pytest
from pypdf import PdfReader

from clueso.dev.client import Client
from clueso.dev.stack import ROOT
from tests.acceptance.stacks import PATIENCE_S, make_project
from tests.waiting import wait_for

pytestmark = pytest.mark.xdist_group("bare")


def export(client: Client, project_id: str, **wanted: str) -> bytes:
    made = client.call("POST", f"/projects/{project_id}/exports", json=wanted)
    path = f"/exports/{made['id']}"
    wait_for(lambda: client.call("GET", path)["poll_after_ms"] is None)
    return client.fetch(client.call("GET", path)["url"])


def test_a_guide_and_everything_can_be_taken_away(client: Client) -> None:
    project_id = make_project(client, ROOT / "samples" / "tour.mp4", documents=["guide", "chapters"])
    client.finished(project_id, PATIENCE_S)
    guide = client.call("GET", f"/projects/{project_id}/documents")["items"][1]
    assert guide["kind"] == "guide"

    word = docx.Document(io.BytesIO(export(client, project_id, format="docx", document_id=guide["id"])))
    pdf = PdfReader(io.BytesIO(export(client, project_id, format="pdf", document_id=guide["id"])))
    archive = zipfile.ZipFile(io.BytesIO(export(client, project_id, format="zip")))

    count = len(guide["body"]["steps"])
    assert len(word.inline_shapes) == count >= 3
    assert sum(len(page.images) for page in pdf.pages) == count
    assert sum(name.endswith(".jpg") for name in archive.namelist()) == count
    assert client.call("GET", f"/projects/{project_id}")["status"] == "ready"
