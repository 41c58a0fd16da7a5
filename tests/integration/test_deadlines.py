"""Deadlines of projects on both databases: what is late fails, and what is done stays."""

import pytest
from sqlalchemy import select, update

from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.extensions import db
from clueso.models import Document, Project, from_now
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline import sweep as sweeping
from clueso.services.pipeline.claimed_steps import LeaseLost
from clueso.services.pipeline.sweep import sweep
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import USER, claimed, new_project, project, run_through, step

BOTH = (DocumentKind.SUMMARY, DocumentKind.ARTICLE)


@transactional
def let_deadline_pass(project_id: str) -> None:
    db.session.execute(
        update(Project).where(Project.id == project_id).values(deadline_at=from_now(-1), status="processing")
    )


@transactional
def document(project_id: str, kind: DocumentKind) -> Document:
    mine = (Document.project_id == project_id, Document.kind == kind)
    return db.session.scalars(select(Document).where(*mine)).one()


def swept(runtime: Runtime) -> None:
    sweep(runtime.settings, runtime.toolbox.dispatcher)


def with_a_late_article(runtime: Runtime) -> str:
    """A project whose transcript and summary are done, and whose article is being written at its deadline."""
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join", "write:summary")
    claimed(project_id, "write:article")
    let_deadline_pass(project_id)
    return project_id


def test_a_recording_that_is_not_transcribed_in_time_fails_its_project(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe")
    let_deadline_pass(project_id)

    swept(runtime)

    failed = project(project_id)
    assert failed.status == ProjectStatus.FAILED
    assert failed.error is not None
    assert (failed.error["code"], failed.error["step"]) == ("timed-out", "extract")


def test_a_document_that_is_not_written_in_time_fails_alone(runtime: Runtime) -> None:
    project_id = with_a_late_article(runtime)

    swept(runtime)
    swept(runtime)
    run_through(project_id, "finish")

    late = document(project_id, DocumentKind.ARTICLE)
    assert (late.status, late.error and late.error["code"]) == (DocumentStatus.FAILED, "timed-out")
    assert step(project_id, "write:summary").status == StepStatus.DONE
    assert (project(project_id).status, project(project_id).error) == (ProjectStatus.READY, None)


def test_the_worker_of_a_document_that_is_late_loses_it(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join")
    claim = claimed(project_id, "write:article")
    let_deadline_pass(project_id)

    swept(runtime)

    with pytest.raises(LeaseLost):
        claimed_steps.finish(claim, lambda project: None)


def test_a_document_that_was_late_is_written_when_a_person_retries(runtime: Runtime) -> None:
    project_id = with_a_late_article(runtime)
    swept(runtime)
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "write:article").status == StepStatus.QUEUED
    assert document(project_id, DocumentKind.ARTICLE).status == DocumentStatus.QUEUED


def test_of_two_sweeps_that_list_a_late_project_only_the_first_ends_its_steps(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = with_a_late_article(runtime)
    swept(runtime)
    monkeypatch.setattr(sweeping, "_overdue_projects", lambda: [project_id])  # listed before the first sweep

    swept(runtime)

    assert step(project_id, "finish").status == StepStatus.QUEUED
    assert project(project_id).status == ProjectStatus.PROCESSING


def test_a_project_that_is_deleted_after_a_sweep_listed_it_keeps_its_steps(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = with_a_late_article(runtime)
    projects.delete(USER, project_id, settings=runtime.settings)
    monkeypatch.setattr(sweeping, "_overdue_projects", lambda: [project_id])
    before = step(project_id, "write:article").status

    swept(runtime)

    assert step(project_id, "write:article").status == before


def test_a_last_step_that_misses_its_own_deadline_fails_the_project(runtime: Runtime) -> None:
    project_id = with_a_late_article(runtime)
    swept(runtime)
    let_deadline_pass(project_id)

    swept(runtime)

    assert project(project_id).status == ProjectStatus.FAILED


def test_a_project_whose_steps_have_all_ended_takes_its_status_from_them(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe", "extract", "join", "finish")
    let_deadline_pass(project_id)

    swept(runtime)

    assert project(project_id).status == ProjectStatus.READY
