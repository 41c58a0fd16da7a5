"""How long one person waits whose recording comes after another person's hundred."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clueso.dev.client import Client
from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.recordings import sound
from tests.bench.waiting_recogniser import WaitingStack, waiting_stack
from tests.waiting import wait_for

WAIT_S = 4.0
LENGTH_S = 20
OTHERS = 100
PATIENCE_S = 300
METHOD = (
    f"One worker of each queue (Procfile, PostgreSQL, Redis). One person's {OTHERS} recordings of {LENGTH_S} s are"
    f" in work, of which one is transcribed at a time, for {WAIT_S:g} s. Then others come, one after another, with one"
    " recording each. Seconds from when the step could run until it runs, by the clock of the database. The goal is the"
    " same wait alone, and the length of one job that was in the way: {job_s:.2f} s, the longest of those that ran in that"
    " queue within the wait, as the median of the runs"
)
IN_THE_WAY = "Steps of others that ran in the same queue within the wait. "


def lines() -> Iterator[Figure | str]:
    with (
        tempfile.TemporaryDirectory() as place,
        waiting_stack(Path(place), wait_s=WAIT_S, copies={"transcribe": 1}) as ready,
    ):
        path = sound(Path(place) / "short.wav", LENGTH_S)
        alone = [_made(ready, f"alone{number}", path) for number in range(RUNS)]
        with Client(ready.stack.url, "first") as first:
            upload = first.upload(path)
            wanted = _wanted(upload["id"])
            others = [first.call("POST", "/projects", json=wanted)["id"] for _ in range(OTHERS)]
        wait_for(lambda: _begun(ready, others, "transcribe:1"), timeout_s=PATIENCE_S)
        behind = [_made(ready, f"behind{number}", path) for number in range(RUNS)]
        ((left,),) = ready.rows(
            "SELECT count(*) FROM steps WHERE project_id = ANY(%s) AND name = 'transcribe:1' AND status = 'done'",
            others,
        )
        yield f"of the {OTHERS} recordings {left} were transcribed meanwhile"
        for name in ("probe", "transcribe:1"):
            found = [_in_the_way(ready, project_id, name) for project_id in behind]
            job_s = statistics.median(longest_s for _, longest_s in found)
            method = METHOD.format(job_s=job_s)
            yield Figure(
                f"wait for {name} behind {OTHERS} recordings", [_waits_s(ready, one, name) for one in behind], "s",
                Goal(times=1, plus=job_s), method, "alone", [_waits_s(ready, one, name) for one in alone],
            )  # fmt: skip
            yield Figure(
                f"jobs in the way of {name}",
                [many for many, _ in found],
                "",
                Goal(plus=1),
                IN_THE_WAY + method,
            )


def _wanted(upload_id: str) -> dict[str, Any]:
    return {"upload_id": upload_id, "documents": [], "speakers": 1}


def _made(ready: WaitingStack, person: str, path: Path) -> str:
    """Make a project and wait until it is transcribed."""
    with Client(ready.stack.url, person) as client:
        upload = client.upload(path)
        made = client.call("POST", "/projects", json=_wanted(upload["id"]))
        wait_for(lambda: _begun(ready, [made["id"]], "finish"), timeout_s=PATIENCE_S)
        return str(made["id"])


def _begun(ready: WaitingStack, project_ids: list[str], name: str) -> bool:
    query = "SELECT 1 FROM steps WHERE project_id = ANY(%s) AND name = %s AND started_at IS NOT NULL LIMIT 1"
    return bool(ready.rows(query, project_ids, name))


def _waits_s(ready: WaitingStack, project_id: str, name: str) -> float:
    query = (
        "SELECT extract(epoch FROM started_at - runnable_at)::float8 FROM steps"
        " WHERE project_id = %s AND name = %s"
    )
    ((waits_s,),) = ready.rows(query, project_id, name)
    return float(waits_s)


def _in_the_way(ready: WaitingStack, project_id: str, name: str) -> tuple[int, float]:
    """Return how many steps of others ran in the queue of this one while it waited, and how long the longest took."""
    query = (
        "SELECT count(*), coalesce(max(extract(epoch FROM other.finished_at - other.started_at)), 0)::float8"
        " FROM steps mine JOIN steps other ON other.queue = mine.queue AND other.user_id <> mine.user_id"
        " AND other.started_at < mine.started_at AND other.finished_at > mine.runnable_at"
        " WHERE mine.project_id = %s AND mine.name = %s"
    )
    ((many, longest_s),) = ready.rows(query, project_id, name)
    return int(many), float(longest_s)
