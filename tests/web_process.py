"""The web process and the disk store's server as they are started, on ports of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from clueso.dev.stack import ROOT, free_port, objects_command, procfile
from clueso.storage.disk import DiskStorage
from tests.waiting import wait_for

SECRET_KEY = "kT9_vQ2mXw7LrB4hZc6NfJ1sYpG8dAeU"
THREADS = 8
"""Of one worker, as gunicorn.conf.py says."""


@contextmanager
def web_process(folder: Path, *options: str, app: str = "wsgi:app", **env: str) -> Iterator[int]:
    """The port of a web process of two workers in development, over a data folder; it stops with the block.

    `options` are further ones of gunicorn, `env` further settings.
    """
    *command, _ = procfile(ROOT / "Procfile")["web"]
    port = free_port()
    settings = {"DATA_DIR": str(folder), "PORT": str(port), "WEB_CONCURRENCY": "2"}
    with _serving([*command, *options, app], port, settings | env):
        yield port


@contextmanager
def objects_process(folder: Path, *options: str) -> Iterator[DiskStorage]:
    """A disk store over a data folder, and its own server as the stack starts it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {"DATA_DIR": str(folder), "DISK_URL": url, "SECRET_KEY": SECRET_KEY}
    *command, app = objects_command(port)
    with _serving([*command, *options, app], port, settings):
        yield DiskStorage(folder / "objects", url, SECRET_KEY)


@contextmanager
def _serving(command: list[str], port: int, settings: dict[str, str]) -> Iterator[None]:
    program, *arguments = command
    base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "CLUESO_ENV": "development"}
    run = [str(Path(sys.executable).parent / program), *arguments]
    with subprocess.Popen(run, env=base | settings, cwd=ROOT) as server:
        try:
            wait_for(lambda: answers(port), timeout_s=60)
            yield
        finally:
            server.terminate()
            server.wait(timeout=60)


def answers(port: int) -> bool:
    """Return whether a web process is up at this port."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
