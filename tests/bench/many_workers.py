"""How much faster one long recording is transcribed by several workers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clueso.dev.client import Client
from tests.bench.figures import Figure, Goal
from tests.bench.recordings import sound
from tests.bench.waiting_recogniser import WaitingStack, waiting_stack
from tests.waiting import wait_for

LENGTH_S = 2 * 3600 + 24 * 60
WAIT_S = 3.0
RUNS = 3
"""Minutes each."""
WORKERS = (8, 4, 2, 1)
LONGEST_S = 1200
METHOD = (
    f"A recording of {LENGTH_S / 3600:.1f} hours of speech, in chunks of CHUNK_S as shipped, through a stack of real"
    f" processes (Procfile, PostgreSQL, Redis) whose recogniser is an endpoint that answers after {WAIT_S:g} s. Seconds"
    " from the commit that makes the chunks runnable until the last chunk is done. Each run is a new project of the"
    " same upload. The goal is 0.9 times as many workers as fast as one"
)


def lines() -> Iterator[Figure | str]:
    with (
        tempfile.TemporaryDirectory() as place,
        waiting_stack(Path(place), wait_s=WAIT_S, copies={"transcribe": max(WORKERS)}) as ready,
        Client(ready.stack.url) as client,
    ):
        upload = client.upload(sound(Path(place) / "long.wav", LENGTH_S))
        taken: dict[int, list[float]] = {}
        for many in WORKERS:
            _keep(ready, many)
            taken[many] = [_taken_s(ready, client, upload["id"]) for _ in range(RUNS)]
            yield f"{many} workers: {', '.join(f'{one:.1f} s' for one in taken[many])}"
        chunks = ready.calls // (RUNS * len(WORKERS))
        yield f"{chunks} chunks of {WAIT_S:g} s"
        for many in sorted(WORKERS)[1:]:
            yield Figure(
                f"one recording of {chunks} chunks, {many} workers", taken[many], "s",
                Goal(times=1 / (0.9 * many)), METHOD, "one worker", taken[1],
            )  # fmt: skip


def _keep(ready: WaitingStack, many: int) -> None:
    """Stop workers until so many are left."""
    mine = [name for name in ready.stack.processes if name.startswith("transcribe")]
    for name in mine[many:]:
        process = ready.stack.processes.pop(name)
        process.terminate()
        assert process.wait(30)


def _taken_s(ready: WaitingStack, client: Client, upload_id: str) -> float:
    client.sign_in()
    wanted: dict[str, Any] = {"upload_id": upload_id, "documents": [], "speakers": 1}
    made = client.call("POST", "/projects", json=wanted)
    query = (
        "SELECT count(*) FILTER (WHERE status <> 'done'), count(*),"
        " extract(epoch FROM max(finished_at) - min(created_at))::float8"
        " FROM steps WHERE project_id = %s AND name LIKE 'transcribe:%%'"
    )

    def is_heard() -> bool:
        ((left, count, _),) = ready.rows(query, made["id"])
        return bool(count) and not left

    wait_for(is_heard, timeout_s=LONGEST_S)
    ((_, _, taken_s),) = ready.rows(query, made["id"])
    return float(taken_s)
