"""Dispatch and sweep over a real Redis, on both databases."""

import pytest
from redis import Redis
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from sqlalchemy import update

import jobs.step
from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.extensions import db
from clueso.models import Project, Step, new_id
from clueso.queue import Courier, parts_of
from clueso.services.pipeline import claimed_steps, step_rows
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.pipeline.sweep import sweep
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import (
    USER,
    claimed,
    let_in,
    let_leases_end,
    let_pauses_end,
    new_project,
    project,
    quick,
    run_through,
    step,
)


@pytest.fixture
def courier(runtime: Runtime) -> Courier:
    return runtime.toolbox.courier


def swept(runtime: Runtime) -> None:
    """A sweep for which every message is old enough to be missed."""
    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)


def test_a_new_project_stands_in_its_queue_as_one_message(runtime: Runtime, courier: Courier) -> None:
    row = step(new_project(runtime), "probe")

    assert courier.queue("media").get_job_ids() == [f"{row.id}-1"]


def test_the_chain_is_seen_in_rq_as_dependent_jobs(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)

    Dispatcher(courier, 1).chain(project_id)

    extract, probe = step(project_id, "extract"), step(project_id, "probe")
    job = Job.fetch(f"{extract.id}-1", connection=courier.connection, serializer=JSONSerializer)
    assert job.get_status() is JobStatus.DEFERRED
    assert job._dependency_ids == [f"{probe.id}-1"]
    assert job.args == [extract.id, 1]


