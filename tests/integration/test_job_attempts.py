"""The RQ jobs of attempts that are repeated, handed back or lost with their worker."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq.job import Job, JobStatus
from rq.registry import CanceledJobRegistry, FailedJobRegistry

from clueso.domain.steps.statuses import StepStatus
from clueso.errors import NoAudio, StorageDown
from clueso.queue import Courier
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.dispatch import message_of
from clueso.storage.disk import DiskStorage
from jobs.runtime import Runtime
from jobs.serving import worker_of
from jobs.worker import SIGNALS
from tests.factories import claimed, let_leases_end, let_pauses_end, new_project, quick, step
from tests.integration.jobs_of_steps import (
    SPEECH,
    broken_project,
    ids_in,
    job_of,
    reason_of,
    swept,
    uploaded,
    work,
)


@pytest.fixture
def courier(runtime: Runtime) -> Courier:
    return runtime.toolbox.courier


@pytest.fixture(autouse=True)
def keep_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class AwayStorage(DiskStorage):
    """Does not answer."""

    def download(self, *_: object) -> None:
        raise StorageDown


@pytest.fixture
def away(runtime: Runtime, tmp_path: Path) -> None:
    runtime.toolbox.storage = AwayStorage(tmp_path / "objects", "http://unused", "secret")


def test_an_attempt_that_is_tried_again_has_not_failed(
    runtime: Runtime, courier: Courier, away: None
) -> None:
    project_id = new_project(runtime)

    work(runtime, "media")

    job = job_of(courier, project_id, "probe")
    assert step(project_id, "probe").status == StepStatus.QUEUED
    assert ids_in(courier, FailedJobRegistry) == set()
    assert ids_in(courier, CanceledJobRegistry) == {job.id}
    assert reason_of(job).startswith("Attempt 2 tries again after this.\n")


def test_what_waited_for_an_attempt_waits_for_the_next(
    runtime: Runtime, courier: Courier, away: None
) -> None:
    project_id = new_project(runtime)
    work(runtime, "media")
    let_pauses_end()

    swept(runtime)

    assert job_of(courier, project_id, "extract").meta["after"] == [
        job_of(courier, project_id, "probe", 2).id
    ]


def test_a_handed_back_attempt_is_told_apart(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime, upload_id=uploaded(runtime, SPEECH))
    runtime.shutdown.request()
    worker = worker_of(runtime, "media")
    job = job_of(courier, project_id, "probe")

    worker.execute_job(job, courier.queue("media"))

    job.refresh()
    assert job.get_status() is JobStatus.CANCELED
    assert reason_of(job) == "Handed back. The worker was told to stop. Attempt 2 goes on."


def test_a_message_that_finds_nothing_to_do_leaves_no_job(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)
    courier.queue("media").empty()
    too_early = message_of(step(project_id, "extract"))
    courier.send(too_early)

    work(runtime, "media")

    assert not Job.exists(too_early.job_id, courier.connection)
    assert step(project_id, "extract").status == StepStatus.WAITING


def test_a_message_that_came_twice_does_not_hide_the_attempt_that_runs(
    runtime: Runtime, courier: Courier
) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")

    work(runtime, "media")
    claimed_steps.fail(claim, NoAudio(), runtime.settings)
    courier.connection.zadd(courier.queue("media").started_job_registry.key, {f"{claim.step_id}-1:x": 1})
    swept(runtime)

    assert ids_in(courier, FailedJobRegistry) == {f"{claim.step_id}-1"}


def test_the_job_of_a_worker_that_died_is_no_failed_job_while_its_step_goes_on(
    runtime: Runtime, courier: Courier
) -> None:
    project_id = new_project(runtime)
    job = begun_and_lost(runtime, courier, project_id)
    let_leases_end()

    swept(runtime)

    assert ids_in(courier, FailedJobRegistry) == set()
    assert ids_in(courier, CanceledJobRegistry) == {job.id}
    assert reason_of(job).startswith("Attempt 2 goes on instead.")


def begun_and_lost(runtime: Runtime, courier: Courier, project_id: str) -> Job:
    """The job of a probe whose worker was killed after its claim, and whose heartbeats have ended."""
    job = job_of(courier, project_id, "probe")
    worker = worker_of(runtime, "media")
    courier.queue("media").remove(job)
    execution = worker.prepare_execution(job)
    worker.prepare_job_execution(job)
    claimed(project_id, "probe")
    courier.connection.zadd(job.started_job_registry.key, {execution.composite_key: 1})
    return job


def test_a_recording_that_takes_workers_down_is_a_failed_job(runtime: Runtime, courier: Courier) -> None:
    object.__setattr__(runtime, "settings", quick(runtime.settings, max_crashes=1))
    project_id = new_project(runtime)
    job = begun_and_lost(runtime, courier, project_id)
    let_leases_end()

    swept(runtime)

    assert ids_in(courier, FailedJobRegistry) == {job.id}
    assert reason_of(job).startswith("worker-lost: ")


def test_a_job_whose_worker_is_silent_but_holds_its_lease_still_runs(
    runtime: Runtime, courier: Courier
) -> None:
    job = begun_and_lost(runtime, courier, new_project(runtime))

    swept(runtime)

    assert job.get_status() is JobStatus.STARTED


def test_a_message_that_was_taken_by_a_worker_that_died_is_no_failed_job(
    runtime: Runtime, courier: Courier
) -> None:
    job = job_of(courier, new_project(runtime), "probe")
    queue = courier.queue("media")
    courier.connection.lmove(queue.key, queue.intermediate_queue_key)
    queue.intermediate_queue.set_first_seen(job.id)
    courier.connection.set(queue.intermediate_queue.get_first_seen_key(job.id), 1)

    swept(runtime)

    assert ids_in(courier, FailedJobRegistry) == set()
    assert courier.connection.llen(queue.intermediate_queue_key) == 0
    assert queue.get_job_ids() == [job.id]


def test_a_worker_that_cannot_tell_redis_how_a_step_ended_loses_nothing(
    runtime: Runtime, courier: Courier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    project_id = broken_project(runtime, tmp_path)
    job = job_of(courier, project_id, "probe")
    worker = worker_of(runtime, "media")
    courier.queue("media").remove(job)
    execution = worker.prepare_execution(job)
    worker.prepare_job_execution(job)
    job.connection = Redis.from_url("redis://127.0.0.1:1/0")

    worker.perform_job(job, courier.queue("media"), execution)
    courier.connection.zadd(courier.queue("media").started_job_registry.key, {execution.composite_key: 1})
    swept(runtime)

    assert step(project_id, "probe").status == StepStatus.FAILED
    assert ids_in(courier, FailedJobRegistry) == {job.id}
    assert "Traceback" not in caplog.text
