"""Screens that are read after the documents were written: what they say is used then."""

from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.screens.screen import ScreenLine
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import ChildDied, StaleVersion
from clueso.extensions import db
from clueso.models import DocumentVersion, Project
from clueso.services import screens
from clueso.services.documents import completing, pictures
from clueso.services.pipeline import claimed_steps, late_screens, step_rows
from clueso.services.projects import projects, recordings
from clueso.services.screens import SeenScreen
from clueso.services.transaction import transactional
from clueso.services.transcripts import corrections
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.factories import USER, claimed, project, run_through, step
from tests.integration.api.apps import one_database
from tests.integration.edited_documents import edit, newest_save, restore, shown, write_again
from tests.integration.transcribed import joined, write
from tests.writing_fakes import QuietWatch

pytestmark = one_database

GUIDE = DocumentKind.GUIDE
SAID = ("Open the members page.", "Then click the expert button.", "Type the address.", "Press send.")
SEEN = (
    SeenScreen(0, 5_800, "screen-1.jpg", 1280, 720),
    SeenScreen(6_000, 16_000, "screen-2.jpg", 1280, 720),
)
MEMBERS = ScreenLine("Members", (0.2, 0.1, 0.1, 0.06), 0.99)
EXPORT = ScreenLine("Export", (0.9, 0.1, 0.05, 0.04), 0.99)
READ = {"screen-1.jpg": (MEMBERS, EXPORT), "screen-2.jpg": (MEMBERS, EXPORT)}


def guide(heading: str = "Click the expert button") -> dict[str, Any]:
    drawn = {
        "heading": heading,
        "text": "Then click the expert button.",
        "result": None,
        "start_ms": 4_000,
        "end_ms": 5_600,
        "segment_ids": ["s1-2"],
        "picture": {"at_ms": 5_200},
    }
    return {"title": "Export", "goal": "", "prerequisites": [], "steps": [drawn], "troubleshooting": []}


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    """A finished project with a guide, whose screens are still being read."""
    project_id = joined(runtime, GUIDE, texts=SAID)
    expect_screens(project_id)
    write(project_id, "write:guide", guide())
    take(project_id, "pictures:guide")
    run_through(project_id, "finish")
    return project_id


@transactional
def expect_screens(project_id: str) -> None:
    recordings.add_screens(db.session.get_one(Project, project_id))
    late_screens.use_later(project_id, "finish")


def take(project_id: str, name: str) -> list[int]:
    claim = claimed(project_id, name)
    moments = pictures.wanted(project_id, GUIDE)
    taken = {at_ms: {"key": f"at-{at_ms}", "width": 4, "height": 3} for at_ms in moments}
    claimed_steps.finish(claim, lambda row: pictures.record(row, name, taken))
    return moments


def read_screens(project_id: str) -> None:
    claimed_steps.finish(claimed(project_id, "screens"), lambda row: screens.record(row, SEEN, READ))


def run(project_id: str, name: str) -> None:
    """The job of the step, as a worker runs it."""
    row = step(project_id, name)
    factories.let_in(row.id)
    wrapper.run(row.id, row.attempt)
    assert step(project_id, name).status == StepStatus.DONE


def version_of(project_id: str) -> DocumentVersion:
    version = shown(project_id, GUIDE).shown
    assert version is not None
    return version


@transactional
def names(project_id: str) -> set[str]:
    return {step.name for step in step_rows.steps_of(project_id)}


def test_a_guide_is_completed_by_screens_that_are_read_later(runtime: Runtime, project_id: str) -> None:
    waiting = step(project_id, "see").status
    read_screens(project_id)
    run(project_id, "see")

    version = version_of(project_id)
    (drawn,) = version.body["steps"]
    assert (waiting, version.number, version.made_by) == (StepStatus.WAITING, 2, None)
    assert drawn["heading"] == "Click the Export button"
    assert drawn["picture"]["at_ms"] > 6_000
    assert [mark["kind"] for mark in drawn["picture"]["marks"]] == ["box"]
    assert "Export" in drawn["picture"]["alt"]
    assert version.transcript_version == 1


def test_a_document_is_watched_until_the_screens_are_used_and_its_pictures_taken(
    runtime: Runtime, project_id: str
) -> None:
    seen = [may_change(project_id)]
    read_screens(project_id)
    seen.append(may_change(project_id))
    run(project_id, "see")
    seen.append(may_change(project_id))
    take(project_id, "pictures:guide#2")

    assert seen == [(True, True), (True, True), (False, True)]
    assert may_change(project_id) == (False, False)


def may_change(project_id: str) -> tuple[bool, bool]:
    """Whether the project is at work, and whether its guide awaits the screens."""
    return projects.view(USER, project_id).is_at_work, shown(project_id, GUIDE).awaits_screens


def test_the_document_of_a_person_awaits_no_screens(runtime: Runtime, project_id: str) -> None:
    assert not edit(runtime, shown(project_id, GUIDE).document, guide("My own words")).awaits_screens


def test_who_edits_an_earlier_version_is_told_so(runtime: Runtime, project_id: str) -> None:
    before = shown(project_id, GUIDE).document
    save = newest_save(before)
    read_screens(project_id)
    run(project_id, "see")

    with pytest.raises(StaleVersion):
        edit(runtime, before, guide("My own words"), if_save=save)


