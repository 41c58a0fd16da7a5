"""How much memory the workers of a recording take, of three minutes and of three hours."""

import math
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from clueso.transcription.whisper_model import fetch_model
from tests.bench.figures import Figure, Goal
from tests.bench.recordings import film
from tests.servers import database, postgresql_running
from tests.waiting import wait_for
from tests.whisper_base import CACHE

SHORT_S = 180.0
LONG_S = float(os.environ.get("HOURS") or 3) * 3600
EVERY_S = 0.2
RUNS = 3
"""Of the short film. The long one takes hours, and is run once."""
QUEUES = ("media", "transcribe")
KEPT = ("Pss_Anon:", "Pss_Shmem:")
LONGEST_S = 6 * 3600
METHOD = (
    f"A film of {SHORT_S / 60:g} minutes and one of {LONG_S / 3600:g} hours, each the sample tour again and again, through a"
    " stack of real processes with Whisper base int8, the reader of screens and voices, as shipped. The proportional"
    " memory of the worker with all its children that the kernel cannot take back (Pss_Anon and Pss_Shmem of"
    f" smaps_rollup; files that are mapped are not in it), every {EVERY_S:g} s; the highest value of a run"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the workers held at a moment (seconds since 1970), in MB."""

    at: float
    mb: Mapping[str, float]


@dataclass
class Watch:
    """The samples so far of the workers of a stack."""

    stack: Stack
    database_url: str
    samples: list[Sample] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.wait(EVERY_S):
            held = {name: _held_mb(self.stack.processes[name].pid) for name in QUEUES}
            self.samples.append(Sample(time.time(), held))

    def peak(self, name: str, since: float, until: float = math.inf) -> float:
        return max((one.mb[name] for one in self.samples if since <= one.at <= until), default=0.0)

    def by_step(self, project_id: str) -> dict[str, float]:
        """Return the highest value while each kind of step ran."""
        query = (
            "SELECT split_part(name, ':', 1), queue, extract(epoch FROM started_at)::float8,"
            " extract(epoch FROM finished_at)::float8 FROM steps WHERE project_id = %s AND queue = ANY(%s)"
            " AND finished_at IS NOT NULL"
        )
        found: dict[str, float] = {}
        with psycopg.connect(self.database_url) as connection:
            for kind, queue, since, until in connection.execute(query, (project_id, list(QUEUES))):
                found[kind] = max(found.get(kind, 0.0), self.peak(queue, since, until))
        return found


def lines() -> Iterator[Figure | str]:
    with tempfile.TemporaryDirectory() as place, _watched(Path(place)) as watch:
        short, long = (
            film(Path(place) / f"{name}.mp4", s) for name, s in (("short", SHORT_S), ("long", LONG_S))
        )
        _made(watch, short)  # loads the model
        time.sleep(1)
        model_mb = watch.samples[-1].mb["transcribe"]
        yield f"the worker with the model holds {model_mb:.0f} MB"
        shorts = [_peaks(watch, short) for _ in range(RUNS)]
        longs = [_peaks(watch, long)]
        for kind in shorts[0]:
            yield f"{kind}: {shorts[0][kind]:.0f} MB, {longs[0][kind]:.0f} MB"
        for name, beyond in (("media", 0.0), ("transcribe", model_mb)):
            ours, theirs = ([run[name] - beyond for run in runs] for runs in (longs, shorts))
            yield Figure(
                f"peak of {name}{' beyond the model' if beyond else ''}", ours, "MB", Goal(times=1.1),
                METHOD, f"{SHORT_S / 60:g} minutes", theirs,
            )  # fmt: skip


def _peaks(watch: Watch, path: Path) -> dict[str, float]:
    """Return the peaks of the workers by their names, then of each kind of step."""
    since = time.time()
    project_id = _made(watch, path)
    return {name: watch.peak(name, since) for name in QUEUES} | watch.by_step(project_id)


def _made(watch: Watch, path: Path) -> str:
    with Client(watch.stack.url) as client:
        upload = client.upload(path)
        made = str(client.call("POST", "/projects", json={"upload_id": upload["id"]})["id"])
    query = (
        "SELECT 1 FROM steps WHERE project_id = %s AND status NOT IN ('done', 'failed', 'cancelled') LIMIT 1"
    )
    with psycopg.connect(watch.database_url, autocommit=True) as connection:
        wait_for(lambda: not connection.execute(query, (made,)).fetchall(), timeout_s=LONGEST_S)
    return made


def _held_mb(pid: int) -> float:
    """Return what a process and all below it hold."""
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    return sum(map(_kept_mb, processes))


def _kept_mb(process: psutil.Process) -> float:
    try:
        rows = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith(KEPT)) / 1000


@contextmanager
def _watched(place: Path) -> Iterator[Watch]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = known | {
        "TRANSCRIBER": "whisper",
        "WHISPER_MODEL": str(fetch_model("base", CACHE)),
        "WRITER": "extractive",
        "SOUND_MINUTES_PER_DAY": "0",
        "LOG_LEVEL": "WARNING",
    }
    with postgresql_running() as server, database(server) as url:
        stack = Stack(place / "data", environment=env | {"DATABASE_URL": url}, copies={"transcribe": 1})
        with stack:
            watch = Watch(stack, url)
            thread = threading.Thread(target=watch.run, daemon=True)
            thread.start()
            try:
                yield watch
            finally:
                watch.over.set()
                thread.join()
