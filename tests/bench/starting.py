"""From the 202 of a new project until its first step runs, while nothing else is to be done."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.ground import Ground, Served, ground, process, web
from tests.bench.load import Wire
from tests.bench.planting import creation, recording

PROCESSES = ("media", "transcribe", "write", "default", "sweep")
SAMPLES = 100
WARM = 10
LOOK_S = 0.0005
PATIENCE_S = 30.0
METHOD = (
    "All processes of the Procfile, one of each, two of web. From the 202 in the client's hands until the row of"
    f" `probe` says running, which is asked every {LOOK_S * 1000:g} ms. The file is no recording, so that the project ends"
    f" at once; the next one follows when it has. {SAMPLES} projects a run."
)


def lines() -> Iterator[Figure | str]:
    """Yield the median, and the slowest of a hundred, of each run."""
    medians: list[float] = []
    slowest: list[float] = []
    with ground() as here, web(here) as served, ExitStack() as running:
        for name in PROCESSES:
            running.enter_context(process(here, [sys.executable, "worker.py", name]))
        wanted = _creation(here)
        with psycopg.connect(here.env["DATABASE_URL"], autocommit=True) as rows:
            _sample(served, rows, wanted, WARM)
            for _ in range(RUNS):
                taken = sorted(_sample(served, rows, wanted, SAMPLES))
                medians.append(statistics.median(taken))
                slowest.append(taken[int(0.99 * len(taken))])
                yield f"median {medians[-1]:.1f} ms, p99 {slowest[-1]:.1f} ms"
    yield Figure("202 to the first step running, median", medians, "ms", Goal(plus=50), METHOD)
    yield Figure("202 to the first step running, p99", slowest, "ms", Goal(plus=250), METHOD)


def _creation(here: Ground) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(b"These are notes, and no recording.")
        file.flush()
        return creation("user_alice", recording(here, "user_alice", Path(file.name)))


def _sample(
    served: Served, rows: psycopg.Connection[tuple[str, ...]], wanted: bytes, count: int
) -> list[float]:
    """Return the milliseconds of each."""
    wire = Wire(served.port)
    taken = []
    for _ in range(count):
        wire.send(wanted, 0)
        while (answer := wire.receive()) is None:
            pass
        at_s = time.perf_counter()
        assert answer.status == 202, answer
        project_id = (answer.header("Location") or "").rpartition("/")[2]
        _wait(rows, "SELECT 1 FROM steps WHERE project_id = %s AND started_at IS NOT NULL", project_id)
        taken.append((time.perf_counter() - at_s) * 1000)
        _wait(rows, "SELECT 1 FROM projects WHERE id = %s AND status = 'failed'", project_id)
    wire.socket.close()
    return taken


def _wait(rows: psycopg.Connection[tuple[str, ...]], query: str, project_id: str) -> None:
    until_s = time.perf_counter() + PATIENCE_S
    while rows.execute(query, [project_id]).fetchone() is None:
        if time.perf_counter() > until_s:
            raise AssertionError(f"project {project_id} stands still")
        time.sleep(LOOK_S)
