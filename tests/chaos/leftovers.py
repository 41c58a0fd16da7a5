"""Processes that belong to a run: by its mark, its folders, or the sessions in which they were seen."""

import contextlib
import os
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import psutil

GOING_S = 3.0
"""For what was just killed to be gone."""


def processes_of(marks: Collection[str], sessions: Mapping[int, float]) -> list[int]:
    """Every process but this one that has one of `marks` (words that no other process knows) in its
    environment, its command line, its working directory, or what is mounted for it; and every one in one of
    `sessions`, a session's id and when its leader was begun.

    A media child has none of the first three: its environment is clean. A bubblewrap binds the folders of
    its attempt for it, and without one it still has the session that its worker gave it.
    """
    return [
        process.pid
        for process in psutil.process_iter()
        if process.pid != os.getpid()
        and _lives(process)
        and (_is_marked(process, marks) or _is_member(process.pid, sessions))
    ]


def left_of(marks: Collection[str], sessions: Mapping[int, float]) -> list[str]:
    """What is still there, as "pid command", once what was killed had its moment to go."""
    deadline = time.monotonic() + GOING_S
    while (left := processes_of(marks, sessions)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return [f"{pid} {_command(pid)[:200]}" for pid in left]


def sessions_below(pids: Collection[int]) -> dict[int, float]:
    """The sessions of these processes and of all that they have started, and when the leader of each was
    begun (0 when it is gone)."""
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
    """When the leader of a session was begun; None when it is gone. Another moment than was noted means
    that its number was given to a stranger."""
    with contextlib.suppress(psutil.Error):
        return float(psutil.Process(pid).create_time())
    return None


def _command(pid: int) -> str:
    with contextlib.suppress(psutil.Error):
        return " ".join(psutil.Process(pid).cmdline())
    return ""
