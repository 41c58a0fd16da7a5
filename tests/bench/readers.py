"""The memory of web while eight clients read the transcript of ten hours."""

import http.client
import itertools
import threading
import time
from collections.abc import Iterator

from tests.bench import ten_hours
from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.ground import Served, ground, web
from tests.bench.load import hurried, request
from tests.bench.planting import signed_in
from tests.factories import USER
from tests.integration.api.recordings import join

READERS = 8
ROUNDS = 3
FILES = ("", ".json", ".srt", ".vtt")
ENCODINGS = ("gzip", "identity")
LOOK_S = 0.05
MEGABYTE = 1e6
METHOD = (
    f"Two web processes, fresh in each run. {READERS} clients read the transcript of {ten_hours.SEGMENTS:,} segments at once,"
    f" {ROUNDS} times each: as JSON of the API, and as json, srt and vtt files, half of them compressed. PSS of all web"
    f" processes, every {LOOK_S * 1000:.0f} ms: the highest, against that after two seconds of reads of the project."
)


def lines() -> Iterator[Figure | str]:
    """Yield the peak beside the memory at ease."""
    peaks: list[float] = []
    eased: list[float] = []
    with ground() as here:
        project_id = ten_hours.heard(here.runtime)
        join(project_id)
        for _ in range(RUNS):
            with web(here) as served:
                eased.append(_at_ease(served, project_id))
                peaks.append(_peak(served, project_id))
            yield f"{peaks[-1]:.0f} MB, at ease {eased[-1]:.0f} MB"
    yield Figure(
        "web under eight readers of ten hours", peaks, "MB", Goal(times=1.5), METHOD, "at ease", eased
    )


def _at_ease(served: Served, project_id: str) -> float:
    read = request("GET", f"/projects/{project_id}", signed_in(USER))
    hurried(served.port, itertools.repeat(read), connections=16, seconds=2)
    return served.memory_bytes() / MEGABYTE


def _peak(served: Served, project_id: str) -> float:
    """Return the highest memory while all readers read."""
    combinations = itertools.cycle(itertools.product(ENCODINGS, FILES))
    readers = [
        threading.Thread(
            target=_read, args=(served.port, f"/projects/{project_id}/transcript{file}", encoding)
        )
        for encoding, file in itertools.islice(combinations, READERS)
    ]
    for reader in readers:
        reader.start()
    peak = 0
    while any(reader.is_alive() for reader in readers):
        peak = max(peak, served.memory_bytes())
        time.sleep(LOOK_S)
    return peak / MEGABYTE


def _read(port: int, path: str, encoding: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    for _ in range(ROUNDS):
        connection.request("GET", f"/api/v1{path}", headers=signed_in(USER) | {"Accept-Encoding": encoding})
        response = connection.getresponse()
        while response.read(64 * 1024):
            pass
        assert response.status == 200
    connection.close()
