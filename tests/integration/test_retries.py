"""What a step meets and tries again: how often, after which pause, and when it is over."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import (
    FEW,
    ChildDied,
    CluesoError,
    NoAudio,
    RecogniserMissing,
    StorageDown,
    TimedOut,
    by_slug,
)
from clueso.extensions import db
from clueso.models import Step, from_now
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from clueso.services.transaction import transactional
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
    run_through,
    step,
)


def test_an_error_that_passes_is_tried_again_after_a_pause(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    claimed_steps.fail(claimed(project_id, "probe"), StorageDown(retry_after_s=30), runtime.settings)

    row = step(project_id, "probe")
    assert (row.status, row.attempt, row.errors) == (StepStatus.QUEUED, 2, 1)
    assert claimed_steps.claim(row.id, 2, owner="one", lease_s=60) is None
    let_pauses_end()
    let_in(row.id)
    assert claimed_steps.claim(row.id, 2, owner="one", lease_s=60) is not None


def test_an_outage_uses_up_no_try_at_anything_else(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    for error in (*(StorageDown() for _ in range(FEW)), ChildDied()):
        claimed_steps.fail(claimed(project_id, "probe"), error, runtime.settings)
        let_pauses_end()

    assert step(project_id, "probe").status == StepStatus.QUEUED


def test_what_a_step_waited_for_is_no_failure_of_a_project_that_an_old_worker_finished(
    runtime: Runtime,
) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")
    put_error(project_id)  # which a worker of the release before does not take away

    claimed_steps.report_progress(claim, 0.5)

    assert project(project_id).error is None


@transactional
def put_error(project_id: str) -> None:
    db.session.execute(update(Step).where(Step.project_id == project_id).values(error={"code": "x"}))


def test_those_whom_one_outage_stopped_do_not_return_together(runtime: Runtime) -> None:
    asked_s, longest_s = 600, claimed_steps.LONGEST_PAUSE_S
    ids = [new_project(runtime) for _ in range(12)]

    pauses = [paused_s(runtime, project_id, StorageDown(retry_after_s=asked_s)) for project_id in ids]

    assert asked_s <= min(pauses)
    assert max(pauses) <= asked_s + longest_s / 2
    assert max(pauses) - min(pauses) > 10


def paused_s(runtime: Runtime, project_id: str, error: StorageDown) -> float:
    """How long the project's probe waits after this error."""
    claim = claimed(project_id, "probe")
    before = now()
    claimed_steps.fail(claim, error, runtime.settings)
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

    claimed_steps.fail(claimed(project_id, "extract"), StorageDown(), runtime.settings)
    let_pauses_end()
    claimed_steps.hand_back(claimed(project_id, "extract"))
    lost = claimed(project_id, "extract")
    let_leases_end()
    claimed_steps.expire(lost.step_id, runtime.settings)

    assert step(project_id, "extract").runnable_at == since


def test_a_step_that_its_owner_retries_waits_since_then(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    let_have_waited(step(project_id, "probe").id, 3600)
    failed = claimed(project_id, "probe")
    before = now()
    claimed_steps.fail(failed, NoAudio(), runtime.settings)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    since = step(project_id, "probe").runnable_at
    assert since is not None
    assert since >= before


def test_the_last_try_fails_the_project_with_its_reason(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    for _ in range(runtime.settings.max_errors):
        let_pauses_end()
        claimed_steps.fail(claimed(project_id, "probe"), StorageDown(), runtime.settings)

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
        waited_s += paused_s(runtime, project_id, StorageDown())

    assert step(project_id, "probe").status == StepStatus.QUEUED
    assert waited_s > 30 * 60


def test_a_recogniser_that_is_missing_fails_no_project_however_long(runtime: Runtime) -> None:
    project_id = new_project(runtime)

    for _ in range(2 * runtime.settings.max_errors):
        let_pauses_end()
        claimed_steps.fail(claimed(project_id, "probe"), RecogniserMissing(), runtime.settings)

    waiting = step(project_id, "probe")
    assert waiting.error is not None
    assert (waiting.status, waiting.error["code"]) == (StepStatus.QUEUED, "recogniser-missing")
    assert (waiting.run_after - now()).total_seconds() > claimed_steps.LONGEST_PAUSE_S / 2
    let_pauses_end()
    claimed_steps.fail(claimed(project_id, "probe"), StorageDown(), runtime.settings)
    assert step(project_id, "probe").status == StepStatus.QUEUED, "it had used up no try"


@pytest.mark.parametrize("error", [TimedOut, ChildDied])
def test_what_may_be_the_recordings_own_doing_is_tried_a_few_times(
    runtime: Runtime, error: type[CluesoError]
) -> None:
    project_id = new_project(runtime)

    for _ in range(FEW):
        let_pauses_end()
        claimed_steps.fail(claimed(project_id, "probe"), error(), runtime.settings)

    assert step(project_id, "probe").status == StepStatus.FAILED


def test_what_a_retry_cannot_help_is_never_tried_again() -> None:
    assert {error.tries for error in by_slug().values() if not error.retryable} == {1}
