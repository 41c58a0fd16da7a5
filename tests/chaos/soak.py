"""`python -m tests.chaos.soak`: MINUTES= of mixed load without faults, and what grew meanwhile.

Memory of each process, connections, scratch files and Redis' keys after a warm-up and at the end.
"""

import contextlib
import itertools
import os
import random
import sys
import threading
import time
from dataclasses import dataclass

import psutil
from redis import Redis

from clueso.dev.client import ApiError, Client
from clueso.queue import MESSAGE_TTL_S
from tests.chaos.load import KINDS, USERS
from tests.chaos.run import Theatre, theatre
from tests.chaos.verdict import Figures

COPIES = {"web": 1, "media": 1, "transcribe": 1, "write": 1, "default": 1, "sweep": 1}
WARM_UP = 0.2
"""The share of the time after which every process has loaded what it needs."""
MAY_GROW_BYTES, MAY_GROW = 48 * 1024**2, 0.25
KEPT_PROJECTS = 20
KEYS_PER_MESSAGE, OTHER_KEYS = 4, 200


@dataclass(frozen=True, slots=True)
class Sample:
    """What is in use at one moment; memory is that of a process and what it has started, in bytes."""

    memory: dict[str, int]
    connections: int
    scratch: int
    keys: int


def main() -> int:
    minutes = float(os.environ.get("MINUTES") or 60)
    figures = Figures()
    with theatre(COPIES) as stack:
        over = threading.Event()
        threads = [
            threading.Thread(target=work, args=(stack, number, over), daemon=True) for number in range(2)
        ]
        for thread in threads:
            thread.start()
        time.sleep(60 * minutes * WARM_UP)
        before = sample(stack)
        time.sleep(60 * minutes * (1 - WARM_UP))
        over.set()
        for thread in threads:
            thread.join(120)
        time.sleep(5)
        after = sample(stack)
        judge(figures, stack, before, after)
    for line in figures.lines:
        sys.stdout.write(line + "\n")
    return 1 if figures.broken else 0


def work(stack: Theatre, seed: int, over: threading.Event) -> None:
    """Make, watch, read, change and delete projects, one after another."""
    dice = random.Random(seed)
    kept: list[tuple[Client, str]] = []
    with contextlib.ExitStack() as clients:
        users = [clients.enter_context(Client(stack.url, f"soak{seed}-{number}")) for number in range(USERS)]
        for client in itertools.cycle(users):
            if over.is_set():
                return
            with contextlib.suppress(ApiError):  # over a quota: the next one has its turn
                kept.append((client, _one(client, stack, dice)))
            if len(kept) > KEPT_PROJECTS:
                owner, project_id = kept.pop(0)
                owner.call("DELETE", f"/projects/{project_id}")


def _one(client: Client, stack: Theatre, dice: random.Random) -> str:
    upload = client.upload(stack.recording)
    wanted = {"upload_id": upload["id"], "documents": dice.choice(KINDS), "instructions": "soak"}
    project_id = str(client.call("POST", "/projects", json=wanted)["id"])
    if dice.random() < 0.1:
        client.call("POST", f"/projects/{project_id}/cancel")
    client.finished(project_id, 300)
    client.call("GET", "/projects")
    client.request("GET", f"/projects/{project_id}/transcript.srt")
    for item in client.call("GET", f"/projects/{project_id}/documents")["items"]:
        client.call("GET", f"/documents/{item['id']}")
    return project_id


def sample(stack: Theatre) -> Sample:
    names = stack.fleet.names(*COPIES)
    connections = stack.cluster.rows(
        "SELECT count(*) n FROM pg_stat_activity WHERE backend_type = 'client backend'"
    )
    return Sample(
        memory={name: _memory(stack, name) for name in names},
        connections=connections[0]["n"],
        scratch=sum(1 for _ in stack.scratch.rglob("*")),
        keys=Redis.from_url(stack.env["REDIS_URL"]).dbsize(),
    )


def _memory(stack: Theatre, name: str) -> int:
    pid = stack.fleet.pid(name)
    total = 0
    for process in [psutil.Process(pid), *stack.fleet.below(name)] if pid else []:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total


def judge(figures: Figures, stack: Theatre, before: Sample, after: Sample) -> None:
    done = "SELECT count(*) n FROM audit WHERE status = 'done' AND at > now() - make_interval(secs => %s)"
    recent = stack.cluster.rows(done, float(MESSAGE_TTL_S))[0]["n"]
    figures.tell("steps done", stack.cluster.rows(done, 1e9)[0]["n"])
    for name, first in before.memory.items():
        last = after.memory[name]
        grew = last > first * (1 + MAY_GROW) + MAY_GROW_BYTES
        shown = f"{first >> 20} MiB, {last >> 20} MiB at the end"
        figures.must_be(f"memory of {name} grows", grew, False, shown=shown)
    grew = after.connections > before.connections + 5
    figures.must_be("connections grow", grew, False, shown=f"{before.connections}, {after.connections}")
    figures.must_be("scratch files", after.scratch, 0, shown=f"{before.scratch}, {after.scratch}")
    bound = KEYS_PER_MESSAGE * recent + OTHER_KEYS
    shown = f"{before.keys}, {after.keys}; at most {bound} for {recent} steps in {MESSAGE_TTL_S} s"
    figures.must_be("Redis' keys outlive their time", after.keys > bound, False, shown=shown)


if __name__ == "__main__":
    sys.exit(main())
