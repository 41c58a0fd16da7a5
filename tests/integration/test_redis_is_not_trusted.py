"""What somebody who can write to Redis can make of it: nothing but delay."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from redis import Redis
from rq.command import PUBSUB_CHANNEL_TEMPLATE
from rq.job import Job, JobStatus
from rq.suspension import WORKERS_SUSPENDED
from sqlalchemy import create_engine

from clueso.extensions import Base
from clueso.models import new_id
from clueso.queue import Courier, Message
from clueso.services.pipeline.sweep import sweep
from jobs.runtime import Runtime
from tests.factories import new_project, quick, step
from tests.hostile_jobs import COMMANDS, ID, IDS, JOBS, HostileJob
from tests.servers import redis_running

QUEUE = "rq:queue:media"
ROOT = Path(__file__).parents[2]
PATIENCE_S = 30


@dataclass
class Worker:
    """A real worker of the queue `media`."""

    process: "subprocess.Popen[bytes]"
    courier: Courier
    log: Path

    @property
    def redis(self) -> Redis:
        return self.courier.connection

    def wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert self.process.poll() is None, f"the worker is gone: {self.log.read_text()[-3000:]}"
            assert time.monotonic() < deadline, f"{what}: {self.log.read_text()[-3000:]}"
            time.sleep(0.02)

    def takes_a_good_job(self) -> None:
        """A message of a step that is gone by now: the worker finds that out and shows it."""
        message = Message(new_id(), 1, "probe", "project", "user")
        self.courier.send(message)
        self.wait_for(lambda: self.status(message.job_id) is JobStatus.CANCELED, "the good job is not taken")

    def status(self, job_id: str) -> JobStatus | None:
        told = cast("bytes | None", self.redis.hget(Job.key_for(job_id), "status"))
        return JobStatus(told.decode()) if told else None


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    folder = tmp_path_factory.mktemp("worker")
    database_url = f"sqlite:///{folder / 'clueso.db'}"
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    log = folder / "log"
    with redis_running() as redis_url, log.open("wb") as lines:
        env = {
            "PATH": os.environ["PATH"],
            "CLUESO_ENV": "development",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
        }
        command = [sys.executable, "worker.py", "media"]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=lines, stderr=lines) as process:
            worker = Worker(process, Courier(redis_url), log)
            worker.takes_a_good_job()
            yield worker
            process.terminate()
            assert process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize("hostile", JOBS, ids=lambda job: job.name)
def test_a_hostile_job_is_not_carried_out(hostile: HostileJob, worker: Worker, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    read_before = worker.log.stat().st_size
    worker.redis.delete(Job.key_for(ID))
    worker.redis.hset(Job.key_for(ID), mapping=dict[Any, Any](hostile.stored(str(canary))))
    worker.redis.rpush(QUEUE, ID)

    worker.takes_a_good_job()

    told = worker.log.read_text()[read_before:]
    assert not canary.exists()
    if hostile.is_refused:
        assert ID in told
        assert hostile.told in told
        assert not worker.redis.exists(Job.key_for(ID))
    else:
        assert "refused" not in told
        assert worker.status(ID) is JobStatus.CANCELED
    assert re.findall(r"^ERROR.*", told, re.MULTILINE) == []


@pytest.mark.parametrize("job_id", IDS.values(), ids=IDS)
def test_an_id_that_is_not_ours_is_dropped(job_id: bytes, worker: Worker) -> None:
    worker.redis.rpush(QUEUE, job_id)

    worker.takes_a_good_job()

    assert worker.redis.lpos(QUEUE, job_id) is None  # type: ignore[arg-type]
    assert worker.redis.lpos(f"{QUEUE}:intermediate", job_id) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_worker_takes_no_orders(command: bytes, worker: Worker) -> None:
    (key,) = cast("set[bytes]", worker.redis.smembers("rq:workers:media"))

    heard = worker.redis.publish(PUBSUB_CHANNEL_TEMPLATE % key.decode().removeprefix("rq:worker:"), command)

    assert heard == 0
    worker.takes_a_good_job()


def test_a_worker_is_not_held_up(worker: Worker) -> None:
    worker.redis.set(WORKERS_SUSPENDED, 1)
    worker.takes_a_good_job()


def test_a_worker_mends_the_key_that_fails_it(worker: Worker) -> None:
    worker.redis.set(f"{QUEUE}:intermediate", "something else")
    worker.takes_a_good_job()


def test_the_function_is_the_one_that_the_courier_writes(runtime: Runtime) -> None:
    """So that a change of RQ or of the courier is noticed here, not by workers that refuse all work."""
    project_id = new_project(runtime)
    job_id = f"{step(project_id, 'probe').id}-1"
    job = runtime.toolbox.courier.queue("media").fetch_job(job_id)
    assert job is not None
    assert (job.func_name, job.args, job.kwargs) == ("jobs.step.run", [job_id[:32], 1], {})


KEYS = (
    *("rq:queue:media", "rq:queue:write:intermediate", "rq:wip:media", "rq:deferred:default"),
    *(
        "rq:failed:media",
        "rq:finished:media",
        "rq:canceled:write",
        "rq:queues",
        "rq:workers",
        "rq:workers:media",
    ),
)


@pytest.mark.parametrize("key", KEYS)
def test_the_sweep_finds_lost_steps_though_a_key_holds_something_else(key: str, runtime: Runtime) -> None:
    project_id = new_project(runtime)
    courier = runtime.toolbox.courier
    courier.connection.flushall()
    courier.connection.set(key, "something else")

    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)

    assert courier.queue("media").get_job_ids() == [f"{step(project_id, 'probe').id}-1"]


REGISTRIES = (
    "rq:wip:media",
    "rq:deferred:media",
    "rq:failed:media",
    "rq:finished:media",
    "rq:canceled:media",
)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_the_sweep_finds_lost_steps_though_strangers_stand_in_a_registry(
    registry: str, runtime: Runtime
) -> None:
    project_id = new_project(runtime)
    courier = runtime.toolbox.courier
    courier.connection.flushall()
    courier.connection.zadd(registry, dict.fromkeys([*IDS.values(), b"a:b:c"], 1.0))

    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)

    assert courier.queue("media").get_job_ids() == [f"{step(project_id, 'probe').id}-1"]


def test_the_sweep_finds_lost_steps_though_strangers_stand_in_a_queue(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    courier = runtime.toolbox.courier
    courier.connection.flushall()
    courier.connection.rpush(QUEUE, *IDS.values())
    courier.connection.rpush(f"{QUEUE}:intermediate", *IDS.values())

    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)

    assert courier.queue("media").get_job_ids() == [f"{step(project_id, 'probe').id}-1"]
    assert not courier.connection.exists(f"{QUEUE}:intermediate")
