"""Processes that belong to a run: by its mark, its folders, or the sessions in which they were seen."""

import contextlib
import os
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import psutil

GOING_S = 3.0
"""The time for killed processes to disappear."""


def processes_of(marks: Collection[str], sessions: Mapping[int, float]) -> list[int]:
    """Return the pids of a run's processes, without this one.

    Such a process has one of `marks` (words that no other process has) in its environment, command line,
    working directory or mounts, or it is in one of `sessions` (the start time of the leader, by session id).
    A media child has no mark in the first three, because its environment is clean: bubblewrap mounts the
    folders of its attempt, and without bubblewrap it still is in the session that its worker gave it.
    """
    return [
        process.pid
        for process in psutil.process_iter()
        if process.pid != os.getpid()
        and _lives(process)
        and (_is_marked(process, marks) or _is_member(process.pid, sessions))
    ]


def left_of(marks: Collection[str], sessions: Mapping[int, float]) -> list[str]:
    """Return the remaining processes, as "pid command", after up to GOING_S for killed ones to disappear."""
    deadline = time.monotonic() + GOING_S
    while (left := processes_of(marks, sessions)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return [f"{pid} {_command(pid)[:200]}" for pid in left]


def sessions_below(pids: Collection[int]) -> dict[int, float]:
    """Return the sessions of these processes and their descendants.

    The values are the start times of the sessions' leaders, 0 for a leader that has ended.
    """
    below: dict[int, list[int]] = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            below.setdefault(process.ppid(), []).append(process.pid)
    found: dict[int, float] = {}
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        waiting += below.get(pid, [])
        with contextlib.suppress(OSError):
            session = os.getsid(pid)
            found[session] = _begun(session) or 0.0
    return found


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def _is_marked(process: psutil.Process, marks: Collection[str]) -> bool:
    return any(mark in text for text in _told(process.pid) for mark in marks)


def _told(pid: int) -> Iterator[str]:
    place = Path("/proc") / str(pid)
    for name in ("environ", "cmdline", "mountinfo"):
        with contextlib.suppress(OSError):
            yield (place / name).read_text(errors="replace")
    with contextlib.suppress(OSError):
        yield os.readlink(place / "cwd")


def _is_member(pid: int, sessions: Mapping[int, float]) -> bool:
    with contextlib.suppress(OSError):
        session = os.getsid(pid)
        return session in sessions and _begun(session) in (None, sessions[session])
    return False


def _begun(pid: int) -> float | None:
    """Return the start time of a session's leader, None when it has ended.

    A different time than the noted one means that the pid was given to another process.
    """
    with contextlib.suppress(psutil.Error):
        return float(psutil.Process(pid).create_time())
    return None


def _command(pid: int) -> str:
    with contextlib.suppress(psutil.Error):
        return " ".join(psutil.Process(pid).cmdline())
    return ""
