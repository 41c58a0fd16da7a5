"""Steps on both databases: who may run one, and what its end means."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, update

from clueso.domain.documents import DocumentKind
from clueso.domain.steps import ProjectStatus, StepStatus
from clueso.errors import (
    FEW,
    ChildDied,
    CluesoError,
    NoAudio,
    NotFound,
    StorageDown,
    TimedOut,
    WorkerLost,
    WriterRefused,
    by_slug,
)
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services import documents, projects, steps
from clueso.services.steps import LeaseLost
from clueso.services.transaction import transactional
from clueso.writing import prompts
from clueso.writing.sections import Section
from jobs.runtime import Runtime
from tests.factories import (
    USER,
    claimed,
    let_have_waited,
    let_in,
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

    first = steps.claim(row.id, 1, owner="one", lease_s=60)
    second = steps.claim(row.id, 1, owner="two", lease_s=60)

    assert first is not None
    assert second is None


def test_a_message_of_another_attempt_wins_nothing(runtime: Runtime) -> None:
    row = step(new_project(runtime), "probe")

    assert steps.claim(row.id, 2, owner="one", lease_s=60) is None


def test_a_step_whose_needs_are_open_cannot_be_won(runtime: Runtime) -> None:
    row = step(new_project(runtime), "extract")

    assert steps.claim(row.id, 1, owner="one", lease_s=60) is None


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
    steps.expire(zombie.step_id, runtime.settings)
    steps.finish(claimed(project_id, "probe"), nothing)

    for write in (
        lambda: steps.finish(zombie, lambda row: setattr(row, "title", "zombie")),
        lambda: steps.fail(zombie, NoAudio(), runtime.settings),
        lambda: steps.hand_back(zombie),
        lambda: steps.report_progress(zombie, 0.5),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert not steps.renew(zombie, lease_s=60)
    assert project(project_id).title == "My talk"
    assert step(project_id, "probe").status == StepStatus.DONE


def test_a_worker_whose_step_another_has_changes_nothing(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    zombie = claimed(project_id, "probe")
    let_leases_end()
    steps.expire(zombie.step_id, runtime.settings)
    heir = claimed(project_id, "probe")

    for write in (
        lambda: steps.finish(zombie, nothing),
        lambda: steps.fail(zombie, NoAudio(), runtime.settings),
        lambda: steps.hand_back(zombie),
        lambda: steps.checkpoint(zombie, lambda: None),
        lambda: steps.report_progress(zombie, 0.5),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert not steps.renew(zombie, lease_s=60)
    assert steps.renew(heir, lease_s=60)


def test_a_renewed_lease_does_not_expire(runtime: Runtime) -> None:
    claim = claimed(new_project(runtime), "probe", lease_s=-1)

    assert steps.renew(claim, lease_s=60)

    assert steps.expire(claim.step_id, runtime.settings) is None


def test_a_lost_worker_costs_a_crash_and_three_fail_the_project(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    for _ in range(3):
        claim = claimed(project_id, "probe")
        let_leases_end()
        assert steps.expire(claim.step_id, runtime.settings) == USER

    failed = project(project_id)
    assert failed.status == ProjectStatus.FAILED
    assert failed.error is not None
    assert failed.error["code"] == WorkerLost.slug
    assert step(project_id, "probe").errors == 0


def test_a_hand_back_costs_neither_an_error_nor_a_crash(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    steps.hand_back(claimed(project_id, "probe"))

    row = step(project_id, "probe")
    assert (row.status, row.attempt, row.errors, row.crashes) == (StepStatus.QUEUED, 2, 0, 0)


def test_an_error_that_passes_is_tried_again_after_a_pause(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    steps.fail(claimed(project_id, "probe"), StorageDown(retry_after_s=30), runtime.settings)

    row = step(project_id, "probe")
    assert (row.status, row.attempt, row.errors) == (StepStatus.QUEUED, 2, 1)
    assert steps.claim(row.id, 2, owner="one", lease_s=60) is None
    let_pauses_end()
    let_in(row.id)
    assert steps.claim(row.id, 2, owner="one", lease_s=60) is not None


def test_an_outage_uses_up_no_try_at_anything_else(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    for error in (*(StorageDown() for _ in range(FEW)), ChildDied()):
        steps.fail(claimed(project_id, "probe"), error, runtime.settings)
        let_pauses_end()

    assert step(project_id, "probe").status == StepStatus.QUEUED


def test_what_a_step_waited_for_is_no_failure_of_a_project_that_an_old_worker_finished(
    runtime: Runtime,
) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")
    put_error(project_id)  # which a worker of the release before does not take away

    steps.report_progress(claim, 0.5)

    assert project(project_id).error is None


@transactional
def put_error(project_id: str) -> None:
    db.session.execute(update(Step).where(Step.project_id == project_id).values(error={"code": "x"}))


def test_those_whom_one_outage_stopped_do_not_return_together(runtime: Runtime) -> None:
    asked_s, longest_s = 600, steps.LONGEST_PAUSE_S
    ids = [new_project(runtime) for _ in range(12)]

    pauses = [paused_s(runtime, project_id, StorageDown(retry_after_s=asked_s)) for project_id in ids]

    assert asked_s <= min(pauses)
    assert max(pauses) <= asked_s + longest_s / 2
    assert max(pauses) - min(pauses) > 10


def paused_s(runtime: Runtime, project_id: str, error: StorageDown) -> float:
    """How long the project's probe waits after this error."""
    claim = claimed(project_id, "probe")
    before = now()
    steps.fail(claim, error, runtime.settings)
    return (step(project_id, "probe").run_after - before).total_seconds()


