"""Median times of operations on a transcript of ten hours, on both databases.

Each time is a ratio to a yardstick: the CPU time of writing the same transcript with the standard library's
`json`, measured in the same run.
"""

import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import create_engine

from clueso.config import Settings
from clueso.extensions import Base, db
from jobs.runtime import create_runtime
from tests.bench import ten_hours
from tests.bench.figures import RUNS
from tests.bench.paths import Bench, Measure, jobs, requests
from tests.bench.search import searches
from tests.integration.api.apps import CLERK, opened
from tests.servers import database, postgresql_running, redis_running


@dataclass(frozen=True, slots=True)
class Medians:
    """The medians of several runs. `cpu_s` is the CPU time of this process only."""

    cpu_s: float
    wall_s: float


def medians(run: Callable[[], Any], runs: int = RUNS) -> Medians:
    taken = [_taken(run) for _ in range(runs)]
    return Medians(*map(statistics.median, zip(*taken, strict=True)))


def _taken(run: Callable[[], Any]) -> tuple[float, float]:
    gc.collect()
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu_s, time.perf_counter() - wall_s


def yardstick_s() -> float:
    plain = [segment.to_json() for segment in ten_hours.segments()]
    return medians(lambda: json.dumps(plain)).cpu_s


@contextmanager
def bench(database_url: str, redis_url: str, folder: Path) -> Iterator[Bench]:
    """The API and a worker's runtime over one empty database."""
    environment = CLERK | {
        "CLUESO_ENV": "development",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "0" * 32,
        "READS_PER_MINUTE": "0",
        "WRITES_PER_MINUTE": "0",
        "LOG_LEVEL": "ERROR",
    }
    settings = Settings.from_env(environment)
    engine = create_engine(settings.database_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    runtime = create_runtime(settings)
    with opened(settings) as app, runtime.app.app_context():
        gc.collect()
        gc.freeze()  # as gunicorn.conf.py does
        yield Bench(app, runtime, folder)
        db.session.remove()
        db.engine.dispose()


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    with postgresql_running() as server, database(server) as postgresql:
        yield {"sqlite": f"sqlite:///{folder / 'clueso.db'}", "postgresql": postgresql}


def lines() -> Iterator[str]:
    """Yield a line for each operation: ratio, CPU time, time by the clock, memory."""
    unit_s = yardstick_s()
    yield f"1 x is {unit_s * 1000:.0f} ms. Then: CPU time, time by the clock, memory. Runs: {RUNS}."
    with (
        tempfile.TemporaryDirectory() as place,
        redis_running() as redis_url,
        databases(Path(place)) as urls,
    ):
        for name, url in urls.items():
            with bench(url, redis_url, Path(place)) as ready:
                for measures in (jobs, requests, searches):
                    yield from _report(name, measures(ready), unit_s)


def _report(name: str, measures: Iterator[Measure], unit_s: float) -> Iterator[str]:
    for measure in measures:
        before = psutil.Process().memory_info().rss
        taken = medians(measure.run, measure.runs or RUNS)
        grown = (psutil.Process().memory_info().rss - before) / 1e6
        yield (
            f"{name:<11}{measure.name:<40}{taken.cpu_s / unit_s:>7.2f} x{taken.cpu_s * 1000:>7.0f} ms"
            f"{taken.wall_s * 1000:>7.0f} ms{grown:>+6.0f} MB {measure.note()}"
        )
