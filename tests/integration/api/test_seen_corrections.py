"""Corrections that the screens suggest: found when a project is finished, and gone once their words are."""

import pytest

from clueso.domain.screens.screen import ScreenLine
from clueso.extensions import db
from clueso.models import Project
from clueso.services import screens
from clueso.services.screens import SeenScreen
from clueso.services.transaction import transactional
from jobs import finish
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests.factories import claimed
from tests.integration.api.apps import Caller
from tests.integration.transcribed import joined

KEY = "projects/p/screens-1/1.jpg"
LINES = ("Quillnest", "Invite", "Export")
TEXTS = ("This is a guide to Quillness.", "Click the expert button.", "I like Quillness.")


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    found = joined(runtime, texts=TEXTS)
    _record(found)
    with Attempt(runtime.app, claimed(found, "finish"), runtime.settings, runtime.shutdown) as attempt:
        finish.run(attempt, runtime)
    return found


@transactional
def _record(project_id: str) -> None:
    lines = tuple(ScreenLine(text, (0.1, 0.1 * at, 0.2, 0.04), 0.99) for at, text in enumerate(LINES))
    seen = [SeenScreen(0, 60_000, KEY, 1280, 720)]
    screens.record(db.session.get_one(Project, project_id), seen, {KEY: lines})


def offered(caller: Caller, project_id: str) -> list[tuple[str, str, int]]:
    items = caller.get(f"/projects/{project_id}/transcript/corrections")["items"]
    return [(item["heard"], item["written"], item["count"]) for item in items if item["seen"]]


def test_what_a_screen_spells_in_another_way_is_offered_with_its_picture(
    alice: Caller, project_id: str
) -> None:
    [name, _] = alice.get(f"/projects/{project_id}/transcript/corrections")["items"]

    assert offered(alice, project_id) == [("Quillness", "Quillnest", 2), ("expert", "Export", 1)]
    assert name["seen"]["url"].startswith("http")
    assert 0 <= name["seen"]["at_ms"] <= 60_000


def test_the_transcript_keeps_what_was_heard_until_a_person_corrects_it(
    alice: Caller, project_id: str
) -> None:
    path = f"/projects/{project_id}/transcript"
    before, tag = alice.get(path), alice.ask("GET", path).headers["ETag"]
    change = {"op": "replace_all", "find": "Quillness", "replace": "Quillnest"}
    alice.ask("PATCH", path, {"operations": [change]}, if_match=tag)

    assert [one["text"] for one in before["segments"]] == list(TEXTS)
    assert offered(alice, project_id) == [("expert", "Export", 1)]
