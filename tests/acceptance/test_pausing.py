"""An operator pauses each queue while recordings are in work, a worker dies and Redis is emptied: nothing is lost."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from redis import Redis
from sqlalchemy import func, select

from clueso.config import Settings
from clueso.dev.client import Client
from clueso.dev.stack import Stack
from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.models import Installation, Step
from clueso.services.transaction import database_time, transactional
from jobs.runtime import create_runtime
from tests.acceptance.stacks import PATIENCE_S, long_speech, make_project, running
from tests.servers import database
from tests.waiting import wait_for

pytestmark = pytest.mark.xdist_group("pausing")

AUTH = ("ops", "correct horse battery")
PROJECTS = 3
SWEEPS = 2


@pytest.fixture
def stack(postgresql_url: str, tmp_path: Path) -> Iterator[Stack]:
    """A stack, and an app context on its database. `test_pauses.py` has the rules on both databases."""
    with (
        database(postgresql_url) as url,
        running(tmp_path, {"OPS_PASSWORD": AUTH[1], "CHUNK_S": "10", "DATABASE_URL": url}) as stack,
        reading(stack),
    ):
        yield stack


class reading:
    """An app context on the database of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._context = create_runtime(Settings.from_env(stack.env)).app.app_context()

    def __enter__(self) -> None:
        self._context.push()

    def __exit__(self, *_: object) -> None:
        db.session.remove()
        db.engine.dispose()
        self._context.pop()


def press(stack: Stack, path: str) -> None:
    answer = httpx.post(
        f"{stack.url}/ops/pauses/{path}",
        auth=AUTH,
        data={"name": "Ada"},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=60,
        trust_env=False,
    )
    assert answer.status_code == 303, answer.text


def pause(stack: Stack, queue: str) -> datetime:
    """Return when the pause was complete, by the clock of the database."""
    press(stack, queue)
    return transactional(database_time)()


def has(queue: str, status: StepStatus) -> bool:
    return bool(steps(Step.queue == queue, Step.status == status))


@transactional
def steps(*which: object) -> list[Step]:
    return list(db.session.scalars(select(Step).where(*which)))  # type: ignore[arg-type]


@transactional
def swept_at() -> datetime | None:
    return db.session.scalar(select(func.max(Installation.swept_at)))


def let_sweeps_pass() -> None:
    for _ in range(SWEEPS):
        before = swept_at()
        wait_for(lambda before=before: swept_at() != before, timeout_s=PATIENCE_S)  # type: ignore[misc]


def begun_since(queue: str, moment: datetime) -> list[str]:
    return [step.name for step in steps(Step.queue == queue, Step.started_at > moment)]


def test_pausing_each_queue_while_it_is_in_work_loses_nothing(stack: Stack, tmp_path: Path) -> None:
    recording = long_speech(tmp_path / "long.wav", 3)
    with Client(stack.url) as client:
        made = [make_project(client, recording, documents=["summary"]) for _ in range(PROJECTS)]

        # A worker dies with a step of its paused queue, and Redis loses everything.
        wait_for(lambda: has("media", StepStatus.RUNNING), timeout_s=PATIENCE_S)
        paused_at = pause(stack, "media")
        os.kill(stack.processes["media"].pid, signal.SIGKILL)
        Redis.from_url(stack.env["REDIS_URL"]).flushall()
        wait_for(lambda: not has("media", StepStatus.RUNNING), timeout_s=PATIENCE_S)
        let_sweeps_pass()
        assert begun_since("media", paused_at) == []
        press(stack, "media/end")

        # What runs is finished, and what it lets run waits in a queue that is paused meanwhile.
        wait_for(lambda: has("transcribe", StepStatus.RUNNING), timeout_s=PATIENCE_S)
        paused_at = pause(stack, "transcribe")
        wait_for(lambda: not has("transcribe", StepStatus.RUNNING), timeout_s=PATIENCE_S)
        let_sweeps_pass()
        assert begun_since("transcribe", paused_at) == []
        pause(stack, "default")
        press(stack, "transcribe/end")

        for queue, following in (("default", "write"), ("write", None)):
            wait_for(lambda queue=queue: has(queue, StepStatus.QUEUED), timeout_s=PATIENCE_S)  # type: ignore[misc]
            let_sweeps_pass()
            if following:
                pause(stack, following)
            assert begun_since(queue, paused_at) == []
            press(stack, f"{queue}/end")

        ended = [client.finished(project_id, PATIENCE_S) for project_id in made]
        transcripts = [client.call("GET", f"/projects/{id_}/transcript")["segments"] for id_ in made]

    assert [(project["status"], project["error"]) for project in ended] == [("ready", None)] * PROJECTS
    assert {step.status for step in steps()} == {StepStatus.DONE}
    assert sum(step.errors for step in steps()) == 0
    assert sum(step.crashes for step in steps()) <= 1, "of the worker that was killed"
    words = [[segment["text"] for segment in segments] for segments in transcripts]
    assert words[0] and words == [words[0]] * PROJECTS
