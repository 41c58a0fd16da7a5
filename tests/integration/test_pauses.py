"""A paused queue: none of its steps begins, nothing is lost, and the time of the pause does not count. On both databases."""

import pytest
from sqlalchemy import select, update

from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import NothingToDo
from clueso.extensions import db
from clueso.models import Deed, PausedQueue, Project, Step, from_now
from clueso.queue import Courier
from clueso.services.operations import pausing
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.dispatch import Dispatcher, message_of
from clueso.services.pipeline.sweep import sweep
from clueso.services.transaction import database_time, transactional
from jobs.runtime import Runtime
from jobs.serving import worker_of
from tests.factories import USER, claimed, let_in, let_leases_end, new_project, project, run_through, step
from tests.integration.jobs_of_steps import swept, work
from tests.integration.test_late_steps import heard, let_time_pass

NOWHERE = Courier("redis://127.0.0.1:1/0")
BEFORE = ("probe", "extract", "speakers", "join")


@pytest.fixture
def courier(runtime: Runtime) -> Courier:
    return runtime.toolbox.courier


def pause(runtime: Runtime, queue: str = "media") -> None:
    pausing.pause(queue, by="Ada", courier=runtime.toolbox.courier)


def resume(runtime: Runtime, queue: str = "media") -> None:
    pausing.resume(queue, by="Ada", settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)


def message_id(project_id: str, name: str) -> str:
    return message_of(step(project_id, name)).job_id


@transactional
def let_deadline_pass(project_id: str) -> None:
    db.session.execute(update(Project).where(Project.id == project_id).values(deadline_at=from_now(-1)))


def test_what_stands_in_the_queue_is_taken_back(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)

    pause(runtime)

    assert courier.depths()["media"] == 0
    assert step(project_id, "probe").sent_at is None
    assert project(project_id).status == ProjectStatus.QUEUED


def test_new_work_is_accepted_and_waits_through_any_number_of_sweeps(
    runtime: Runtime, courier: Courier
) -> None:
    pause(runtime)
    project_id = new_project(runtime)

    swept(runtime)
    courier.connection.flushall()
    swept(runtime)

    assert courier.held() == set()
    assert (step(project_id, "probe").status, step(project_id, "probe").sent_at) == (StepStatus.QUEUED, None)


def test_no_step_is_claimed_though_its_message_arrives(runtime: Runtime, courier: Courier) -> None:
    pause(runtime)
    project_id = new_project(runtime)
    let_in(step(project_id, "probe").id)  # as by a dispatcher that had not seen the pause
    before = step(project_id, "probe")
    courier.send(message_of(before))

    work(runtime, "media")

    after = step(project_id, "probe")
    assert (after.status, after.attempt, after.errors) == (StepStatus.QUEUED, before.attempt, 0)
    assert courier.held() == set()


def test_resuming_sends_at_once_what_waits_and_what_was_dropped(runtime: Runtime, courier: Courier) -> None:
    dropped = new_project(runtime, user_id="user_one")
    pause(runtime)
    let_in(step(dropped, "probe").id)
    accepted = new_project(runtime, user_id="user_two")

    resume(runtime)

    assert courier.held() == {message_id(dropped, "probe"), message_id(accepted, "probe")}
    claimed(dropped, "probe")