def test_the_worker_that_begins_a_project_shows_its_chain_in_rq(
    runtime: Runtime, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.step._run", lambda claim, runtime: None)
    row = step(new_project(runtime), "probe")
    let_in(row.id)

    jobs.step.run(row.id, row.attempt)

    assert f"{step(row.project_id, 'extract').id}-1" in courier.deferred()


def test_a_step_that_can_run_waits_for_no_other_job_any_more(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe")

    Dispatcher(courier, 4).dispatch(USER)

    extract, probe = step(project_id, "extract"), step(project_id, "probe")
    assert f"{extract.id}-1" in courier.queue("media").get_job_ids()
    assert f"{extract.id}-1" not in courier.deferred()
    assert courier.connection.smembers(Job.dependents_key_for(f"{probe.id}-1")) == set()


def test_a_user_with_many_projects_leaves_room_for_others(runtime: Runtime, courier: Courier) -> None:
    for _ in range(10):
        new_project(runtime, user_id="user_busy")
    other = step(new_project(runtime, user_id="user_quick"), "probe")

    queued = courier.queue("media").get_job_ids()

    assert len(queued) == runtime.settings.user_steps_in_queue + 1
    assert queued[-1] == f"{other.id}-1"


def test_who_comes_after_fifty_files_of_another_waits_for_the_one_in_work(
    runtime: Runtime, courier: Courier
) -> None:
    ids = [new_project(runtime, user_id="user_busy") for _ in range(50)]
    begin_next(runtime, courier)
    one, two = (step(new_project(runtime, user_id=user), "probe") for user in ("user_one", "user_two"))

    begun = [begin_next(runtime, courier) for _ in range(4)]

    assert begun[:2] == [f"{one.id}-1", f"{two.id}-1"]
    probes = {f"{step(id_, 'probe').id}-1" for id_ in ids}
    assert probes.issuperset(begun[2:])
    assert len(set(begun)) == 4


def test_nobody_waits_for_a_copy(runtime: Runtime, courier: Courier) -> None:
    waiting = new_project(runtime, user_id="user_films")
    let_copy(waiting)
    Dispatcher(courier, 1).dispatch("user_films")
    others = [new_project(runtime, user_id=user) for user in ("user_films", "user_one")]

    queued = courier.queue("media").get_job_ids()

    probes = {f"{step(id_, 'probe').id}-1" for id_ in (waiting, *others)}
    assert queued[-1] == f"{step(waiting, 'copy').id}-1"
    assert len(queued) == 3
    assert probes.issuperset(queued[:2])


@transactional
def let_copy(project_id: str) -> None:
    step_rows.add_step(db.session.get_one(Project, project_id), PlannedStep("copy"), in_first_run=False)


def begin_next(runtime: Runtime, courier: Courier) -> str:
    """What the only worker of the queue does: end what it has in work, take the next message, claim its step."""
    end_what_runs()
    job_id = courier.queue("media").pop_job_id()
    assert job_id is not None
    step_id, attempt = parts_of(job_id)
    claim = claimed_steps.claim(step_id, attempt, owner=new_id(), lease_s=60)
    assert claim is not None
    Dispatcher(courier, runtime.settings.user_steps_in_queue).dispatch(claim.owner_id)
    return job_id


def test_the_next_step_of_a_user_comes_in_when_one_has_left_the_queue(
    runtime: Runtime, courier: Courier
) -> None:
    ids = [new_project(runtime) for _ in range(6)]
    claimed(ids[0], "probe")

    Dispatcher(courier, 4).dispatch(USER)

    assert f"{step(ids[4], 'probe').id}-1" in courier.queue("media").get_job_ids()
    assert f"{step(ids[5], 'probe').id}-1" not in courier.queue("media").get_job_ids()


def test_a_project_is_accepted_while_redis_is_gone(runtime: Runtime) -> None:
    runtime.toolbox.courier = Courier("redis://127.0.0.1:1/0")

    project_id = new_project(runtime)

    assert project(project_id).status == ProjectStatus.QUEUED


def test_the_sweep_sends_again_what_a_wiped_redis_lost(runtime: Runtime, courier: Courier) -> None:
    row = step(new_project(runtime), "probe")
    courier.connection.flushall()

    swept(runtime)

    assert courier.queue("media").get_job_ids() == [f"{row.id}-1"]


def test_the_sweep_sends_nothing_twice(runtime: Runtime, courier: Courier) -> None:
    new_project(runtime)

    swept(runtime)
    swept(runtime)

    assert len(courier.queue("media").get_job_ids()) == 1


def test_the_sweep_takes_a_step_from_a_dead_worker_and_sends_it_again(
    runtime: Runtime, courier: Courier
) -> None:
    claim = claimed(new_project(runtime), "probe")
    let_leases_end()

    swept(runtime)

    assert f"{claim.step_id}-2" in courier.queue("media").get_job_ids()


def test_the_sweep_sends_a_step_whose_pause_is_over(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=runtime.settings)
    swept(runtime)
    assert courier.queue("default").get_job_ids() == []

    let_pauses_end()
    swept(runtime)

    assert courier.queue("default").get_job_ids() == [f"{step(project_id, 'purge').id}-1"]


class Rival(Redis):
    """A connection on which another courier forgets the job in hand between our look and our deletion."""

    def srem(self, *names: str) -> int:  # type: ignore[override]  # as RQ calls it
        self.delete(Job.key_for(names[-1]))
        return 1


def test_a_message_is_sent_though_another_courier_forgets_it_at_the_same_moment(
    runtime: Runtime, courier: Courier, redis_url: str
) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe")
    courier.connection = Rival.from_url(redis_url)

    Dispatcher(courier, 4).dispatch(USER)

    assert f"{step(project_id, 'extract').id}-1" in courier.queue("media").get_job_ids()


def test_the_sweep_drops_deferred_jobs_that_wait_for_nothing(
    runtime: Runtime, courier: Courier, redis_url: str
) -> None:
    project_id = new_project(runtime)
    projects.cancel(USER, project_id)

    swept(runtime)

    assert courier.deferred() == set()
    assert Redis.from_url(redis_url).zcard("rq:deferred:media") == 0


def test_the_sweep_leaves_what_was_sent_since_it_looked(
    runtime: Runtime, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = new_project(runtime)
    seen = courier.deferred()
    monkeypatch.setattr(courier, "deferred", lambda: seen)
    run_through(project_id, "probe")
    Dispatcher(courier, 4).dispatch(USER)

    swept(runtime)

    assert f"{step(project_id, 'extract').id}-1" in courier.queue("media").get_job_ids()


def test_two_sweeps_expire_a_lease_once(runtime: Runtime) -> None:
    claim = claimed(new_project(runtime), "probe")
    let_leases_end()

    expired = [claimed_steps.expire(claim.step_id, runtime.settings) for _ in range(2)]

    assert expired == [USER, None]


def test_a_message_whose_worker_died_before_its_claim_is_sent_again(
    runtime: Runtime, courier: Courier
) -> None:
    row = step(new_project(runtime), "probe")
    queue = courier.queue("media")
    job = queue.fetch_job(f"{row.id}-1")
    assert job is not None
    queue.remove(job)
    courier.connection.zadd(queue.started_job_registry.key, {f"{job.id}:execution": 2**33})

    swept(runtime)

    assert queue.get_job_ids() == [job.id]


@transactional
def end_what_runs() -> None:
    db.session.execute(
        update(Step).where(Step.status == StepStatus.RUNNING).values(status=StepStatus.DONE, owner=None)
    )
