"""One worker process for several queues, which renews itself in place."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from rq.job import Job
from sqlalchemy import create_engine

from clueso.dev.stack import ROOT, procfile
from clueso.extensions import Base
from clueso.models import new_id
from clueso.queue import QUEUES, Courier, Message
from jobs.runtime import Runtime
from jobs.serving import worker_of
from tests.factories import new_project, step
from tests.integration.jobs_of_steps import swept
from tests.integration.test_environments import PLAIN, SECRETS
from tests.servers import redis_running
from tests.waiting import wait_for
from worker import NICE

TAKEN = ("media", "write", "default")
STEPS = {"media": "probe", "write": "see", "default": "finish"}


def messages(courier: Courier, queue: str, count: int) -> list[str]:
    """Send messages of steps that are gone by now. Return their ids."""
    found = [Message(new_id(), 1, STEPS[queue], "project", "user") for _ in range(count)]
    for message in found:
        courier.send(message)
    return [message.job_id for message in found]


def test_the_processes_of_a_small_team_do_all_the_work() -> None:
    full, small = (procfile(ROOT / path) for path in ("Procfile", "deploy/Procfile.small"))

    assert [full["release"], full["web"]] == [small["release"], small["web"]]
    done = [name for command in small.values() if "worker.py" in command for name in command[2:]]
    assert sorted(done) == sorted((*QUEUES, "sweep"))


def test_a_worker_of_several_queues_takes_turns_and_drops_what_is_not_ours(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    courier = runtime.toolbox.courier
    for queue in TAKEN:
        courier.connection.rpush(f"rq:queue:{queue}", b"no id of ours", b"\xff")
    sent = {job_id: queue for queue in TAKEN for job_id in messages(courier, queue, 2)}
    taken: list[str] = []
    worker = worker_of(runtime, *TAKEN)
    perform = worker.perform_job

    def perform_noted(job: Job, *others: Any) -> bool:
        taken.append(sent[job.id])
        return perform(job, *others)

    monkeypatch.setattr(worker, "perform_job", perform_noted)

    worker.work(burst=True, logging_level="ERROR", dequeue_strategy="round_robin")  # type: ignore[arg-type]

    assert taken == [*TAKEN, *TAKEN]
    assert courier.depths() == {"media": 0, "transcribe": 0, "write": 0, "default": 0}


def test_a_message_that_a_killed_worker_took_is_sent_again(runtime: Runtime) -> None:
    """With several queues RQ notes nowhere which message it has taken; the rows know it."""
    project_id = new_project(runtime)
    runtime.toolbox.dispatcher.dispatch(step(project_id, "probe").owner_id)
    courier = runtime.toolbox.courier
    taken = courier.connection.blpop(["rq:queue:media", "rq:queue:write"], 1)

    swept(runtime)

    assert taken is not None
    assert courier.held() == {f"{step(project_id, 'probe').id}-1"}


@pytest.fixture
def redis_url() -> Iterator[str]:
    with redis_running() as url:
        yield url


@pytest.fixture
def worker(tmp_path: Path, redis_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    database_url = f"sqlite:///{tmp_path / 'clueso.db'}"
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    env = (
        SECRETS
        | PLAIN
        | {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
        }
    )
    command = [sys.executable, "-m", "tests.renewing_worker", "media", "default", "sweep"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def test_a_worker_begins_anew_in_its_place(
    worker: "subprocess.Popen[bytes]", redis_url: str, tmp_path: Path
) -> None:
    courier, log = Courier(redis_url), tmp_path / "log"

    def has_renewed_itself(times: int) -> bool:
        # Again and again: the first sweep of a process may be quicker, and ends such a message itself.
        messages(courier, "default", 1)
        return log.read_text().count("begins anew in its place") >= times

    for times in (1, 2):
        wait_for(lambda times=times: has_renewed_itself(times), timeout_s=60)  # type: ignore[misc]

    wait_for(lambda: bool(courier.connection.smembers("rq:workers:media")), timeout_s=60)
    assert psutil.Process(worker.pid).nice() == min(19, os.nice(0) + NICE)
    kernel = Path(f"/proc/{worker.pid}/environ").read_text()
    assert SECRETS["SECRET_KEY"] not in kernel and redis_url not in kernel
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
