"""Every process of the stack under chaos, started again when it ends, as a platform does."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from clueso.dev.process import Process
from clueso.dev.stack import ROOT, procfile
from tests.chaos.leftovers import sessions_below

COPIES = {"web": 1, "media": 2, "transcribe": 2, "write": 2, "default": 2, "sweep": 2}
SMALL = {"web": 1, "transcribe": 1, "media+write+default+sweep": 2}
"""The processes of deploy/Procfile.small: a name with a "+" is one process for several queues."""
SUPPORTS = ("redis", "s3", "model")
GRACE_S = 25.0
PAUSE_S = 0.5
"""Before a process is started again."""
LOOK_S = 1.0
"""How often is noted which sessions there are: a media child has one of its own, and no other mark."""


class Fleet:
    """Processes by name ("media.1"). One thread starts and looks after them all: the kernel ends a child
    with the thread that started it.

    `ends` are the names and exit statuses of those that ended by themselves or by a fault; `sessions` those
    in which anything of the fleet was ever seen, and when their leaders were begun.
    """

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self.env = dict(env)
        self.held: set[str] = set()
        self.slow_to_stop: list[str] = []
        self.sessions: dict[int, float] = {}
        self.ends: list[tuple[str, int]] = []
        self._commands: dict[str, Sequence[str]] = {}
        self._processes: dict[str, Process] = {}
        self._ended_at: dict[str, float] = {}
        self._log = log.open("a")
        self._over = threading.Event()
        self._all_ended = threading.Event()
        self._watcher = threading.Thread(target=self._look_after, daemon=True)

    def add(self, name: str, command: Sequence[str]) -> None:
        self._commands[name] = command

    def add_stack(
        self, copies: Mapping[str, int] = COPIES, worker: Sequence[str] = (), web: str = ""
    ) -> None:
        """What the Procfile names; `worker` replaces `python worker.py`, `web` the app that is served."""
        commands = procfile(ROOT / "Procfile")
        for kind, count in copies.items():
            command = [sys.executable, *(worker or ["worker.py"]), *kind.split("+")]
            if kind == "web":
                command = [*commands["web"][:-1], web or commands["web"][-1]]
            for number in range(1, count + 1):
                self.add(f"{kind}.{number}", command)

    def start(self) -> None:
        self._watcher.start()

    def names(self, *kinds: str) -> list[str]:
        """Return the processes that do one of these kinds of work; all without a kind."""
        return [name for name in self._commands if not kinds or works_of(name) & set(kinds)]

    def pid(self, name: str) -> int | None:
        """Return a process's pid, None while it is down."""
        process = self._processes.get(name)
        return process.pid if process and process.exit_status is None else None

    def below(self, name: str) -> list[psutil.Process]:
        """Return all descendants of a process."""
        pid = self.pid(name)
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(pid).children(recursive=True) if pid else []
        return []

    def send(self, name: str, number: signal.Signals) -> bool:
        """Send a signal. Return whether the process was up."""
        pid = self.pid(name)
        if pid is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        return True

    def note_sessions(self) -> None:
        """Note the sessions of all processes, to find the leftovers of this run at its end."""
        pids = [pid for name in list(self._processes) if (pid := self.pid(name))]
        for session, begun in sessions_below(pids).items():
            self.sessions.setdefault(session, begun)

    def stop(self) -> None:
        """Stop the stack, then the services that it needs.

        A process that takes longer than the 25 s that a platform gives is killed and noted in `slow_to_stop`.
        """
        self._over.set()
        self.note_sessions()
        self._stop([name for name in self._processes if not name.startswith(SUPPORTS)])
        self._stop([name for name in self._processes if name.startswith(SUPPORTS)])
        self._all_ended.set()
        self._watcher.join()
        self._log.close()

    def _stop(self, names: Sequence[str]) -> None:
        for name in names:
            self.send(name, signal.SIGCONT)
            self._processes[name].terminate()
        deadline = time.monotonic() + GRACE_S
        for name in names:
            process = self._processes[name]
            if not process.wait(max(0.1, deadline - time.monotonic())):
                self.slow_to_stop.append(name)
            process.kill()
            process.drain()

    def _look_after(self) -> None:
        noted_at = 0.0
        while not self._over.wait(0.1):
            for name in list(self._commands):
                self._bring_up(name)
            if time.monotonic() - noted_at >= LOOK_S:
                noted_at = time.monotonic()
                self.note_sessions()
        self._all_ended.wait()

    def _bring_up(self, name: str) -> None:
        process = self._processes.get(name)
        if process is not None and process.exit_status is None:
            return
        now = time.monotonic()
        if process is not None and name not in self._ended_at:
            self._ended_at[name] = now
            self.ends.append((name, process.exit_status or 0))
        if process is not None and now - self._ended_at[name] < PAUSE_S:
            return
        if name in self.held or self._over.is_set():
            return
        self._ended_at.pop(name, None)
        if process is not None:
            process.kill()  # and whatever it has left in its session
        self._processes[name] = Process(name, list(self._commands[name]), self.env, self._note)

    def _note(self, name: str, line: str) -> None:
        with contextlib.suppress(ValueError):  # the last lines of a process may come after the end
            self._log.write(f"{time.strftime('%H:%M:%S')} {name:<13}| {line}\n")
            self._log.flush()


def works_of(name: str) -> set[str]:
    """Return the kinds of work of a process: `media+write.1` does two."""
    return set(name.partition(".")[0].split("+"))