def test_a_person_who_is_faster_keeps_their_version(runtime: Runtime, project_id: str) -> None:
    read_screens(project_id)
    found = completing.completions(project_id, QuietWatch())
    edit(runtime, shown(project_id, GUIDE).document, guide("My own words"))

    claimed_steps.finish(claimed(project_id, "see"), lambda row: completing.record(row, found))

    assert [one.kind for one in found] == [GUIDE]
    assert version_of(project_id).body["steps"][0]["heading"] == "My own words"


def test_its_moved_pictures_are_taken_and_the_project_stays_ready(runtime: Runtime, project_id: str) -> None:
    read_screens(project_id)
    run(project_id, "see")
    view = shown(project_id, GUIDE)

    assert (view.document.status, project(project_id).status) == ("ready", ProjectStatus.READY)
    (moment,) = take(project_id, "pictures:guide#2")
    assert version_of(project_id).body["steps"][0]["picture"]["key"] == f"at-{moment}"


def test_screens_that_have_nothing_to_add_leave_no_version(runtime: Runtime, project_id: str) -> None:
    read_screens(project_id)
    run(project_id, "see")
    run_again(project_id)

    assert version_of(project_id).number == 2


def run_again(project_id: str) -> None:
    row = factories.handed_out_again(project_id, "see")
    wrapper.run(row.id, row.attempt)
    assert step(project_id, "see").status == StepStatus.DONE


def test_the_version_of_a_person_stays(runtime: Runtime, project_id: str) -> None:
    edit(runtime, shown(project_id, GUIDE).document, guide("My own words"))
    read_screens(project_id)
    run(project_id, "see")

    version = version_of(project_id)
    assert (version.number, version.made_by) == (2, USER)
    assert version.body["steps"][0]["heading"] == "My own words"


def test_a_version_that_a_person_restored_stays(runtime: Runtime, project_id: str) -> None:
    edit(runtime, shown(project_id, GUIDE).document, guide("My own words"))
    restore(runtime, shown(project_id, GUIDE).document, 1)
    read_screens(project_id)
    run(project_id, "see")

    version = version_of(project_id)
    assert (version.number, version.made_by, version.restored_from) == (3, None, 1)


def test_corrections_are_found_again(runtime: Runtime, project_id: str) -> None:
    before = corrections.of_screens(USER, project_id)
    read_screens(project_id)
    run(project_id, "see")

    [offer] = corrections.of_screens(USER, project_id)
    assert (before, offer.heard, offer.written) == ([], "expert", "Export")


def test_a_document_that_was_ordered_meanwhile_is_completed_too(runtime: Runtime, project_id: str) -> None:
    write_again(runtime, project_id, GUIDE)
    claim = claimed(project_id, "write:guide#2")
    read_screens(project_id)

    assert step(project_id, "see").status == StepStatus.WAITING
    claimed_steps.hand_back(claim)
    write(project_id, "write:guide#2", guide())
    run(project_id, "see")
    version = version_of(project_id)
    assert (version.number, version.body["steps"][0]["heading"]) == (3, "Click the Export button")


def test_what_was_read_is_used_also_if_reading_fails(runtime: Runtime, project_id: str) -> None:
    for _ in range(2):
        claim = claimed(project_id, "screens")
        claimed_steps.checkpoint(claim, lambda: screens.record_early(project_id, SEEN, READ))
        claimed_steps.fail(claim, ChildDied(), runtime.settings)
        factories.let_pauses_end()
    run(project_id, "see")

    assert step(project_id, "screens").status == StepStatus.FAILED
    assert version_of(project_id).body["steps"][0]["heading"] == "Click the Export button"


def test_a_failed_look_at_the_screens_changes_nothing(runtime: Runtime, project_id: str) -> None:
    read_screens(project_id)
    for _ in range(5):
        claimed_steps.fail(claimed(project_id, "see"), ChildDied(), runtime.settings)
        factories.let_pauses_end()

    assert step(project_id, "see").status == StepStatus.FAILED
    assert project(project_id).status == ProjectStatus.READY
    assert (version_of(project_id).number, shown(project_id, GUIDE).document.status) == (1, "ready")


def test_who_finishes_a_project_without_documents_lets_the_screens_be_used_later(runtime: Runtime) -> None:
    project_id = joined(runtime, texts=SAID)
    add_screens(project_id)

    run(project_id, "finish")
    read_screens(project_id)
    run(project_id, "see")

    assert [offer.written for offer in corrections.of_screens(USER, project_id)] == ["Export"]


@transactional
def add_screens(project_id: str) -> None:
    recordings.add_screens(db.session.get_one(Project, project_id))


def test_once_the_screens_are_read_nothing_is_left_for_later(runtime: Runtime) -> None:
    project_id = joined(runtime, texts=SAID)
    add_screens(project_id)
    read_screens(project_id)

    run(project_id, "finish")

    assert "see" not in names(project_id)
    assert [offer.written for offer in corrections.of_screens(USER, project_id)] == ["Export"]
