"""How much faster one long recording is transcribed by several workers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clueso.dev.client import Client
from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.recordings import sound
from tests.bench.waiting_recogniser import WaitingStack, waiting_stack
from tests.waiting import wait_for

LENGTH_S = 2 * 3600 + 24 * 60
SECONDS_EACH = 1 / 60
"""Seconds that the stand-in takes for a second of sound: 3 for a chunk of CHUNK_S. Whisper takes five times as long."""
WORKERS = (8, 4, 2, 1)
LONGEST_S = 1200
METHOD = (
    f"A recording of {LENGTH_S / 3600:.1f} hours of speech, in chunks of CHUNK_S as shipped, through a stack of real"
    " processes (Procfile, PostgreSQL, Redis) whose recogniser is an endpoint that answers after"
    f" 1/{1 / SECONDS_EACH:g} of the length of the sound. Each run is a new project of the same upload. One run before"
    " the others, not counted, lets each worker load its libraries, as production does at its start"
)
CHUNKS = (
    "Seconds from the commit that makes the chunks runnable until the last chunk is done."
    " The goal is 0.9 times as many workers as fast as one"
)
WHOLE = (
    "Seconds from the making of the project until its transcript is there, with the steps before and after the"
    " chunks, which one worker does: cutting the kept copy of the sound, and joining"
)


def lines() -> Iterator[Figure | str]:
    with (
        tempfile.TemporaryDirectory() as place,
        waiting_stack(Path(place), sound_s=SECONDS_EACH, copies={"transcribe": max(WORKERS)}) as ready,
        Client(ready.stack.url) as client,
    ):
        upload = client.upload(sound(Path(place) / "long.wav", LENGTH_S))
        _taken_s(ready, client, upload["id"])
        chunks = ready.calls
        yield f"{chunks} chunks"
        taken: dict[int, list[tuple[float, float]]] = {}
        for many in WORKERS:
            _keep(ready, many)
            taken[many] = [_taken_s(ready, client, upload["id"]) for _ in range(RUNS)]
            yield f"{many} workers: {', '.join(f'{one:.1f} of {whole:.1f} s' for one, whole in taken[many])}"
        for many in sorted(WORKERS)[1:]:
            for at, what, goal, counted in (
                (0, f"one recording of {chunks} chunks", Goal(times=1 / (0.9 * many)), CHUNKS),
                (1, "the same, from the project to its transcript", Goal(), WHOLE),
            ):
                yield Figure(
                    f"{what}, {many} workers", [one[at] for one in taken[many]], "s",
                    goal, f"{METHOD}. {counted}", "one worker", [one[at] for one in taken[1]],
                )  # fmt: skip


def _keep(ready: WaitingStack, many: int) -> None:
    """Stop workers until so many are left."""
    mine = [name for name in ready.stack.processes if name.startswith("transcribe")]
    for name in mine[many:]:
        process = ready.stack.processes.pop(name)
        process.terminate()
        assert process.wait(30)


def _taken_s(ready: WaitingStack, client: Client, upload_id: str) -> tuple[float, float]:
    """Make a project. Return how many seconds its chunks took, and how many the whole."""
    client.sign_in()
    wanted: dict[str, Any] = {"upload_id": upload_id, "documents": [], "speakers": 1}
    made = client.call("POST", "/projects", json=wanted)
    joined = "SELECT 1 FROM steps WHERE project_id = %s AND name = 'join' AND status = 'done'"
    wait_for(lambda: bool(ready.rows(joined, made["id"])), timeout_s=LONGEST_S)
    query = (
        "SELECT extract(epoch FROM max(finished_at) FILTER (WHERE name LIKE 'transcribe:%%')"
        " - min(created_at) FILTER (WHERE name LIKE 'transcribe:%%'))::float8,"
        " extract(epoch FROM max(finished_at) FILTER (WHERE name = 'join') - min(created_at))::float8"
        " FROM steps WHERE project_id = %s"
    )
    ((chunks_s, whole_s),) = ready.rows(query, made["id"])
    return float(chunks_s), float(whole_s)
