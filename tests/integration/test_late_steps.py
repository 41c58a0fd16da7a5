"""A transcript waits for its speakers, and documents for the screens, but not for long: both can be made
without.
"""

from pathlib import Path

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.hearing.turns import LONGEST_S, patience_s
from clueso.domain.ports.media import AudioChunk
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.domain.steps.step_kinds import SPEAKERS
from clueso.domain.transcript import Span
from clueso.errors import ChildDied, CluesoError, StorageDown, TimedOut
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services.pipeline import claimed_steps, late_steps
from clueso.services.pipeline.claimed_steps import LeaseLost
from clueso.services.pipeline.sweep import sweep
from clueso.services.projects import projects
from clueso.services.projects.recordings import add_screens, record_chunks
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import USER, claimed, let_pauses_end, new_project, project, run_through, step

HOUR_MS = 3_600_000


def heard(runtime: Runtime, *, length_ms: int = 10_000) -> str:
    """A project whose recording is transcribed, and whose voices are not told apart yet."""
    project_id = begun(runtime, length_ms)
    run_through(project_id, "transcribe:1")
    return project_id


def begun(runtime: Runtime, length_ms: int, *documents: DocumentKind) -> str:
    project_id = new_project(runtime, documents=documents)
    run_through(project_id, "probe")
    chunk = AudioChunk(1, 0, length_ms, (Span(0, length_ms),), Path("unused"))

    def write(row: Project) -> None:
        row.duration_ms = length_ms
        record_chunks(row, [(chunk, "unused")])

    claimed_steps.finish(claimed(project_id, "extract"), write)
    return project_id


@transactional
def let_time_pass(project_id: str, seconds: float) -> None:
    """As if all that happened to the project had happened so long ago."""
    rows = update(Step).where(Step.project_id == project_id)
    db.session.execute(rows.values(runnable_at=from_now(-seconds)))
    done = rows.where(Step.status == StepStatus.DONE)
    db.session.execute(done.values(finished_at=from_now(-seconds)))


def look_after(runtime: Runtime) -> None:
    sweep(runtime.settings, runtime.toolbox.dispatcher)


@pytest.mark.parametrize("error", [TimedOut(), ChildDied()])
def test_voices_are_tried_twice(runtime: Runtime, error: CluesoError) -> None:
    project_id = heard(runtime)

    for _ in range(2):
        assert step(project_id, "join").status == StepStatus.WAITING
        claimed_steps.fail(claimed(project_id, "speakers"), error, runtime.settings)
        let_pauses_end()

    assert step(project_id, "speakers").status == StepStatus.FAILED
    run_through(project_id, "join", "finish")
    assert project(project_id).status == ProjectStatus.READY


def test_an_outage_uses_up_no_try(runtime: Runtime) -> None:
    project_id = heard(runtime)

    for _ in range(3):
        claimed_steps.fail(claimed(project_id, "speakers"), StorageDown(), runtime.settings)
        let_pauses_end()

    assert step(project_id, "speakers").status == StepStatus.QUEUED


@pytest.mark.parametrize("is_running", [False, True])
def test_a_transcript_goes_on_without_voices_that_come_too_late(runtime: Runtime, is_running: bool) -> None:
    project_id = heard(runtime)
    claim = claimed(project_id, "speakers", lease_s=3600) if is_running else None
    let_time_pass(project_id, 700)

    look_after(runtime)

    error = step(project_id, "speakers").error
    assert error is not None
    assert error["detail"].endswith("The transcript is made without speakers.")
    if claim:
        with pytest.raises(LeaseLost):
            claimed_steps.report_progress(claim, 0.5)
    run_through(project_id, "join", "finish")
    assert project(project_id).status == ProjectStatus.READY


@pytest.mark.parametrize("passed_s", [500, 1400])
def test_it_waits_for_a_part_of_the_length(runtime: Runtime, passed_s: int) -> None:
    project_id = heard(runtime, length_ms=HOUR_MS)
    let_time_pass(project_id, passed_s)

    look_after(runtime)

    assert step(project_id, "speakers").status == StepStatus.QUEUED


