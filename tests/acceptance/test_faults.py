"""Faults in the middle of the work: nothing is lost, nothing is stuck."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import (
    PATIENCE_S,
    SPEECH,
    alive_below,
    long_speech,
    make_project,
    running,
    step,
    until,
)
from tests.waiting import wait_for

pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("faults"), {"CHUNK_S": "20"}) as stack:
        yield stack


@pytest.fixture
def client(stack: Stack) -> Iterator[Client]:
    with Client(stack.url) as client:
        yield client


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Several chunks of speech, so that something is left to do in the middle of it."""
    return long_speech(tmp_path_factory.mktemp("recordings") / "long.wav", 8)


def in_the_middle_of_transcribe(client: Client, recording: Path) -> str:
    project_id = make_project(client, recording, documents=["summary"])
    until(client, project_id, lambda project: 0 < step(project, "transcribe")["progress"] < 0.9)
    return project_id


def test_a_killed_worker_in_the_middle_of_transcribe_loses_nothing(
    stack: Stack, client: Client, recording: Path
) -> None:
    project_id = in_the_middle_of_transcribe(client, recording)
    worker = stack.processes["transcribe"].pid
    children = alive_below(worker)
    assert children, "the warm child holds the model"

    os.kill(worker, signal.SIGKILL)

    project = client.finished(project_id, PATIENCE_S)
    assert (project["status"], project["error"]) == ("ready", None)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    segments = client.call("GET", f"/projects/{project_id}/transcript")["segments"]
    starts = [segment["start_ms"] for segment in segments]
    assert starts == sorted(set(starts))


def test_a_worker_that_is_asked_to_stop_hands_its_step_back_and_goes(
    stack: Stack, client: Client, recording: Path
) -> None:
    project_id = in_the_middle_of_transcribe(client, recording)
    worker = stack.processes["transcribe"]

    for _ in range(3):
        os.kill(worker.pid, signal.SIGTERM)

    assert worker.wait(25)
    assert worker.exit_status == 0
    assert client.finished(project_id, PATIENCE_S)["status"] == "ready"


def test_a_wiped_redis_loses_nothing(stack: Stack, client: Client, recording: Path) -> None:
    project_id = in_the_middle_of_transcribe(client, recording)

    Redis.from_url(stack.env["REDIS_URL"]).flushall()

    assert client.finished(project_id, PATIENCE_S)["status"] == "ready"


def test_a_cancelled_project_ends_while_its_worker_works(client: Client, recording: Path) -> None:
    project_id = in_the_middle_of_transcribe(client, recording)

    answer = client.request("POST", f"/projects/{project_id}/cancel")

    assert answer.status_code == 202
    assert client.finished(project_id, PATIENCE_S)["status"] == "cancelled"
    assert client.call("POST", f"/projects/{project_id}/retry")["status"] in ("queued", "processing")
    assert client.finished(project_id, PATIENCE_S)["status"] == "ready"


def test_projects_are_accepted_while_every_worker_is_dead(tmp_path: Path) -> None:
    with running(tmp_path / "data") as stack:
        stack.watch = lambda: None  # type: ignore[method-assign]  # nobody starts them again
        workers = [
            process for name, process in stack.processes.items() if name not in ("web", "objects", "redis")
        ]
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
        with Client(stack.url) as client:
            project_id = make_project(client, SPEECH, documents=[])
            assert client.call("GET", f"/projects/{project_id}")["status"] == "queued"

            del stack.watch  # and now somebody does
            assert client.finished(project_id, PATIENCE_S)["status"] == "ready"


def test_the_runner_leaves_no_process_and_no_lost_job(tmp_path: Path, recording: Path) -> None:
    data = tmp_path / "data"
    with running(data, {"CHUNK_S": "20"}) as stack, Client(stack.url) as client:
        project_id = in_the_middle_of_transcribe(client, recording)
        pids = [process.pid for process in stack.processes.values()]
        pids += [child for pid in pids for child in alive_below(pid)]

    wait_for(lambda: not [pid for pid in pids if Path(f"/proc/{pid}").exists()])
    with running(data, {"CHUNK_S": "20"}) as stack, Client(stack.url) as client:
        assert client.finished(project_id, PATIENCE_S)["status"] == "ready"
