"""Steps on both databases: who may run one, and what its end means."""

from dataclasses import replace

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import (
    NoAudio,
    NotFound,
    StorageDown,
    WorkerLost,
    WriterRefused,
)
from clueso.models import Project
from clueso.services.documents import documents
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import LeaseLost
from clueso.services.projects import projects
from jobs.runtime import Runtime
from tests.factories import (
    USER,
    claimed,
    let_leases_end,
    let_pauses_end,
    new_project,
    project,
    quick,
    run_through,
    step,
)

BOTH = (DocumentKind.SUMMARY, DocumentKind.ARTICLE)


def nothing(project: Project) -> None:
    del project


def test_a_step_is_won_once(runtime: Runtime) -> None:
    row = step(new_project(runtime), "probe")

    first = claimed_steps.claim(row.id, 1, owner="one", lease_s=60)
    second = claimed_steps.claim(row.id, 1, owner="two", lease_s=60)

    assert first is not None
    assert second is None


def test_a_message_of_another_attempt_wins_nothing(runtime: Runtime) -> None:
    row = step(new_project(runtime), "probe")

    assert claimed_steps.claim(row.id, 2, owner="one", lease_s=60) is None


def test_a_step_whose_needs_are_open_cannot_be_won(runtime: Runtime) -> None:
    row = step(new_project(runtime), "extract")

    assert claimed_steps.claim(row.id, 1, owner="one", lease_s=60) is None


