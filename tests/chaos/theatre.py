"""The stack under chaos: our own PostgreSQL, Redis, S3 and language model, and the Procfile over them.

MAX_ERRORS and MAX_CRASHES are out of reach here, since nothing may fail because the faults were many: what a
step does at the bounds that are shipped is for other tests, and `judge_tries` tells what came nearest.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx

from clueso.dev.stack import ROOT, free_port, redis_server
from tests.chaos.cluster import AUDIT, Cluster, cluster_running
from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.leftovers import left_of
from tests.chaos.load import write_recordings
from tests.chaos.verdict import judge_end
from tests.tiny_whisper import build
from tests.waiting import wait_for

RECORDINGS = ROOT / "tests" / "recordings"
MARK = "CLUESO_CHAOS_RUN"
LEASE_S = 5.0
SETTINGS = {
    "LEASE_S": str(LEASE_S),
    "HEARTBEAT_S": "1",
    "SWEEP_S": "1",
    "RETRY_PAUSE_S": "0.3",
    "DELETE_GRACE_S": "1",
    "READS_PER_MINUTE": "0",
    "WRITES_PER_MINUTE": "0",
    "ACTIVE_PROJECTS_MAX": "1000",
    "OPEN_UPLOADS_MAX": "0",
    "PROJECTS_PER_DAY": "0",
    "EXPORTS_PER_DAY": "0",
    "SOUND_MINUTES_PER_DAY": "0",
    "USER_STEPS_IN_QUEUE": "8",
    # The faults are ours and not the file's.
    "MAX_ERRORS": "10000",
    "MAX_CRASHES": "10000",
    "CHUNK_S": "12",
    "TRANSCRIBER": "whisper",
    "SCREEN_READER": "none",
    "WRITER": "openai",
    "OPENAI_API_KEY": "sk-chaos",
    "WRITER_TIMEOUT_S": "4",
    "LOG_LEVEL": "WARNING",
    "WEB_CONCURRENCY": "1",
    # A limit on files cuts off what Python compiles meanwhile, and that would stay.
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass
class Theatre:
    """A stack that is up."""

    folder: Path
    env: dict[str, str]
    fleet: Fleet
    cluster: Cluster
    url: str
    model_url: str
    recording: Path

    @property
    def marks(self) -> tuple[str, ...]:
        """Words by which a process is known to be of this stack."""
        return (self.env[MARK], self.folder.name, self.cluster.folder.name)

    @property
    def scratch(self) -> Path:
        return Path(self.env["SCRATCH_DIR"])


@contextmanager
def theatre(
    copies: dict[str, int], worker: Sequence[str] = (), web: str = "", *, seed: int = 0, **env: str
) -> Iterator[Theatre]:
    """Bring everything up, with settings of one's own; `seed` is for what storage does under a fault."""
    folder = Path(tempfile.mkdtemp(prefix="clueso-chaos-"))
    with cluster_running() as cluster:
        ports = {name: free_port() for name in ("web", "s3", "model", "redis")}
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        made = known | SETTINGS | _places(folder, cluster, ports) | env
        fleet = Fleet(made, folder / "log")
        try:
            _bring_up(fleet, ports, folder, seed)
            subprocess.run(["flask", "--app", "wsgi", "db", "upgrade"], env=fleet.env, cwd=ROOT, check=True)
            cluster.execute(AUDIT)
            fleet.add_stack(copies, worker, web)
            url = f"http://127.0.0.1:{ports['web']}"
            wait_for(lambda: _is_ready(url), timeout_s=60)
            recording = write_recordings(folder, RECORDINGS, times=4)
            model_url = f"http://127.0.0.1:{ports['model']}"
            yield Theatre(folder, fleet.env, fleet, cluster, url, model_url, recording)
        except BaseException:
            sys.stderr.write("\n".join((folder / "log").read_text().splitlines()[-60:]) + "\n")
            raise
        finally:
            fleet.stop()
            kept = os.environ.get("CHAOS_LOG")
            if kept:
                shutil.copy(folder / "log", kept)
            shutil.rmtree(folder, ignore_errors=True)


def _places(folder: Path, cluster: Cluster, ports: dict[str, int]) -> dict[str, str]:
    (folder / "scratch").mkdir()
    build(folder / "tiny-whisper")
    return {
        MARK: uuid4().hex,
        "CLUESO_ENV": "development",
        "DATA_DIR": str(folder / "data"),
        "SCRATCH_DIR": str(folder / "scratch"),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "HOST": "127.0.0.1",
        "PORT": str(ports["web"]),
        "DATABASE_URL": cluster.url,
        "REDIS_URL": f"redis://127.0.0.1:{ports['redis']}/0",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{ports['model']}/v1",
        "WHISPER_MODEL": str(folder / "tiny-whisper"),
        "CRASH_DIR": str(folder / "crashes"),
    }


def _bring_up(fleet: Fleet, ports: dict[str, int], folder: Path, seed: int) -> None:
    options = ["--port", str(ports["redis"]), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    fleet.add("redis.1", [redis_server(), *options])
    s3 = [str(ports["s3"]), str(folder / "s3.env"), str(seed)]
    fleet.add("s3.1", [sys.executable, "-m", "tests.chaos.faulty_s3", *s3])
    fleet.add("model.1", [sys.executable, "-m", "tests.chaos.language_model", str(ports["model"])])
    fleet.start()
    wait_for(lambda: (folder / "s3.env").exists(), timeout_s=60)
    fleet.env |= dict(line.split("=", 1) for line in (folder / "s3.env").read_text().splitlines())


def _is_ready(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{url}/readyz", trust_env=False, timeout=5).status_code == 200
    return False


def scratch_left(stack: Theatre) -> list[str]:
    """Names of folders that no worker removes: what killed workers left goes when workers start."""
    with contextlib.suppress(AssertionError):  # the figure tells it
        wait_for(lambda: not list(stack.scratch.iterdir()) or _clean_scratch(stack), timeout_s=30)
    return [path.name for path in stack.scratch.iterdir()]


def _clean_scratch(stack: Theatre) -> bool:
    for name in stack.fleet.names("media", "transcribe"):
        stack.fleet.send(name, signal.SIGTERM)
    return False


def judge_stopped(figures: Figures, stack: Theatre) -> None:
    """To be asked after the stack's block."""
    left = left_of(stack.marks, stack.fleet.sessions)
    judge_end(figures, slow=stack.fleet.slow_to_stop, left=left, sessions=len(stack.fleet.sessions))
