"""How the RQ job of a step ends: failed, finished, cancelled, forgotten."""

import logging
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from rq import Worker
from rq.job import JobStatus
from rq.registry import CanceledJobRegistry, FailedJobRegistry, FinishedJobRegistry
from rq.serializers import JSONSerializer

from clueso.domain.documents.documents import DocumentKind
from clueso.queue import QUEUES, Courier
from clueso.services.projects import projects
from jobs.runtime import Runtime
from jobs.serving import worker_of
from jobs.worker import SIGNALS, worker_name
from tests.factories import USER, new_project, project, run_through
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

    jobs = [job_of(courier, project_id, name) for name in ("probe", "extract", "screens", "speakers")]
    probe, extract, *_ = jobs
    assert ids_in(courier, FinishedJobRegistry) == {job.id for job in jobs}
    assert extract.meta["after"] == [probe.id]
    assert job_of(courier, project_id, "transcribe:1").meta["after"] == [extract.id]
    assert extract.description == f"extract of {project_id}, attempt 1"


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