def test_a_running_step_is_finished_and_its_successor_waits(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")

    pause(runtime)
    claimed_steps.finish(claim, lambda project: None)
    Dispatcher(courier, 4).dispatch(USER)

    assert step(project_id, "probe").status == StepStatus.DONE
    assert step(project_id, "extract").status == StepStatus.QUEUED
    assert message_id(project_id, "extract") not in courier.held()


def test_a_step_whose_worker_dies_during_the_pause_waits_for_its_end(
    runtime: Runtime, courier: Courier
) -> None:
    project_id = new_project(runtime)
    claimed(project_id, "probe")
    pause(runtime)
    let_leases_end()

    swept(runtime)
    assert courier.held() == set()
    resume(runtime)

    assert courier.held() == {f"{step(project_id, 'probe').id}-2"}


def test_a_worker_of_several_queues_goes_on_with_the_others(runtime: Runtime) -> None:
    paused = new_project(runtime)
    other = new_project(runtime)
    run_through(other, *BEFORE[:2], "join")
    pause(runtime)
    let_in(step(paused, "probe").id)
    for message in (message_of(step(paused, "probe")), message_of(step(other, "finish"))):
        let_in(message.step_id)
        runtime.toolbox.courier.send(message)

    worker_of(runtime, "media", "write", "default").work(burst=True, logging_level="ERROR")

    assert step(paused, "probe").status == StepStatus.QUEUED
    assert step(other, "finish").status == StepStatus.DONE


def test_two_paused_queues_are_resumed_one_by_one(runtime: Runtime, courier: Courier) -> None:
    project_id, other = new_project(runtime), new_project(runtime)
    run_through(other, "probe", "extract", "join")
    pause(runtime)
    pause(runtime, "default")

    resume(runtime, "default")
    Dispatcher(courier, 4).dispatch(USER)

    assert courier.held() == {message_id(other, "finish")}
    assert step(project_id, "probe").sent_at is None


def test_redis_is_not_needed_to_pause_and_to_resume(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)

    pausing.pause("media", by="Ada", courier=NOWHERE)
    work(runtime, "media")  # its message is still there
    assert step(project_id, "probe").attempt == 1
    pausing.resume("media", by="Ada", settings=runtime.settings, dispatcher=Dispatcher(NOWHERE, 4))
    swept(runtime)

    assert courier.held() == {message_id(project_id, "probe")}


def test_who_is_second_is_told_so_and_each_pause_is_in_the_audit_log(runtime: Runtime) -> None:
    pause(runtime)
    with pytest.raises(NothingToDo, match="paused already"):
        pause(runtime)
    resume(runtime)
    with pytest.raises(NothingToDo, match="not paused"):
        resume(runtime)

    assert deeds() == [("queue.paused", "media"), ("queue.resumed", "media")]
    assert pauses() == []


@transactional
def deeds() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(Deed).where(Deed.action.startswith("queue.")).order_by(Deed.at))
    return [(deed.action, deed.subject_id) for deed in rows]


@transactional
def pauses() -> list[str]:
    return list(db.session.scalars(select(PausedQueue.queue)))


def test_no_deadline_passes_during_a_pause_and_each_begins_anew_after_it(runtime: Runtime) -> None:
    project_id, other = new_project(runtime), new_project(runtime)
    run_through(other, "probe", "extract", "join")
    for late in (project_id, other):
        let_deadline_pass(late)
    pause(runtime)

    swept(runtime)
    assert (project(project_id).status, project(other).status) == (ProjectStatus.QUEUED, ProjectStatus.FAILED)
    resume(runtime)
    swept(runtime)

    assert project(project_id).status == ProjectStatus.QUEUED
    left_s = (project(project_id).deadline_at - transactional(database_time)()).total_seconds()
    assert left_s > runtime.settings.project_deadline_s / 2


def test_a_project_whose_later_step_is_paused_does_not_fail_either(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    pause(runtime, "default")  # of `join` and `finish`
    let_deadline_pass(project_id)

    swept(runtime)

    assert project(project_id).status == ProjectStatus.QUEUED


def test_voices_are_waited_for_as_long_as_their_queue_is_paused_and_as_usual_after_it(
    runtime: Runtime,
) -> None:
    project_id = heard(runtime)
    pause(runtime)
    let_time_pass(project_id, 100_000)

    sweep(runtime.settings, runtime.toolbox.dispatcher)
    assert step(project_id, "join").status == StepStatus.WAITING
    resume(runtime)
    sweep(runtime.settings, runtime.toolbox.dispatcher)
    assert step(project_id, "speakers").status == StepStatus.QUEUED
    let_time_pass(project_id, 100_000)
    sweep(runtime.settings, runtime.toolbox.dispatcher)

    assert (step(project_id, "speakers").status, step(project_id, "join").status) == (
        StepStatus.FAILED,
        StepStatus.QUEUED,
    )


def test_the_pause_of_a_retry_is_not_cut_short(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    pause(runtime)
    _put_off(project_id, 3600)

    resume(runtime)

    assert step(project_id, "probe").sent_at is None


@transactional
def _put_off(project_id: str, seconds: float) -> None:
    in_project = (Step.project_id == project_id, Step.name == "probe")
    db.session.execute(update(Step).where(*in_project).values(run_after=from_now(seconds)))
