"""A document that is being written holds up nobody once nobody wants it, whatever its writer is doing."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import StepStatus
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects import projects
from jobs.runtime import Runtime
from tests.children import children_of
from tests.factories import USER, step
from tests.integration.api.apps import one_database
from tests.integration.transcribed import joined
from tests.waiting import wait_for
from tests.worker_process import worker_running

pytestmark = one_database

LONG = tuple(f"Open the members page {number} and click the button." for number in range(2000))
OTHER = "user_bob"


@pytest.fixture
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    quick = {"HEARTBEAT_S": "0.2", "LEASE_S": "5", "WRITER": "extractive"}
    with worker_running(environment | quick, "write") as process:
        yield process


def cancel(runtime: Runtime, project_id: str) -> None:
    projects.cancel(USER, project_id)


def delete(runtime: Runtime, project_id: str) -> None:
    projects.delete(USER, project_id, settings=runtime.settings)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("end", "status"), [(cancel, StepStatus.CANCELLED), (delete, StepStatus.QUEUED)])
def test_the_worker_goes_on_with_others_work(
    runtime: Runtime,
    worker: subprocess.Popen[bytes],
    end: Callable[[Runtime, str], None],
    status: StepStatus,
) -> None:
    mine = joined(runtime, DocumentKind.GUIDE, texts=LONG)
    send(runtime, USER)
    wait_for(lambda: writers(worker), timeout_s=60)
    [writer] = writers(worker)
    os.kill(writer, signal.SIGSTOP)  # it would never end by itself

    end(runtime, mine)
    others = joined(runtime, DocumentKind.GUIDE, user_id=OTHER)
    send(runtime, OTHER)

    wait_for(lambda: step(others, "write:guide").status == StepStatus.DONE, timeout_s=90)
    assert step(mine, "write:guide").status == status
    assert not Path(f"/proc/{writer}").exists()


def send(runtime: Runtime, user_id: str) -> None:
    Dispatcher(runtime.toolbox.courier, 4).dispatch(user_id)


def writers(worker: subprocess.Popen[bytes]) -> set[int]:
    """The processes that write for the worker."""
    return children_of(worker.pid, "extractive.child")
