"""The pictures of a guide that people edit, on both databases."""

from typing import Any

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import StorageDown
from clueso.extensions import db
from clueso.models import DocumentVersion
from clueso.services.documents import pictures
from clueso.services.pipeline import claimed_steps, step_rows
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import factories
from tests.factories import USER, claimed, project, run_through, step
from tests.integration.api.apps import one_database
from tests.integration.edited_documents import edit, history_of, restore, shown, write_again
from tests.integration.transcribed import article, guide, joined, ready, record, write

pytestmark = one_database

ARTICLE = DocumentKind.ARTICLE
GUIDE = DocumentKind.GUIDE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


@transactional
def replace_bodies(body: dict[str, Any]) -> None:
    db.session.execute(update(DocumentVersion).values(body=body))


def take(project_id: str, name: str) -> list[int]:
    """Run a step of pictures and return the moments that it took."""
    claim = claimed(project_id, name)
    moments = pictures.wanted(project_id, GUIDE)
    taken = {at_ms: {"key": f"{name}/{at_ms}", "width": 4, "height": 3} for at_ms in moments}
    claimed_steps.finish(claim, lambda row: pictures.record(row, name, taken))
    return moments


@transactional
def names_of_steps(project_id: str) -> list[str]:
    return [step.name for step in step_rows.steps_of(project_id)]


def keys(project_id: str) -> list[str | None]:
    version = shown(project_id, GUIDE).shown
    assert version is not None
    return [step["picture"].get("key") for step in version.body["steps"]]


@pytest.fixture
def guide_project(runtime: Runtime) -> str:
    project_id = joined(runtime, GUIDE)
    write(project_id, "write:guide", guide(100, 200))
    take(project_id, "pictures:guide")
    run_through(project_id, "finish")
    return project_id


def test_a_moved_picture_is_taken_while_the_others_stay(runtime: Runtime, guide_project: str) -> None:
    view = edit(runtime, shown(guide_project, GUIDE).document, guide(300, 200))

    assert view.document.status == "ready"
    assert keys(guide_project) == [None, "pictures:guide/200"]
    assert take(guide_project, "pictures:guide#2") == [300]
    assert keys(guide_project) == ["pictures:guide#2/300", "pictures:guide/200"]
    assert shown(guide_project, GUIDE).document.version == 2
    assert project(guide_project).status == ProjectStatus.READY


def test_a_picture_that_was_taken_is_not_taken_again(runtime: Runtime, guide_project: str) -> None:
    edit(runtime, shown(guide_project, GUIDE).document, guide(200, 100, 100))

    assert keys(guide_project) == [f"pictures:guide/{at_ms}" for at_ms in (200, 100, 100)]
    assert pictures.wanted(guide_project, GUIDE) == []


def test_a_key_in_storage_cannot_be_named_from_outside(runtime: Runtime, guide_project: str) -> None:
    body = guide(300)
    body["steps"][0]["picture"] |= {"key": "projects/of-somebody-else/1.jpg", "width": 1, "height": 1}

    edit(runtime, shown(guide_project, GUIDE).document, body)

    assert keys(guide_project) == [None]


def test_an_edit_while_pictures_are_taken_begins_them_anew(runtime: Runtime, guide_project: str) -> None:
    edit(runtime, shown(guide_project, GUIDE).document, guide(300))
    late = claimed(guide_project, "pictures:guide#2")

    edit(runtime, shown(guide_project, GUIDE).document, guide(400))

    with pytest.raises(claimed_steps.LeaseLost):
        claimed_steps.finish(late, lambda row: None)
    assert take(guide_project, "pictures:guide#2") == [400]


def test_saves_of_a_text_leave_the_pictures_that_are_being_taken_alone(
    runtime: Runtime, guide_project: str
) -> None:
    row = shown(guide_project, GUIDE).document
    edit(runtime, row, guide(300, 200))
    running = claimed(guide_project, "pictures:guide#2")

    longer = guide(300, 200)
    longer["steps"][0]["text"] = "Open the page of the team."
    edit(runtime, row, longer)

    taken = {at_ms: {"key": f"new/{at_ms}", "width": 4, "height": 3} for at_ms in (300,)}
    claimed_steps.finish(running, lambda project: pictures.record(project, running.name, taken))
    assert keys(guide_project) == ["new/300", "pictures:guide/200"]
    assert [name for name in names_of_steps(guide_project) if name.startswith("pictures")] == [
        "pictures:guide",
        "pictures:guide#2",
    ]
    longer["goal"] = "To open it."
    edit(runtime, row, longer)
    assert keys(guide_project) == ["new/300", "pictures:guide/200"]
    assert history_of(row) == [(2, 3, USER), (1, 1, None)]


