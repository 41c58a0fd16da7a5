"""What a bench stands on: PostgreSQL with our migrations, Redis, a data folder, and real server processes."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from clueso.config import Settings
from clueso.dev.stack import ROOT, free_port, procfile
from clueso.extensions import db
from jobs.runtime import Runtime, create_runtime
from tests.integration.api.apps import CLERK
from tests.servers import database, postgresql_running, redis_running
from tests.waiting import wait_for
from tests.web_process import answers

SECRET_KEY = "kT9_vQ2mXw7LrB4hZc6NfJ1sYpG8dAeU"
PLENTY = "1000000"
LIMITS = {"READS_PER_MINUTE": PLENTY, "WRITES_PER_MINUTE": PLENTY, "PROJECTS_PER_DAY": PLENTY}
"""Far away, but counted: a limit that is switched off would cost nothing."""

NO_RENEWAL = "--max-requests 0"
"""A new process in the middle of a run would close connections, and be counted."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The services of an installation. `env` are the settings of its processes, `runtime` works on the same rows."""

    folder: Path
    env: Mapping[str, str]
    runtime: Runtime


@contextmanager
def ground(**env: str) -> Iterator[Ground]:
    """An empty installation, migrated as a release does it."""
    with (
        tempfile.TemporaryDirectory(prefix="clueso-bench-") as folder,
        redis_running() as redis_url,
        postgresql_running() as server,
        database(server) as database_url,
    ):
        settings = CLERK | {
            "CLUESO_ENV": "development",
            "DATA_DIR": folder,
            "DATABASE_URL": database_url,
            "DISK_URL": f"http://127.0.0.1:{free_port()}",
            "LOG_FORMAT": "json",
            "REDIS_URL": redis_url,
            "SECRET_KEY": SECRET_KEY,
            "SWEEP_S": "15",
            **LIMITS,
            **env,
        }
        base = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        base |= {"PYTHONPATH": str(ROOT), "HOME": os.environ.get("HOME", folder)}
        release = procfile(ROOT / "Procfile")["release"]
        subprocess.run(release, env=base | settings, cwd=ROOT, check=True, capture_output=True)
        runtime = create_runtime(Settings.from_env(settings | {"LOG_LEVEL": "ERROR"}))
        with runtime.app.app_context():
            yield Ground(Path(folder), base | settings, runtime)
            db.session.remove()
            db.engine.dispose()


@dataclass(frozen=True, slots=True)
class Served:
    """A running process with all below it."""

    process: psutil.Process
    port: int = 0
    log: Path = field(default=Path(os.devnull))

    def all(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def cpu_s(self) -> float:
        """Return the CPU time of all its processes that are alive."""
        return sum(sum(one.cpu_times()[:2]) for one in self.all())

    def memory_bytes(self) -> int:
        """Return the memory of all its processes; what several share is counted once (PSS)."""
        return sum(int(one.memory_full_info().pss) for one in self.all())


@contextmanager
def web(ground: Ground, app: str = "wsgi:app", **env: str) -> Iterator[Served]:
    """The web process as the Procfile starts it, with two workers, or another app behind the same server."""
    *command, _ = procfile(ROOT / "Procfile")["web"]
    port = free_port()
    settings = {"PORT": str(port), "WEB_CONCURRENCY": "2", "GUNICORN_CMD_ARGS": NO_RENEWAL} | env
    with process(ground, [*command, app], **settings) as started:
        served = Served(started.process, port, started.log)
        wait_for(lambda: answers(port), timeout_s=60)
        yield served


@contextmanager
def process(ground: Ground, command: list[str], **env: str) -> Iterator[Served]:
    """A process over this ground, whose lines go into a file."""
    log = ground.folder / f"{free_port()}.log"
    with (
        log.open("w") as lines,
        subprocess.Popen(command, env={**ground.env, **env}, cwd=ROOT, stdout=lines, stderr=lines) as started,
    ):
        try:
            yield Served(psutil.Process(started.pid), log=log)
        finally:
            started.terminate()
            try:
                started.wait(timeout=60)
            except subprocess.TimeoutExpired:
                started.kill()
