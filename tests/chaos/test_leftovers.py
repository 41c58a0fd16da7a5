"""Finding the processes that a run left behind, also without their marks or parents."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clueso import sandbox
from tests.chaos.fleet import Fleet
from tests.chaos.leftovers import processes_of
from tests.waiting import wait_for

SLEEP = "import time; time.sleep(120)"
LEAK = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {SLEEP!r}], env={{}}, cwd="/", start_new_session=True)
print(child.pid, flush=True)
time.sleep(120)
"""
"""What a worker does that is killed before its media child, without a sandbox."""

Start = Callable[..., int]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a process in a session of its own with a clean environment, and ends it with all it has."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str, cwd: str = "/") -> int:
        started.append(subprocess.Popen(command, cwd=cwd, env={}, start_new_session=True))
        return started[-1].pid

    yield start
    for process in started:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_child_with_a_clean_environment_is_found_by_its_session(tmp_path: Path) -> None:
    fleet = Fleet({"PATH": os.environ["PATH"]}, tmp_path / "log")
    fleet.add("media.1", [sys.executable, "-c", LEAK])
    fleet.start()
    wait_for(lambda: "| " in (tmp_path / "log").read_text())
    leaked = int((tmp_path / "log").read_text().rpartition("|")[2])

    fleet.stop()
    found = processes_of([], fleet.sessions)
    os.kill(leaked, signal.SIGKILL)

    assert found == [leaked]


def test_a_process_is_found_by_its_command_line_or_folder(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "clueso-chaos-abc"
    folder.mkdir()

    told = start(sys.executable, "-c", SLEEP, str(folder / "source"))
    inside = start(sys.executable, "-c", SLEEP, cwd=str(folder))
    start(sys.executable, "-c", SLEEP)

    wait_for(lambda: processes_of(["clueso-chaos-abc"], {}) == [told, inside])


@pytest.mark.skipif(not sandbox.works(), reason="bubblewrap does not work here")
def test_a_bubblewrap_and_its_child_are_found_by_what_is_mounted(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "clueso-chaos-def"
    folder.mkdir()

    outer = start("/usr/bin/env", *sandbox.wrapper(writes=[folder]), sys.executable, "-c", SLEEP)

    wait_for(lambda: any(pid != outer and is_python(pid) for pid in processes_of(["clueso-chaos-def"], {})))


def is_python(pid: int) -> bool:
    """Whether it is the child itself: its command line names no folder of ours."""
    command = Path(f"/proc/{pid}/cmdline").read_text()
    return command.startswith(sys.executable) and "clueso-chaos" not in command


def test_a_stranger_that_got_the_number_of_a_session_is_not_ours(start: Start) -> None:
    pid = start(sys.executable, "-c", SLEEP)

    assert processes_of([], {pid: 1.0}) == []
