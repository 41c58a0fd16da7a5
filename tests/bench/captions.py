"""What the captions of ten hours cost in web, and what others notice while somebody downloads them."""

import http.client
import itertools
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import ten_hours
from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.ground import Served, ground, process, web
from tests.bench.load import at_rate, hurried, request, timed
from tests.bench.planting import signed_in
from tests.factories import USER
from tests.integration.api.recordings import join
from worker import NICE

CONNECTIONS = 16
MEGABYTE = 1e6
MOST_CPU_S = 3.0
OTHERS_PER_SECOND = 50
RUN_S = 15.0
METHOD = (
    "Two web processes, fresh in each run, PostgreSQL, Redis and the clients share the same two cores. One client downloads"
    f" the vtt of {ten_hours.SEGMENTS:,} segments again and again, uncompressed. Others read the project,"
    f" {OTHERS_PER_SECOND} times a second for {RUN_S:g} s, over {CONNECTIONS} kept connections."
)
WORKER = f"import itertools, os; os.nice({NICE}); [None for _ in itertools.repeat(None)]"
"""Computes without an end, as a worker on this machine would if jobs made the captions."""


def lines() -> Iterator[Figure | str]:
    """Yield the CPU time and the memory of one download, then how long other requests take beside downloads."""
    cpu_s: list[float] = []
    busy: list[float] = []
    eased: list[float] = []
    alone_ms: list[float] = []
    beside_worker_ms: list[float] = []
    beside_ms: list[float] = []
    with ground() as here:
        project_id = ten_hours.heard(here.runtime)
        join(project_id)
        captions = f"/projects/{project_id}/transcript.vtt"
        read = request("GET", f"/projects/{project_id}", signed_in(USER))
        for _ in range(RUNS):
            with web(here) as served:
                hurried(served.port, itertools.repeat(read), connections=CONNECTIONS, seconds=2)
                eased.append(served.memory_bytes() / MEGABYTE)
                alone_ms.append(_others_ms(served, read))
                with process(here, [sys.executable, "-c", WORKER]):
                    beside_worker_ms.append(_others_ms(served, read))
                before_s = served.cpu_s()
                _download(served.port, captions)
                cpu_s.append(served.cpu_s() - before_s)
                with _downloading(served, captions):
                    beside_ms.append(_others_ms(served, read))
                    busy.append(served.memory_bytes() / MEGABYTE)
            yield f"others: p99 of {alone_ms[-1]:.0f} ms alone, {beside_ms[-1]:.0f} ms beside downloads"
    yield Figure("captions of ten hours: CPU of web", cpu_s, "s", Goal(plus=MOST_CPU_S), METHOD)
    yield Figure("web while captions are downloaded", busy, "MB", Goal(times=1.5), METHOD, "at ease", eased)
    against = "beside a process that computes"
    yield Figure(
        "others, beside downloads: p99", beside_ms, "ms", Goal(times=2), METHOD, against, beside_worker_ms
    )
    yield Figure("others, beside downloads: p99", beside_ms, "ms", Goal(), METHOD, "alone", alone_ms)


def _others_ms(served: Served, read: bytes) -> float:
    """Return how long the slowest of a hundred other requests take."""
    due = at_rate(itertools.repeat(read), per_second=OTHERS_PER_SECOND, seconds=RUN_S)
    return timed(served.port, due, connections=CONNECTIONS, seconds=RUN_S).percentile_ms(0.99)


@contextmanager
def _downloading(served: Served, path: str) -> Iterator[None]:
    """One client that downloads again and again, until the block ends."""
    ended = threading.Event()

    def download() -> None:
        while not ended.is_set():
            _download(served.port, path)

    client = threading.Thread(target=download)
    client.start()
    try:
        yield
    finally:
        ended.set()
        client.join()


def _download(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", f"/api/v1{path}", headers=signed_in(USER) | {"Accept-Encoding": "identity"})
    response = connection.getresponse()
    assert response.status == 200
    while response.read(64 * 1024):
        pass
    connection.close()
