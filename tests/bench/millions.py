"""What lists, reads, searches and sweeps cost with a million projects, beside a thousand."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import text

from clueso.extensions import db
from clueso.services.pipeline.sweep import sweep
from tests import factories
from tests.bench.copied_projects import EACH, SEGMENTS, Size, fill
from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.long_transcripts import bench
from tests.bench.paths import Bench
from tests.bench.plans import LARGE_ROWS, read_by
from tests.servers import database, postgresql_running, redis_running

FEW = Size(1000, 1000)
MANY = Size(int(os.environ.get("PROJECTS") or 1_000_000), int(os.environ.get("TEXTS") or 30_000))
AT_WORK, OWNERS_AT_WORK = 100, 20
CALLS = 10
SEGMENTS_AN_HOUR = 1000
METHOD = (
    f"Two databases on one PostgreSQL, with {FEW.projects:,} and {MANY.projects:,} projects and their uploads, steps and"
    f" transcripts, {EACH} of each owner; {FEW.with_text:,} and {MANY.with_text:,} of them with {SEGMENTS} segments each,"
    f" their passages, and a summary. In both, {AT_WORK} further projects of {OWNERS_AT_WORK} owners wait. Calls through"
    " the API in process, on behalf of an owner whose rows are the same in both; sweeps as the sweep process does them."
    f" Calls in the one and in the other in turns; a run is the median of {CALLS}, after three unmeasured ones"
)
SIZE = (
    "What the database grew by with the small one's projects, indexes and all, for an hour of 1,000 segments"
)
PLANS = (
    f"EXPLAIN of each statement of a call in the large database; tables of more than {LARGE_ROWS:,} rows that are"
    " scanned in sequence count"
)
AGAINST = f"{FEW.projects:,} projects"
Deeds = Mapping[str, Callable[[], object]]


def lines() -> Iterator[Figure | str]:
    with ExitStack() as open_:
        few, many = (open_.enter_context(_filled(size)) for size in (FEW, MANY))
        hours = FEW.with_text * SEGMENTS / SEGMENTS_AN_HOUR
        yield Figure("rows for an hour of speech", [few.grown_mb / hours], "MB", Goal(), SIZE)
        deeds, others = _deeds(many.bench), _deeds(few.bench)
        for name, deed in deeds.items():
            pairs = [_medians_ms(deed, others[name]) for _ in repeat(None, RUNS)]
            ours, theirs = zip(*pairs, strict=True)
            yield Figure(name, ours, "ms", Goal(times=2), METHOD, AGAINST, theirs)
            with many.bench.runtime.app.app_context():
                read = read_by(deed)
            yield f"{'':20}reads {', '.join(read)}"
            whole = [what for what in read if what.startswith("all of")]
            yield Figure(f"{name}: large tables read whole", [len(whole)], "tables", Goal(plus=0), PLANS)


class _Filled:
    """A database with its projects, and by how much they made it larger."""

    def __init__(self, bench: Bench, size: Size) -> None:
        self.bench = bench
        before = _size_mb()
        fill(bench.runtime, size)
        self.grown_mb = _size_mb() - before
        for number in range(AT_WORK):
            factories.new_project(bench.runtime, user_id=f"busy_{number % OWNERS_AT_WORK}")


@contextmanager
def _filled(size: Size) -> Iterator[_Filled]:
    with (
        tempfile.TemporaryDirectory() as folder,
        redis_running() as redis_url,
        postgresql_running() as server,
        database(server) as url,
        bench(url, redis_url, Path(folder)) as ready,
    ):
        yield _Filled(ready, size)


def _size_mb() -> float:
    with db.engine.connect() as connection:
        size_bytes: int = connection.scalars(text("SELECT pg_database_size(current_database())")).one()
        return size_bytes / 1e6


def _deeds(ready: Bench) -> Deeds:
    newest = _get(ready, "/projects?limit=50")
    project = f"/projects/{newest['items'][0]['id']}"
    paths = {
        "list": "/projects?limit=50",
        "list, the second page": f"/projects?limit=50&cursor={quote(newest['next_cursor'])}",
        "list by title": "/projects?limit=50&sort=title",
        "list, a part of the title": "/projects?limit=50&q=alk%207",
        "read a project": project,
        "read a transcript": f"{project}/transcript",
        "read the documents": f"{project}/documents",
        "search a word of ten projects": "/search?q=zebra7",
        "search a word of every transcript": "/search?q=the",
        "search a word of many transcripts": "/search?q=recording",
        "search a word of few transcripts": "/search?q=word4000",
        "search two words": "/search?q=invitation%20administrator",
        "search a phrase": "/search?q=%22of%20the%22",
    }
    calls: dict[str, Callable[[], object]] = {
        name: partial(_get, ready, path) for name, path in paths.items()
    }
    return calls | {"sweep": partial(_sweep, ready)}


def _get(ready: Bench, path: str) -> Any:
    # Not `alice.get`, which compares each answer with its description.
    headers = {"Authorization": ready.alice.authorization}
    answer = ready.app.test_client().get(f"/api/v1{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json


def _sweep(ready: Bench) -> None:
    with ready.runtime.app.app_context():
        sweep(ready.runtime.settings, ready.runtime.toolbox.dispatcher)


def _medians_ms(deed: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    for _ in range(3):
        deed()
        other()
    pairs = [(_taken_ms(deed), _taken_ms(other)) for _ in range(CALLS)]
    ours, theirs = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(theirs)


def _taken_ms(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return (time.perf_counter() - begun) * 1000
