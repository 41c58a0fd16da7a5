"""Words under a blur: in no description that was proposed, in no file, and a person's own words are warned of."""

from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.screens.screen import ScreenLine
from clueso.domain.seen.descriptions import described
from clueso.domain.seen.hidden import HIDDEN
from clueso.extensions import db
from clueso.models import Project
from clueso.services import screens
from clueso.services.screens import SeenScreen
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_exports import document_id_of
from tests.integration.api.test_hidden_pictures import exported, store

pytestmark = one_database

SECRET = "Quillnest"
BLUR = {"kind": "blur", "box": [0.38, 0.09, 0.24, 0.1]}
LINES = (
    ScreenLine(SECRET, (0.4, 0.1, 0.2, 0.08), 0.99),
    ScreenLine("Overview", (0.1, 0.3, 0.2, 0.06), 0.99),
    ScreenLine("Export", (0.1, 0.8, 0.1, 0.03), 0.99),
)


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    found = recordings.ready(runtime, *DocumentKind)
    store(runtime, found, SECRET)
    _see(found)
    return found


@transactional
def _see(project_id: str) -> None:
    seen = [SeenScreen(0, 3_600_000, "projects/p/screens-1/1.jpg", 1280, 720)]
    screens.record(db.session.get_one(Project, project_id), seen, {seen[0].key: LINES})


@transactional
def proposed(project_id: str) -> str:
    [screen] = screens.of_project(project_id)
    return described(screen, ["Export"], language="en")


def change(caller: Caller, project_id: str, **members: Any) -> dict[str, Any]:
    """Change the picture of the first step."""
    path = f"/documents/{document_id_of(caller, project_id, 'guide')}"
    read = caller.ask("GET", path)
    step_id = read.get_json()["body"]["steps"][0]["id"]
    operations = [{"op": f"set_{name}", "step_id": step_id, name: value} for name, value in members.items()]
    saved = caller.ask("PATCH", path, {"operations": operations}, if_match=read.headers["ETag"])
    assert saved.status_code == 200, saved.text
    return dict(saved.get_json())


def alt_of(document: dict[str, Any]) -> str:
    return str(document["body"]["steps"][0]["picture"]["alt"])


def test_a_blur_takes_its_words_out_of_the_proposed_description_and_gives_them_back(
    alice: Caller, project_id: str
) -> None:
    alt = proposed(project_id)
    assert SECRET in alt_of(change(alice, project_id, alt=alt))

    hidden = change(alice, project_id, marks=[BLUR])
    assert alt_of(hidden) == "Screen “Overview” with “Export”"
    assert SECRET not in hidden["markdown"]

    assert alt_of(change(alice, project_id, marks=[])) == alt


def test_an_older_version_names_it_neither(alice: Caller, project_id: str) -> None:
    change(alice, project_id, alt=proposed(project_id))
    path = f"/documents/{document_id_of(alice, project_id, 'guide')}"
    body = alice.get(path)["body"]
    body["steps"][0]["picture"]["marks"] = [BLUR]
    tag = alice.ask("GET", path).headers["ETag"]
    alice.ask("PATCH", path, {"body": body, "new_version": True}, if_match=tag)

    older = alice.get(f"{path}/versions/2")
    restored = alice.post(f"{path}/versions/2/restore")

    assert [alt_of(older), alt_of(restored)] == ["Screen “Overview” with “Export”"] * 2


def test_no_file_names_it(alice: Caller, project_id: str) -> None:
    change(alice, project_id, alt=proposed(project_id))
    change(alice, project_id, marks=[BLUR])

    page = exported(alice, project_id, "html").decode()

    assert SECRET not in page
    assert "Screen “Overview” with “Export”" in page


def test_words_of_a_person_stay_and_are_warned_of(alice: Caller, project_id: str) -> None:
    saved = change(alice, project_id, alt=f"The page of {SECRET}", marks=[BLUR])

    assert alt_of(saved) == f"The page of {SECRET}"
    assert [one for one in saved["warnings"] if one["reason"] == HIDDEN] == [
        {"pointer": "/steps/0/picture/alt", "text": SECRET, "reason": HIDDEN}
    ]
    assert change(alice, project_id, alt="A page")["warnings"] == [
        one for one in saved["warnings"] if one["reason"] != HIDDEN
    ]
