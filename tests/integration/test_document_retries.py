"""Retrying a project writes only the documents that need it, on both databases."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import Conflict, TimedOut, WriterRefused
from clueso.services.pipeline import claimed_steps, consequences, step_rows
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import USER, claimed, project, run_through, step
from tests.integration.api.apps import one_database
from tests.integration.edited_documents import edit, shown, write_again
from tests.integration.transcribed import article, joined, ready, write

pytestmark = one_database

ARTICLE = DocumentKind.ARTICLE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


def test_retrying_a_project_repeats_only_the_last_try_of_a_document_that_failed(
    runtime: Runtime, project_id: str
) -> None:
    for number in (2, 3):
        write_again(runtime, project_id)
        claimed_steps.fail(claimed(project_id, f"write:article#{number}"), WriterRefused(), runtime.settings)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "write:article#2").status == StepStatus.FAILED
    assert step(project_id, "write:article#3").status == StepStatus.QUEUED


def test_retrying_a_project_leaves_a_document_alone_that_was_mended(
    runtime: Runtime, project_id: str
) -> None:
    write_again(runtime, project_id)
    claimed_steps.fail(claimed(project_id, "write:article#2"), WriterRefused(), runtime.settings)
    edit(runtime, shown(project_id).document, article(("Mended by hand.", [])))

    with pytest.raises(Conflict):
        projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert shown(project_id).document.status == "ready"


@transactional
def let_time_run_out(project_id: str) -> None:
    project = step_rows.lock_project(project_id)
    finish = next(step for step in step_rows.steps_of(project_id) if step.name == "finish")
    assert project is not None
    consequences.fail_step(project, finish, TimedOut())


def test_retrying_a_project_leaves_a_cancelled_writing_alone_that_was_asked_for_again(
    runtime: Runtime,
) -> None:
    project_id = joined(runtime, ARTICLE)
    let_time_run_out(project_id)
    write_again(runtime, project_id)
    running = claimed(project_id, "write:article#2")

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "write:article").status == StepStatus.CANCELLED
    assert claimed_steps.renew(running, lease_s=60)
    assert shown(project_id).document.status == "writing"
    run_through(project_id, "finish")
    assert project(project_id).status == ProjectStatus.READY


def test_retrying_a_project_writes_over_nothing_that_was_written_and_edited_since(runtime: Runtime) -> None:
    project_id = joined(runtime, ARTICLE)
    let_time_run_out(project_id)
    write_again(runtime, project_id)
    write(project_id, "write:article#2", article(("New.", ["s1-1"])))
    edit(runtime, shown(project_id).document, article(("Mended by hand.", [])))

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    run_through(project_id, "finish")

    assert step(project_id, "write:article").status == StepStatus.CANCELLED
    assert (shown(project_id).document.status, shown(project_id).document.version) == ("ready", 2)
    assert project(project_id).status == ProjectStatus.READY


def test_retrying_a_project_writes_what_its_end_had_cancelled(runtime: Runtime) -> None:
    project_id = joined(runtime, ARTICLE)
    let_time_run_out(project_id)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "write:article").status == StepStatus.QUEUED
    assert step(project_id, "finish").status == StepStatus.WAITING
