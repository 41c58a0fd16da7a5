"""A worker outlives its Redis: it waits for one that is gone, and goes when it is asked to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis, RedisError

from clueso.dev.stack import ROOT, free_port, redis_server
from clueso.queue import Courier, Message
from tests.waiting import wait_for


@contextmanager
def redis_at(port: int) -> Iterator[Redis]:
    command = [redis_server(), "--port", str(port), "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server, Redis(port=port) as connection:
        try:
            wait_for(lambda: _answers(connection))
            yield connection
        finally:
            server.kill()


def _answers(connection: Redis) -> bool:
    try:
        return bool(connection.ping())
    except RedisError:
        return False


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def worker(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    env = os.environ | {
        "CLUESO_ENV": "development",
        "DATA_DIR": str(tmp_path),
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
    }
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        env=env,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    command = [sys.executable, "worker.py", "default"]
    with subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_it_says(worker: subprocess.Popen[str], words: str) -> None:
    stderr = worker.stderr
    assert stderr is not None
    wait_for(lambda: words in stderr.readline())


def test_a_worker_waits_for_redis_and_for_it_again(worker: subprocess.Popen[str], port: int) -> None:
    wait_until_it_says(worker, "the worker of default waits for it")
    for _ in range(2):
        with redis_at(port):
            give_it_work(Courier(f"redis://127.0.0.1:{port}/0"))

    assert worker.poll() is None


def give_it_work(courier: Courier) -> None:
    """A message that means nothing: the worker takes it and goes on."""
    courier.send(Message("no-such-step", 1, "join", "no-such-project", "nobody"))
    wait_for(lambda: courier.depths()["default"] == 0)
    courier.connection.close()


def test_a_worker_that_waits_for_redis_goes_when_it_is_asked(worker: subprocess.Popen[str]) -> None:
    wait_until_it_says(worker, "the worker of default waits for it")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) in (0, -signal.SIGTERM)
