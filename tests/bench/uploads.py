"""What our way in costs: two gigabytes by our client, beside the same bytes by boto3's own transfer."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine

from clueso import models as _models  # noqa: F401
from clueso.dev.client import Client
from clueso.dev.stack import ROOT, free_port
from clueso.extensions import Base
from tests.bench.figures import RUNS, Figure, Goal
from tests.servers import database, postgresql_running, redis_running
from tests.web_process import web_process

SIZE_BYTES = 2_000_000_000
BUCKET = "bench"
METHOD = (
    f"A file of {SIZE_BYTES / 1e9:g} GB, in memory already. Ours: `Clueso.upload` of client/ through a web process of two"
    " workers (presigned URLs, parts of UPLOAD_PART_BYTES as shipped, eight at once). Theirs: boto3's upload_file as it"
    " comes (parts of 8 MiB, ten threads), without its checksums, which ours do not have either. Both send to one"
    " store on this machine, which counts the bytes and keeps none (tests/bench/swallowing_s3.py), so that nothing"
    " waits for it. In turns, each in a process of its own, from its first request to its last"
)
TIMED = """
import time
wall, cpu = time.perf_counter(), time.process_time()
{deed}
print(time.perf_counter() - wall, time.process_time() - cpu)
"""
OURS = """
from pathlib import Path
from clueso_client import Clueso
with Clueso({url!r}, {key!r}) as clueso:
""" + TIMED.format(deed="clueso.upload(Path({path!r}))").replace("\n", "\n    ")
THEIRS = """
import boto3
from botocore.config import Config
s3 = {{"addressing_style": "path", "payload_signing_enabled": False}}
config = Config(request_checksum_calculation="when_required", s3=s3)
client = boto3.client("s3", endpoint_url={url!r}, config=config)
""" + TIMED.format(deed="client.upload_file({path!r}, {bucket!r}, 'theirs')")
KEYS = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench-secret",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and of the CPU of the process that sends."""

    wall_s: float
    cpu_s: float


def lines() -> Iterator[Figure]:
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as place, _store() as store, _web(Path(place), store) as url:
        path, key = str(_film(Path(place))), _key(url)
        _run(OURS.format(url=url, key=key, path=str(_begun(Path(place)))))  # wakes the web process
        for _ in range(RUNS):
            ours.append(_run(OURS.format(url=url, key=key, path=path)))
            theirs.append(_run(THEIRS.format(url=store, path=path, bucket=BUCKET)))
    for what, name in (("by the clock", "wall_s"), ("of the sender's CPU", "cpu_s")):
        yield Figure(
            f"upload of 2 GB, seconds {what}", [getattr(cost, name) for cost in ours], "s", Goal(times=1.1),
            METHOD, "boto3's upload_file", [getattr(cost, name) for cost in theirs],
        )  # fmt: skip


@contextmanager
def _store() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.swallowing_s3", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def _web(place: Path, store: str) -> Iterator[str]:
    with redis_running() as redis_url, postgresql_running() as server, database(server) as database_url:
        engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
        Base.metadata.create_all(engine)
        engine.dispose()
        env = {
            "STORAGE": "s3",
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT_URL": store,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "LOG_LEVEL": "WARNING",
        }
        with web_process(place / "data", **env, **KEYS) as port:
            yield f"http://127.0.0.1:{port}"


def _film(place: Path) -> Path:
    """Write a file of random bytes, of which no layer can make less."""
    path, block = place / "film.mp4", os.urandom(50_000_000)
    with path.open("wb") as file:
        for _ in range(SIZE_BYTES // len(block)):
            file.write(block)
    return path


def _begun(place: Path) -> Path:
    """Write the beginning of it as a film of its own."""
    path = place / "short.mp4"
    path.write_bytes(os.urandom(30_000_000))
    return path


def _key(url: str) -> str:
    with Client(url, "bench") as person:
        wanted = {"name": "Bench", "scopes": ["read", "write"]}
        return str(person.call("POST", "/keys", json=wanted)["secret"])


def _run(code: str) -> Cost:
    env = {"PYTHONPATH": str(ROOT / "client"), "PATH": os.environ["PATH"], **KEYS}
    run = subprocess.run([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True, check=True)
    return Cost(*map(float, run.stdout.split()))
