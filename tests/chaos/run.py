"""One run: the stack comes up, works under faults, comes to rest, and is judged."""

import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import boto3
import httpx
import psutil

from clueso.dev.client import ApiError, Client
from clueso.dev.stack import ROOT, free_port, redis_server
from tests.chaos.cluster import AUDIT, Cluster, cluster_running
from tests.chaos.control import tell
from tests.chaos.faults import FAULTS, Stage, draw
from tests.chaos.fleet import COPIES, Fleet
from tests.chaos.load import Load, segments_of, write_recordings
from tests.chaos.verdict import (
    Figures,
    judge_charges,
    judge_projects,
    judge_recovery,
    judge_transcripts,
    judge_tries,
)
from tests.tiny_whisper import build
from tests.waiting import wait_for

SPEECH = ROOT / "tests" / "recordings" / "speech.wav"
MARK = "CLUESO_CHAOS_RUN"
LEASE_S = 5.0
SETTLE_S = 300.0
MANY_FAULTS = 300
SETTINGS = {
    "LEASE_S": str(LEASE_S),
    "HEARTBEAT_S": "1",
    "SWEEP_S": "1",
    "RETRY_PAUSE_S": "0.3",
    "DELETE_GRACE_S": "1",
    "READS_PER_MINUTE": "0",
    "WRITES_PER_MINUTE": "0",
    "ACTIVE_PROJECTS_MAX": "1000",
    "USER_STEPS_IN_QUEUE": "8",
    # The faults are ours and not the file's: nothing may fail because there were many.
    "MAX_ERRORS": "10000",
    "MAX_CRASHES": "10000",
    "CHUNK_S": "12",
    "TRANSCRIBER": "whisper",
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
    def scratch(self) -> Path:
        return Path(self.env["SCRATCH_DIR"])


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a run is. `pause_s` is the mean time between two faults."""

    seed: int
    projects: int
    faults: int
    pause_s: float = 2.0
    between_projects_s: float = 6.0
    copies: dict[str, int] = field(default_factory=lambda: dict(COPIES))
    without: tuple[str, ...] = ()


def run(plan: Plan, say: Callable[[str], None]) -> list[str]:
    """Play it and tell every figure. Returns those that are broken."""
    dice = random.Random(plan.seed)
    figures = Figures()
    begun = time.monotonic()
    with theatre(plan.copies) as stack:
        with Client(stack.url) as client:
            reference = _reference(client, stack)
        load = Load(stack.url, stack.recording, plan.projects, dice, plan.between_projects_s)
        work = load.start()
        stage = _stage(stack, random.Random(plan.seed))
        _play(stage, draw(stage.dice, plan.faults, without=plan.without), plan.pause_s, say)
        for timer in stage.timers:
            timer.join()
        faults_s = time.monotonic() - begun
        work.join(SETTLE_S)
        settled_s = _come_to_rest(stack, [made.id for made in load.accepted])
        figures.must_be("trouble of those who made projects", load.trouble, "")
        figures.must_be("projects made", len(load.accepted), plan.projects)
        judge_projects(figures, stack.cluster, load.accepted)
        judge_tries(figures, stack.cluster)
        judge_transcripts(figures, stack.cluster, reference)
        told = tell(stack.model_url)
        judge_charges(figures, told["charges"], stage.kills)
        figures.tell("calls that met a fault", told["hits"])
        hits = tell(stack.env["S3_ENDPOINT_URL"])
        figures.tell("storage requests that met a fault", hits)
        if plan.faults >= MANY_FAULTS:  # fewer may by chance meet nobody
            figures.must_be("kinds of faults of the model that met nobody", 5 - len(told["hits"]), 0)
            figures.must_be("kinds of faults of storage that met nobody", 3 - len(hits), 0)
            figures.must_be("workers lost in their work", bool(stage.kills), True)
        judge_recovery(figures, stack.cluster, LEASE_S)
        judge_storage(figures, stack)
        figures.tell(
            "faults / seconds of faults / to rest", f"{plan.faults} / {faults_s:.0f} / {settled_s:.0f}"
        )
        slow = stack.fleet.slow_to_stop
    figures.must_be("processes that did not stop within 25 s", len(slow), 0, shown=slow or "")
    figures.must_be("processes left", len(processes_of(stack.env[MARK])), 0)
    for line in figures.lines:
        say(line)
    return figures.broken


@contextmanager
def theatre(
    copies: dict[str, int], worker: Sequence[str] = (), web: str = "", **env: str
) -> Iterator[Theatre]:
    """Bring everything up: our own PostgreSQL, Redis, S3, language model, and the stack over them."""
    folder = Path(tempfile.mkdtemp(prefix="clueso-chaos-"))
    with cluster_running() as cluster:
        ports = {name: free_port() for name in ("web", "s3", "model", "redis")}
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        made = known | SETTINGS | _places(folder, cluster, ports) | env
        fleet = Fleet(made, folder / "log")
        try:
            _bring_up(fleet, ports, folder)
            subprocess.run(["flask", "--app", "wsgi", "db", "upgrade"], env=fleet.env, cwd=ROOT, check=True)
            cluster.execute(AUDIT)
            fleet.add_stack(copies, worker, web)
            url = f"http://127.0.0.1:{ports['web']}"
            wait_for(lambda: _is_ready(url), timeout_s=60)
            recording = write_recordings(folder, SPEECH, times=4)
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


def _bring_up(fleet: Fleet, ports: dict[str, int], folder: Path) -> None:
    options = ["--port", str(ports["redis"]), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    fleet.add("redis.1", [redis_server(), *options])
    fleet.add(
        "s3.1", [sys.executable, "-m", "tests.chaos.faulty_s3", str(ports["s3"]), str(folder / "s3.env")]
    )
    fleet.add("model.1", [sys.executable, "-m", "tests.chaos.language_model", str(ports["model"])])
    fleet.start()
    wait_for(lambda: (folder / "s3.env").exists(), timeout_s=60)
    fleet.env |= dict(line.split("=", 1) for line in (folder / "s3.env").read_text().splitlines())


def _is_ready(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{url}/readyz", trust_env=False, timeout=5).status_code == 200
    return False


def _reference(client: Client, stack: Theatre) -> list[tuple[object, ...]]:
    """What the recording says when nothing goes wrong."""
    upload = client.upload(stack.recording)
    made = client.call("POST", "/projects", json={"upload_id": upload["id"], "documents": []})
    project = client.finished(made["id"], 120)
    assert project["status"] == "ready", project
    return segments_of(client, made["id"])


def _stage(stack: Theatre, dice: random.Random) -> Stage:
    return Stage(
        stack.fleet,
        stack.cluster,
        stack.env["REDIS_URL"],
        stack.env["S3_ENDPOINT_URL"],
        stack.model_url,
        LEASE_S,
        dice,
    )


def _play(stage: Stage, names: Sequence[str], pause_s: float, say: Callable[[str], None]) -> None:
    begun = time.monotonic()
    for number, name in enumerate(names, 1):
        due = begun + number * pause_s
        time.sleep(max(0.0, due - time.monotonic()) + stage.dice.random() * pause_s / 2)
        what = FAULTS[name][1](stage)
        say(f"{time.monotonic() - begun:7.1f} s  fault {number:>3}: {name} {what}")


def _come_to_rest(stack: Theatre, ids: Sequence[str]) -> float:
    """Seconds until every project has ended and every deleted one is gone, or the patience is."""
    begun = time.monotonic()
    query = (
        "SELECT 1 FROM projects WHERE id = ANY(%s) AND"
        " (status NOT IN ('ready', 'failed', 'cancelled') OR deleted_at IS NOT NULL)"
    )
    while time.monotonic() - begun < SETTLE_S and stack.cluster.rows(query, list(ids)):
        time.sleep(0.5)
    return time.monotonic() - begun


def judge_storage(figures: Figures, stack: Theatre) -> None:
    """Uploads that nobody completed expire, the janitor goes round once; then storage holds what rows
    name, and scratch holds nothing."""
    stack.cluster.execute("UPDATE uploads SET expires_at = now() WHERE status = 'pending'")
    ended = "SELECT 1 FROM uploads WHERE status <> 'stored' AND cleared_at IS NULL"
    wait_for(lambda: not stack.cluster.rows(ended), timeout_s=60)
    command = ["flask", "--app", "wsgi", "janitor", "--older-than-s", "0"]
    subprocess.run(command, env=stack.env, cwd=ROOT, check=True, capture_output=True)
    bucket = (
        boto3.Session(
            stack.env["AWS_ACCESS_KEY_ID"],
            stack.env["AWS_SECRET_ACCESS_KEY"],
            region_name=stack.env["S3_REGION"],
        )
        .resource("s3", endpoint_url=stack.env["S3_ENDPOINT_URL"])
        .Bucket(stack.env["S3_BUCKET"])
    )
    named = {
        row["key"]
        for row in stack.cluster.rows(
            "SELECT key FROM uploads WHERE status = 'stored'"
            " UNION SELECT poster_key FROM projects WHERE poster_key IS NOT NULL"
            " UNION SELECT key FROM exports WHERE key IS NOT NULL"
            " UNION SELECT s -> 'picture' ->> 'key' FROM document_versions v"
            " CROSS JOIN LATERAL json_array_elements(v.body -> 'steps') s WHERE v.body ->> 'goal' IS NOT NULL"
            " UNION SELECT key FROM document_pictures"
            " UNION SELECT c.audio_key FROM chunks c JOIN projects p ON p.id = c.project_id"
            " WHERE p.status <> 'ready'"
        )
    }
    held = {item.key for item in bucket.objects.all()}
    figures.must_be("orphan objects", len(held - named), 0, shown=sorted(held - named)[:5])
    figures.must_be("objects that rows name and storage lacks", len(_uploads(named) - held), 0)
    figures.must_be("multipart uploads left", len(list(bucket.multipart_uploads.all())), 0)
    bucket.meta.client.close()
    wait_for(lambda: not list(stack.scratch.iterdir()) or _clean_scratch(stack), timeout_s=30)
    figures.must_be("scratch folders left", len(list(stack.scratch.iterdir())), 0)


def _uploads(keys: set[str]) -> set[str]:
    return {key for key in keys if key.startswith("uploads/")}


def _clean_scratch(stack: Theatre) -> bool:
    """What killed workers left goes when workers start: let them."""
    for name in stack.fleet.names("media", "transcribe"):
        pid = stack.fleet.pid(name)
        if pid:
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(pid).terminate()
    return False


def processes_of(mark: str) -> list[int]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == mark:
                found.append(process.pid)
    return found


__all__ = ["ApiError", "Plan", "run", "theatre"]