def test_nobody_is_late_while_the_recording_is_heard(runtime: Runtime) -> None:
    project_id = begun(runtime, 10_000)
    let_time_pass(project_id, 80_000)

    look_after(runtime)

    assert step(project_id, "speakers").status == StepStatus.QUEUED


def test_a_project_that_comes_back_waits_anew(runtime: Runtime) -> None:
    project_id = heard(runtime)
    projects.delete(USER, project_id, settings=runtime.settings)
    let_time_pass(project_id, 80_000)
    look_after(runtime)
    projects.restore(USER, project_id, dispatcher=runtime.toolbox.dispatcher)

    look_after(runtime)

    assert step(project_id, "speakers").status == StepStatus.QUEUED


def test_who_retries_waits_anew(runtime: Runtime) -> None:
    project_id = heard(runtime)
    let_time_pass(project_id, 80_000)
    projects.cancel(USER, project_id)
    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    look_after(runtime)

    assert step(project_id, "speakers").status == StepStatus.QUEUED


def awaiting_documents(runtime: Runtime, length_ms: int) -> str:
    """A project whose transcript is complete, and whose screens are not read yet."""
    project_id = begun(runtime, length_ms, DocumentKind.SUMMARY)
    await_screens(project_id)
    run_through(project_id, "transcribe:1", "speakers", "join")
    return project_id


@pytest.mark.parametrize(
    ("length_ms", "waited_s", "status"),
    [
        (10_000, 3, StepStatus.WAITING),
        (10_000, 10, StepStatus.QUEUED),
        (HOUR_MS, 300, StepStatus.WAITING),
        (HOUR_MS, 400, StepStatus.QUEUED),
    ],
)
def test_documents_wait_for_screens_for_a_tenth_of_the_length(
    runtime: Runtime, length_ms: int, waited_s: int, status: StepStatus
) -> None:
    project_id = awaiting_documents(runtime, length_ms)
    let_time_pass(project_id, waited_s)

    look_after(runtime)

    assert step(project_id, "write:summary").status == status
    assert project(project_id).status == ProjectStatus.PROCESSING


@pytest.mark.parametrize("is_running", [False, True])
def test_screens_that_come_too_late_are_read_all_the_same(runtime: Runtime, is_running: bool) -> None:
    project_id = awaiting_documents(runtime, 10_000)
    claim = claimed(project_id, "screens", lease_s=3600) if is_running else None
    let_time_pass(project_id, 60)

    look_after(runtime)
    run_through(project_id, "write:summary", "finish")

    assert project(project_id).status == ProjectStatus.READY
    assert step(project_id, "see").status == StepStatus.WAITING
    claimed_steps.finish(claim or claimed(project_id, "screens"), lambda row: None)
    assert step(project_id, "see").status == StepStatus.QUEUED
    assert project(project_id).status == ProjectStatus.READY


def test_screens_that_nobody_awaits_any_longer_are_not_looked_at_again(runtime: Runtime) -> None:
    project_id = awaiting_documents(runtime, 10_000)
    let_time_pass(project_id, 60)
    before = late_steps.awaited(late_steps.SIGHTS, 10)

    look_after(runtime)

    assert (before, late_steps.awaited(late_steps.SIGHTS, 10)) == ([project_id], [])
    assert not late_steps.go_on_without(late_steps.SIGHTS, project_id)


def test_a_cancelled_project_uses_no_screens_later(runtime: Runtime) -> None:
    project_id = awaiting_documents(runtime, 10_000)
    let_time_pass(project_id, 60)
    look_after(runtime)

    projects.cancel(USER, project_id)

    statuses = {name: step(project_id, name).status for name in ("screens", "see")}
    assert statuses == dict.fromkeys(statuses, StepStatus.CANCELLED)


@transactional
def await_screens(project_id: str) -> None:
    add_screens(db.session.get_one(Project, project_id))


def test_a_try_ends_before_its_worker_is_ended() -> None:
    assert patience_s(100 * HOUR_MS) == LONGEST_S < SPEAKERS.timeout_s