@transactional
def now() -> datetime:
    return db.session.scalars(select(from_now(0))).one()


def test_a_step_waits_since_it_could_run_first_whatever_its_retries(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    assert step(project_id, "extract").runnable_at is None
    run_through(project_id, "probe")
    let_have_waited(step(project_id, "extract").id, 3600)
    since = step(project_id, "extract").runnable_at

    steps.fail(claimed(project_id, "extract"), StorageDown(), runtime.settings)
    let_pauses_end()
    steps.hand_back(claimed(project_id, "extract"))
    lost = claimed(project_id, "extract")
    let_leases_end()
    steps.expire(lost.step_id, runtime.settings)

    assert step(project_id, "extract").runnable_at == since


def test_a_step_that_its_owner_retries_waits_since_then(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    let_have_waited(step(project_id, "probe").id, 3600)
    failed = claimed(project_id, "probe")
    before = now()
    steps.fail(failed, NoAudio(), runtime.settings)

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)

    since = step(project_id, "probe").runnable_at
    assert since is not None
    assert since >= before


def test_the_last_try_fails_the_project_with_its_reason(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    for _ in range(runtime.settings.max_errors):
        let_pauses_end()
        steps.fail(claimed(project_id, "probe"), StorageDown(), runtime.settings)

    failed = project(project_id)
    assert failed.status == ProjectStatus.FAILED
    assert failed.error == {
        "code": "storage-down",
        "title": StorageDown.title,
        "detail": StorageDown.default_detail,
        "step": "probe",
        "retryable": True,
    }


def test_an_outage_of_half_an_hour_fails_nothing(runtime: Runtime) -> None:
    project_id, waited_s = new_project(runtime), 0.0

    for _ in range(runtime.settings.max_errors - 1):
        let_pauses_end()
        steps.fail(claimed(project_id, "probe"), StorageDown(), runtime.settings)
        waited_s += pause_s(project_id, "probe")

    assert step(project_id, "probe").status == StepStatus.QUEUED
    assert waited_s > 30 * 60


@transactional
def pause_s(project_id: str, name: str) -> float:
    """How long a step still waits for its next try."""
    now = db.session.scalars(select(from_now(0))).one()
    return (step(project_id, name).run_after - now).total_seconds()


@pytest.mark.parametrize("error", [TimedOut, ChildDied])
def test_what_may_be_the_recordings_own_doing_is_tried_a_few_times(
    runtime: Runtime, error: type[CluesoError]
) -> None:
    project_id = new_project(runtime)

    for _ in range(FEW):
        let_pauses_end()
        steps.fail(claimed(project_id, "probe"), error(), runtime.settings)

    assert step(project_id, "probe").status == StepStatus.FAILED


def test_what_a_retry_cannot_help_is_never_tried_again() -> None:
    assert {error.tries for error in by_slug().values() if not error.retryable} == {1}


def test_an_error_of_the_recording_fails_at_once_and_stops_the_rest(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)

    steps.fail(claimed(project_id, "probe"), NoAudio(), runtime.settings)

    assert project(project_id).status == ProjectStatus.FAILED
    assert step(project_id, "finish").status == StepStatus.CANCELLED
    assert {view.document.status for view in documents.list_of(USER, project_id)} == {"failed"}


def test_a_failed_document_fails_nothing_else(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join")

    steps.fail(claimed(project_id, "write:summary"), WriterRefused(), runtime.settings)
    run_through(project_id, "write:article", "finish")

    assert project(project_id).status == ProjectStatus.READY
    assert project(project_id).error is None
    summary = documents.list_of(USER, project_id)[0].document
    assert (summary.kind, summary.status) == ("summary", "failed")


def test_finish_waits_for_every_document_however_it_ends(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join")
    article = claimed(project_id, "write:article")

    steps.fail(claimed(project_id, "write:summary"), WriterRefused(), runtime.settings)
    assert step(project_id, "finish").status == StepStatus.WAITING

    steps.finish(article, nothing)
    assert step(project_id, "finish").status == StepStatus.QUEUED


def test_retry_runs_what_failed_and_keeps_what_is_done(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    run_through(project_id, "probe", "extract", "join", "write:article")
    steps.fail(claimed(project_id, "write:summary"), WriterRefused(), runtime.settings)
    run_through(project_id, "finish")

    view = projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)

    assert view.project.status == ProjectStatus.PROCESSING
    assert step(project_id, "write:article").attempt == 1
    run_through(project_id, "write:summary", "finish")
    assert project(project_id).status == ProjectStatus.READY


def test_cancel_takes_the_step_from_its_worker(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")

    view = projects.cancel(USER, project_id)

    assert view.project.status == ProjectStatus.CANCELLED
    assert not steps.renew(claim, lease_s=60)
    with pytest.raises(LeaseLost):
        steps.finish(claim, nothing)


def test_a_cancelled_project_can_be_retried(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.cancel(USER, project_id)

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    run_through(project_id, "probe", "extract", "join", "finish")

    assert project(project_id).status == ProjectStatus.READY


def test_a_deleted_project_stops_and_a_restored_one_goes_on(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")

    projects.delete(USER, project_id, settings=runtime.settings)
    row = step(project_id, "probe")
    assert not steps.renew(claim, lease_s=60)
    assert steps.claim(row.id, row.attempt, owner="one", lease_s=60) is None

    projects.restore(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    assert steps.claim(row.id, row.attempt, owner="one", lease_s=60) is not None


def test_a_project_is_purged_only_while_it_is_deleted(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=runtime.settings)
    let_pauses_end()
    purge = step(project_id, "purge")
    projects.restore(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)

    assert steps.claim(purge.id, purge.attempt, owner="one", lease_s=60) is None


def test_a_purge_is_tried_until_it_succeeds(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=quick(runtime.settings, delete_grace_s=0))

    for _ in range(runtime.settings.max_errors + 1):
        let_pauses_end()
        steps.fail(claimed(project_id, "purge"), StorageDown(), runtime.settings)
    for _ in range(runtime.settings.max_crashes + 1):
        let_pauses_end()
        lost = claimed(project_id, "purge")
        let_leases_end()
        steps.expire(lost.step_id, runtime.settings)

    assert step(project_id, "purge").status == StepStatus.QUEUED


def test_a_project_whose_purge_has_begun_is_gone(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=quick(runtime.settings, delete_grace_s=0))
    steps.fail(claimed(project_id, "purge"), StorageDown(), runtime.settings)

    with pytest.raises(NotFound):
        projects.restore(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)


def test_a_writers_task_is_the_same_at_every_attempt(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    before = documents.task_of(project_id, DocumentKind.SUMMARY)

    give_generated_title(project_id, "A title that the article found")

    assert documents.task_of(project_id, DocumentKind.SUMMARY) == before


def test_a_rename_during_writing_changes_no_prompt(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    before = asked(project_id)

    projects.rename(USER, project_id, "Our talk")

    assert asked(project_id) == before


def test_the_title_that_a_project_was_made_with_is_told_to_the_model(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH, title="How we invoice")
    before = asked(project_id)

    projects.rename(USER, project_id, "Our talk")

    assert asked(project_id) == before
    assert "How we invoice" in before[0]


def asked(project_id: str) -> list[str]:
    """What a model is asked for a summary, of a section and of the whole."""
    task, _ = documents.task_of(project_id, DocumentKind.SUMMARY)
    return [prompts.material(task, Section(1, task.segments)), prompts.notes(task, [])]


def test_a_title_that_a_person_gave_is_told_to_the_writer(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)

    projects.rename(USER, project_id, "Our talk")

    assert documents.task_of(project_id, DocumentKind.SUMMARY)[0].title == "Our talk"


@transactional
def give_generated_title(project_id: str, title: str) -> None:
    db.session.get_one(Project, project_id).title = title


def test_a_worker_that_never_won_this_attempt_changes_nothing(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    stranger = replace(claimed(project_id, "probe"), owner="another")

    with pytest.raises(steps.LeaseLost):
        steps.finish(stranger, lambda project: None)
    assert not steps.renew(stranger, lease_s=60)
