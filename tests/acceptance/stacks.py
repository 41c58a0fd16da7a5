"""Whole stacks of real processes for the acceptance tests."""

import contextlib
import os
import signal
import threading
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from clueso.dev.client import Client
from clueso.dev.stack import Stack

RECORDINGS = Path(__file__).parents[1] / "recordings"
SPEECH = RECORDINGS / "speech.wav"
PATIENCE_S = 120

QUICK = {
    "LEASE_S": "3",
    "HEARTBEAT_S": "0.5",
    "SWEEP_S": "2",
    "RETRY_PAUSE_S": "0.2",
    "MAX_ERRORS": "5",
    "DELETE_GRACE_S": "1",
    "WRITES_PER_MINUTE": "0",
    "READS_PER_MINUTE": "0",
    "TRANSCRIBER": "sphinx",
    "WRITER": "extractive",
    "SCREEN_READER": "none",
}
"""Leases and pauses are small, so that what is lost is found within seconds. Screens cost half a minute of a core
for each recording, and what is read depends on how busy the machine is: tests of them turn the reader on.
"""


@contextmanager
def running(
    data_dir: Path, environment: Mapping[str, str] = {}, kind: Callable[..., Stack] = Stack
) -> Iterator[Stack]:
    """A stack whose processes are started again when they end, as a platform does."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    lines: list[str] = []
    env = known | QUICK | dict(environment)
    stack = kind(
        data_dir, environment=env, copies={"transcribe": 1}, tell=lambda *line: lines.append(": ".join(line))
    )
    over = threading.Event()

    def look_after() -> None:
        while not over.wait(0.2):
            stack.watch()

    try:
        stack.start()
        watcher = threading.Thread(target=look_after, daemon=True)
        watcher.start()
        yield stack
    except BaseException:
        print("\n".join(lines[-200:]))  # noqa: T201 - pytest shows it with the failure
        raise
    finally:
        over.set()
        with contextlib.suppress(NameError):
            watcher.join()
        stack.stop()


def kill_with_children(pid: int) -> None:
    """kill -9 of a process; what dies with it, dies by itself."""
    os.kill(pid, signal.SIGKILL)


def alive_below(pid: int) -> list[int]:
    """The processes that this one has started, directly or not."""
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def long_speech(path: Path, times: int) -> Path:
    """The spoken recording again and again, with a pause between."""
    with wave.open(str(SPEECH)) as source:
        sound = source.readframes(source.getnframes())
        with wave.open(str(path), "wb") as target:
            target.setparams(source.getparams())
            for _ in range(times):
                target.writeframes(sound + b"\0\0" * source.getframerate())
    return path


def make_project(client: Client, path: Path, **wanted: Any) -> str:
    """Upload a file and create a project on it; its id."""
    upload = client.upload(path)
    made: str = client.call("POST", "/projects", json={"upload_id": upload["id"], **wanted})["id"]
    return made


def until(client: Client, project_id: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The project as soon as something holds of it."""
    for project in client.watch(project_id, PATIENCE_S):
        if is_so(project):
            return project
    raise AssertionError(f"the project ended without it: {project}")


def step(project: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in project["steps"] if step["name"] == name)
    return found
