"""A process of the stack: passes on its output lines with its name, and ends it, gently or by force."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from clueso.parent_death import ask_for_signal


class Process:
    """A command in its own session. It gets SIGTERM if the runner dies.

    Because of the session, Ctrl-C reaches only the runner, and all processes that the command starts can be
    found and ended.
    """

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], tell: Callable[[str, str], None]
    ) -> None:
        self.name = name
        self._process = subprocess.Popen(
            command,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=_own_session,
        )
        self._reader = threading.Thread(target=self._pass_on, args=(tell,), daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """The exit status, None while the process runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Send SIGTERM. Do nothing if the process has ended."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def wait(self, timeout_s: float) -> bool:
        """Wait for the process. Return whether it ended in time."""
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """Kill the process and everything in its session."""
        for pid in _members(self.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def drain(self) -> None:
        """Wait up to a second for the last lines of output."""
        self._reader.join(1)

    def _pass_on(self, tell: Callable[[str, str], None]) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            tell(self.name, line.rstrip("\n"))
        self._process.stdout.close()


def print_line(name: str, line: str) -> None:
    """Print a line of a process on standard output."""
    sys.stdout.write(f"{name:<12}| {line}\n")
    sys.stdout.flush()


def _own_session() -> None:
    # This runs between fork and exec, so it may load nothing.
    os.setsid()
    ask_for_signal(signal.SIGTERM)


def _members(session_id: int) -> list[int]:
    """Return the ids of all processes in a session, in whatever process group they are."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                if os.getsid(int(name)) == session_id:
                    found.append(int(name))
    return found
