"""What RQ shows of an attempt that is over, with a real Redis and RQ's own worker loop."""

import logging
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Worker
from rq.job import Job, JobStatus
from rq.registry import CanceledJobRegistry, FailedJobRegistry, FinishedJobRegistry
from rq.serializers import JSONSerializer

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import StepStatus
from clueso.errors import NoAudio, StorageDown
from clueso.extensions import db
from clueso.models import Upload
from clueso.queue import QUEUES, Courier
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.dispatch import message_of
from clueso.services.pipeline.sweep import sweep
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from clueso.storage.disk import DiskStorage
from clueso.trusted_jobs import StepJob
from jobs.runtime import Runtime
from jobs.serving import worker_of
from jobs.worker import SIGNALS, worker_name
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
    stored_upload,
)

SPEECH = Path(__file__).parents[1] / "recordings" / "speech.mp4"


@pytest.fixture
def courier(runtime: Runtime) -> Courier:
    return runtime.toolbox.courier


@pytest.fixture(autouse=True)
def keep_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def uploaded(runtime: Runtime, path: Path) -> str:
    upload_id = stored_upload()
    runtime.toolbox.storage.upload(path, key_of(upload_id), "video/mp4")
    return upload_id


@transactional
def key_of(upload_id: str) -> str:
    return db.session.get_one(Upload, upload_id).key


def broken_project(runtime: Runtime, tmp_path: Path) -> str:
    """A project whose upload is no media, with every kind of document wanted."""
    (tmp_path / "notes.txt").write_text("These are notes, and no recording.")
    upload_id = uploaded(runtime, tmp_path / "notes.txt")
    return new_project(runtime, upload_id=upload_id, documents=tuple(DocumentKind))


def work(runtime: Runtime, *queues: str) -> None:
    """A worker of each queue takes all that stands there."""
    for queue in queues:
        worker_of(runtime, queue).work(burst=True, logging_level="ERROR")


def swept(runtime: Runtime) -> None:
    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)


def job_of(courier: Courier, project_id: str, name: str, attempt: int = 1) -> Job:
    job_id = f"{step(project_id, name).id}-{attempt}"
    return StepJob.fetch(job_id, courier.connection)


def ids_in(courier: Courier, registry: type) -> set[str]:
    return {
        job_id for name in QUEUES for job_id in registry(queue=courier.queue(name)).get_job_ids(cleanup=False)
    }


def reason_of(job: Job) -> str:
    result = job.latest_result()
    assert result is not None
    return result.exc_string or ""


def test_a_step_that_failed_is_a_failed_job_with_its_reason(
    runtime: Runtime, courier: Courier, tmp_path: Path
) -> None:
    project_id = broken_project(runtime, tmp_path)

    work(runtime, "media")

    error = project(project_id).error
    assert error is not None
    job = job_of(courier, project_id, "probe")
    assert ids_in(courier, FailedJobRegistry) == {job.id}
    assert reason_of(job) == f"{error['code']}: {error['title']}\n{error['detail']}"
    expected = {"project": project_id, "user": USER, "step": "probe", "attempt": 1, "end": "failed"}
    assert job.meta.items() >= expected.items()


def test_steps_that_never_ran_because_one_failed_are_no_finished_jobs(
    runtime: Runtime, courier: Courier, tmp_path: Path
) -> None:
    project_id = broken_project(runtime, tmp_path)

    work(runtime, *QUEUES)

    assert ids_in(courier, FinishedJobRegistry) == set()
    names = ("extract", "join", "finish", *(f"write:{kind}" for kind in DocumentKind))
    cancelled = {job_of(courier, project_id, name).id for name in names}
    assert ids_in(courier, CanceledJobRegistry) == cancelled
    assert courier.held() == courier.deferred() == set()


def test_a_failure_that_was_foreseen_is_logged_without_a_traceback(
    runtime: Runtime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken_project(runtime, tmp_path)

    with caplog.at_level(logging.INFO):
        work(runtime, "media")

    assert "probe of" in caplog.text
    assert "Traceback" not in caplog.text


def test_the_jobs_of_a_recording_lead_back_to_its_probe(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime, upload_id=uploaded(runtime, SPEECH))

    work(runtime, "media")

    jobs = [job_of(courier, project_id, name) for name in ("probe", "extract", "speakers")]
    probe, extract, _ = jobs
    assert ids_in(courier, FinishedJobRegistry) == {job.id for job in jobs}
    assert extract.meta["after"] == [probe.id]
    assert job_of(courier, project_id, "transcribe:1").meta["after"] == [extract.id]
    assert extract.description == f"extract of {project_id}, attempt 1"


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


def test_a_cancelled_project_stands_in_no_queue(runtime: Runtime, courier: Courier) -> None:
    project_id = new_project(runtime)
    probe = job_of(courier, project_id, "probe")
    projects.cancel(USER, project_id)

    swept(runtime)

    assert courier.held() == courier.deferred() == set()
    assert probe.get_status() is JobStatus.CANCELED
    assert reason_of(probe) == "The step was cancelled."


def test_a_failed_job_is_forgotten_when_its_step_runs_again(
    runtime: Runtime, courier: Courier, tmp_path: Path
) -> None:
    project_id = broken_project(runtime, tmp_path)
    work(runtime, "media")
    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    swept(runtime)

    assert ids_in(courier, FailedJobRegistry) == set()
    assert courier.held() == {job_of(courier, project_id, "probe", 2).id}


def test_what_rq_keeps_of_a_job_that_is_over_goes_by_itself(
    runtime: Runtime, courier: Courier, tmp_path: Path
) -> None:
    broken_project(runtime, tmp_path)
    work(runtime, *QUEUES)

    keys = [key for key in courier.connection.keys("rq:job:*") if courier.connection.ttl(key) < 0]

    assert keys == []


def test_registries_do_not_grow(runtime: Runtime, courier: Courier, tmp_path: Path) -> None:
    broken_project(runtime, tmp_path)
    work(runtime, *QUEUES)
    for key in ("rq:failed:media", "rq:canceled:media", "rq:canceled:write", "rq:canceled:default"):
        for job_id in courier.connection.zrange(key, 0, -1):
            assert isinstance(job_id, bytes)
            courier.connection.zadd(key, {job_id: 1})
    courier.connection.delete(*courier.connection.keys("rq:job:*"))

    swept(runtime)

    assert courier.connection.keys("rq:failed:*") == courier.connection.keys("rq:canceled:*") == []


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


def test_a_finished_step_counts_as_the_worker_s_success(runtime: Runtime, redis_url: str) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe", "extract", "join")
    swept(runtime)
    worker = worker_of(runtime, "default")
    job = job_of(runtime.toolbox.courier, project_id, "finish")
    worker.register_birth()

    worker.execute_job(job, worker.queues[0])

    seen = Worker.find_by_key(worker.key, connection=worker.connection, serializer=JSONSerializer)
    assert seen is not None
    assert (seen.successful_job_count, seen.failed_job_count) == (1, 0)
    worker.register_death()


def test_worker_names_say_queue_host_and_pid_and_differ() -> None:
    first, second = worker_name("media"), worker_name("media")

    assert first.startswith(f"media.{socket.gethostname()}.{os.getpid()}.")
    assert first != second