def test_finishing_a_step_makes_the_next_one_runnable(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    run_through(project_id, "probe")

    assert step(project_id, "probe").status == StepStatus.DONE
    assert step(project_id, "extract").status == StepStatus.QUEUED
    assert project(project_id).status == ProjectStatus.PROCESSING


def test_a_project_is_ready_when_its_last_step_is_done(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    run_through(project_id, "probe", "extract", "join", "finish")

    done = project(project_id)
    assert (done.status, done.progress) == (ProjectStatus.READY, 1.0)
    assert done.ready_at is not None


def test_a_worker_whose_lease_ran_out_changes_nothing(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    zombie = claimed(project_id, "probe")
    let_leases_end()
    claimed_steps.expire(zombie.step_id, runtime.settings)
    claimed_steps.finish(claimed(project_id, "probe"), nothing)

    for write in (
        lambda: claimed_steps.finish(zombie, lambda row: setattr(row, "title", "zombie")),
        lambda: claimed_steps.fail(zombie, NoAudio(), runtime.settings),
        lambda: claimed_steps.hand_back(zombie),
        lambda: claimed_steps.report_progress(zombie, 0.5),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert not claimed_steps.renew(zombie, lease_s=60)
    assert project(project_id).title == "My talk"
    assert step(project_id, "probe").status == StepStatus.DONE


def test_a_worker_whose_step_another_has_changes_nothing(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    zombie = claimed(project_id, "probe")
    let_leases_end()
    claimed_steps.expire(zombie.step_id, runtime.settings)
    heir = claimed(project_id, "probe")

    for write in (
        lambda: claimed_steps.finish(zombie, nothing),
        lambda: claimed_steps.fail(zombie, NoAudio(), runtime.settings),
        lambda: claimed_steps.hand_back(zombie),
        lambda: claimed_steps.checkpoint(zombie, lambda: None),
        lambda: claimed_steps.report_progress(zombie, 0.5),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert not claimed_steps.renew(zombie, lease_s=60)
    assert claimed_steps.renew(heir, lease_s=60)


def test_a_renewed_lease_does_not_expire(runtime: Runtime) -> None:
    claim = claimed(new_project(runtime), "probe", lease_s=-1)

    assert claimed_steps.renew(claim, lease_s=60)

    assert claimed_steps.expire(claim.step_id, runtime.settings) is None


def test_a_lost_worker_costs_a_crash_and_three_fail_the_project(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    for _ in range(3):
        claim = claimed(project_id, "probe")
        let_leases_end()
        assert claimed_steps.expire(claim.step_id, runtime.settings) == USER

    failed = project(project_id)
    assert failed.status == ProjectStatus.FAILED
    assert failed.error is not None
    assert failed.error["code"] == WorkerLost.slug
    assert step(project_id, "probe").errors == 0


def test_a_hand_back_costs_neither_an_error_nor_a_crash(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    claimed_steps.hand_back(claimed(project_id, "probe"))

    row = step(project_id, "probe")
    assert (row.status, row.attempt, row.errors, row.crashes) == (StepStatus.QUEUED, 2, 0, 0)


def test_an_error_of_the_recording_fails_at_once_and_stops_the_rest(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)

    claimed_steps.fail(claimed(project_id, "probe"), NoAudio(), runtime.settings)

    assert project(project_id).status == ProjectStatus.FAILED
    assert step(project_id, "finish").status == StepStatus.CANCELLED
    assert {view.document.status for view in documents.list_of(USER, project_id)} == {"failed"}


def test_a_failed_document_fails_nothing_else(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join")

    claimed_steps.fail(claimed(project_id, "write:summary"), WriterRefused(), runtime.settings)
    run_through(project_id, "write:article", "finish")

    assert project(project_id).status == ProjectStatus.READY
    assert project(project_id).error is None
    summary = documents.list_of(USER, project_id)[0].document
    assert (summary.kind, summary.status) == ("summary", "failed")


def test_finish_waits_for_every_document_however_it_ends(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join")
    article = claimed(project_id, "write:article")

    claimed_steps.fail(claimed(project_id, "write:summary"), WriterRefused(), runtime.settings)
    assert step(project_id, "finish").status == StepStatus.WAITING

    claimed_steps.finish(article, nothing)
    assert step(project_id, "finish").status == StepStatus.QUEUED


def test_retry_runs_what_failed_and_keeps_what_is_done(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join", "write:article")
    claimed_steps.fail(claimed(project_id, "write:summary"), WriterRefused(), runtime.settings)
    run_through(project_id, "finish")

    view = projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert view.project.status == ProjectStatus.PROCESSING
    assert step(project_id, "write:article").attempt == 1
    run_through(project_id, "write:summary", "finish")
    assert project(project_id).status == ProjectStatus.READY


def test_cancel_takes_the_step_from_its_worker(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")

    view = projects.cancel(USER, project_id)

    assert view.project.status == ProjectStatus.CANCELLED
    assert not claimed_steps.renew(claim, lease_s=60)
    with pytest.raises(LeaseLost):
        claimed_steps.finish(claim, nothing)


def test_a_cancelled_project_can_be_retried(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.cancel(USER, project_id)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    run_through(project_id, "probe", "extract", "join", "finish")

    assert project(project_id).status == ProjectStatus.READY


def test_a_deleted_project_stops_and_a_restored_one_goes_on(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")

    projects.delete(USER, project_id, settings=runtime.settings)
    row = step(project_id, "probe")
    assert not claimed_steps.renew(claim, lease_s=60)
    assert claimed_steps.claim(row.id, row.attempt, owner="one", lease_s=60) is None

    projects.restore(USER, project_id, dispatcher=runtime.toolbox.dispatcher)
    assert claimed_steps.claim(row.id, row.attempt, owner="one", lease_s=60) is not None


def test_a_project_is_purged_only_while_it_is_deleted(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=runtime.settings)
    let_pauses_end()
    purge = step(project_id, "purge")
    projects.restore(USER, project_id, dispatcher=runtime.toolbox.dispatcher)

    assert claimed_steps.claim(purge.id, purge.attempt, owner="one", lease_s=60) is None


def test_a_purge_is_tried_until_it_succeeds(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=quick(runtime.settings, delete_grace_s=0))

    for _ in range(runtime.settings.max_errors + 1):
        let_pauses_end()
        claimed_steps.fail(claimed(project_id, "purge"), StorageDown(), runtime.settings)
    for _ in range(runtime.settings.max_crashes + 1):
        let_pauses_end()
        lost = claimed(project_id, "purge")
        let_leases_end()
        claimed_steps.expire(lost.step_id, runtime.settings)

    assert step(project_id, "purge").status == StepStatus.QUEUED


def test_a_project_whose_purge_has_begun_is_gone(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=quick(runtime.settings, delete_grace_s=0))
    claimed_steps.fail(claimed(project_id, "purge"), StorageDown(), runtime.settings)

    with pytest.raises(NotFound):
        projects.restore(USER, project_id, dispatcher=runtime.toolbox.dispatcher)


def test_a_worker_that_never_won_this_attempt_changes_nothing(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    stranger = replace(claimed(project_id, "probe"), owner="another")

    with pytest.raises(claimed_steps.LeaseLost):
        claimed_steps.finish(stranger, lambda project: None)
    assert not claimed_steps.renew(stranger, lease_s=60)