def test_a_picture_that_cannot_be_taken_is_not_queued_by_every_save(
    runtime: Runtime, guide_project: str
) -> None:
    row = shown(guide_project, GUIDE).document
    edit(runtime, row, guide(300, 200))
    for _ in range(runtime.settings.max_errors):
        factories.let_pauses_end()
        claimed_steps.fail(claimed(guide_project, "pictures:guide#2"), StorageDown(), runtime.settings)

    body = guide(300, 200)
    body["steps"][0]["text"] = "Open the page of the team."
    edit(runtime, row, body)
    assert step(guide_project, "pictures:guide#2").status == StepStatus.FAILED

    edit(runtime, row, guide(400, 200))
    assert step(guide_project, "pictures:guide#2").status == StepStatus.QUEUED


def test_pictures_of_an_edit_do_not_end_the_writing_that_runs(runtime: Runtime, guide_project: str) -> None:
    edit(runtime, shown(guide_project, GUIDE).document, guide(300))
    write_again(runtime, guide_project, GUIDE)
    claim = claimed(guide_project, "write:guide#2")

    take(guide_project, "pictures:guide#2")
    assert shown(guide_project, GUIDE).document.status == "writing"

    record(claim, guide(300, 500), 1)
    assert shown(guide_project, GUIDE).document.status == "writing"
    assert take(guide_project, "pictures:guide#2") == [500]
    assert shown(guide_project, GUIDE).document.status == "ready"


def test_a_guide_that_is_written_again_keeps_its_blurs(runtime: Runtime, guide_project: str) -> None:
    blur = {"kind": "blur", "box": [0.1, 0.1, 0.2, 0.1], "text": None, "proposed": False}
    hidden = guide(100, 200)
    hidden["steps"][0]["picture"]["marks"] = [blur]
    edit(runtime, shown(guide_project, GUIDE).document, hidden)

    write_again(runtime, guide_project, GUIDE)
    # Of the same moment, of one near it, and of one far from it.
    write(guide_project, "write:guide#2", guide(100, 900, 9_000))
    take(guide_project, "pictures:guide#2")

    version = shown(guide_project, GUIDE).shown
    assert version is not None
    assert [step["picture"]["marks"] for step in version.body["steps"]] == [[blur], [blur], []]
    assert "draw:guide" in names_of_steps(guide_project)


def test_a_document_whose_pictures_fail_is_shown_all_the_same(runtime: Runtime, guide_project: str) -> None:
    write_again(runtime, guide_project, GUIDE)
    write(guide_project, "write:guide#2", guide(300))

    for _ in range(runtime.settings.max_errors):
        factories.let_pauses_end()
        claimed_steps.fail(claimed(guide_project, "pictures:guide#2"), StorageDown(), runtime.settings)

    assert shown(guide_project, GUIDE).document.status == "ready"
    assert keys(guide_project) == [None]


def test_an_old_version_comes_back_with_its_pictures(runtime: Runtime, guide_project: str) -> None:
    row = shown(guide_project, GUIDE).document
    edit(runtime, row, guide(300))

    restore(runtime, row, 1)

    assert keys(guide_project) == ["pictures:guide/100", "pictures:guide/200"]


def test_cancelling_while_pictures_are_taken_shows_the_document_without(runtime: Runtime) -> None:
    project_id = joined(runtime, GUIDE)
    write(project_id, "write:guide", guide(100))

    projects.cancel(USER, project_id)

    assert shown(project_id, GUIDE).document.status == "ready"


def test_a_guide_is_written_again_over_a_version_that_cannot_be_read(runtime: Runtime) -> None:
    project_id = ready(runtime, guide=guide())
    write_again(runtime, project_id, GUIDE)
    replace_bodies({"steps": [{}]})

    write(project_id, "write:guide#2", guide())

    assert shown(project_id, GUIDE).document.version == 2
