"""The API's two most frequent requests beside an empty Flask view behind the same server, and while workers are busy."""

import itertools
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from clueso.dev.stack import ROOT
from tests import factories
from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.ground import PLENTY, Ground, Served, ground, process, web
from tests.bench.load import Load, at_rate, hurried, request, timed
from tests.bench.planting import creation, recording, signed_in

EMPTY = "tests.bench.empty_wsgi:app"
WORKERS = ("media", "transcribe", "write", "default")
USERS = 100
CONNECTIONS = 16
SECONDS = 4.0
WARM_S = 2.0
MOST_MS = 50.0
SPEECH = ROOT / "samples" / "meeting.m4a"
METHOD = (
    f"Two web processes as gunicorn.conf.py starts them, PostgreSQL and Redis on the same machine, {USERS} users, limits"
    f" counted. The empty app has the same server and ProxyFix. {CONNECTIONS} kept connections, each with its next request"
    f" as soon as it is answered, {SECONDS:g} s a run, ours and the empty view in turns. The clients are one thread of"
    " raw sockets on the same cores."
)


@dataclass(slots=True)
class Call:
    """One kind of request, what was measured of it, and of the empty view."""

    name: str
    requests: list[bytes]
    share: float | None
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    our_cpu_us: list[float] = field(default_factory=list)
    their_cpu_us: list[float] = field(default_factory=list)

    def figures(self, method: str) -> Iterator[Figure]:
        goal = Goal(at_most=False, times=self.share) if self.share else Goal()
        empty = "an empty Flask view"
        yield Figure(self.name, self.ours, "a second", goal, method, empty, self.theirs)
        name = f"{self.name}: CPU time of web"
        yield Figure(name, self.our_cpu_us, "µs each", Goal(), method, empty, self.their_cpu_us)


def lines() -> Iterator[Figure | str]:
    """Yield the requests per second, then the slowest of a hundred at half of that while all workers are busy."""
    with ground(ACTIVE_PROJECTS_MAX=PLENTY, TRANSCRIBER="sphinx") as here:
        calls = _calls(here)
        with web(here) as ours, web(here, EMPTY) as empty:
            for call in calls:
                _answered(hurried(ours.port, itertools.cycle(call.requests), connections=8, seconds=WARM_S))
                for _ in range(RUNS):
                    yield _run(call, ours, empty)
                yield from call.figures(METHOD)
        with web(here) as ours, ExitStack() as running:
            workers = [
                running.enter_context(process(here, [sys.executable, "worker.py", queue]))
                for queue in WORKERS
            ]
            for call in calls:
                yield from _at_half_load(call, ours, workers)


def _calls(here: Ground) -> list[Call]:
    users = [f"user_{number}" for number in range(USERS)]
    creations = [creation(user, recording(here, user, SPEECH)) for user in users]
    reader = signed_in(users[0])
    project_id = factories.new_project(here.runtime, user_id=users[0])
    path = f"/projects/{project_id}"
    known = request("GET", path, reader | {"If-None-Match": '"1"'})
    return [
        Call("GET /projects/{id}, 304 to its ETag", [known], 0.6),
        Call("GET /projects/{id}, 200", [request("GET", path, reader)], None),
        Call("POST /projects", creations, 0.35),
    ]


def _run(call: Call, ours: Served, empty: Served) -> str:
    for served, rates, cpu_us in (
        (ours, call.ours, call.our_cpu_us),
        (empty, call.theirs, call.their_cpu_us),
    ):
        before_s = served.cpu_s()
        load = _answered(
            hurried(served.port, itertools.cycle(call.requests), connections=CONNECTIONS, seconds=SECONDS)
        )
        rates.append(load.per_second)
        cpu_us.append((served.cpu_s() - before_s) / len(load.taken_s) * 1e6)
    return f"{call.name}: {call.ours[-1]:.0f} a second, empty {call.theirs[-1]:.0f}; clients {_share(load)}"


def _at_half_load(call: Call, ours: Served, workers: list[Served]) -> Iterator[Figure | str]:
    slow: list[float] = []
    per_second = sorted(call.ours)[len(call.ours) // 2] / 2
    for _ in range(RUNS):
        before_s = sum(worker.cpu_s() for worker in workers)
        due = at_rate(itertools.cycle(call.requests), per_second=per_second, seconds=SECONDS)
        load = _answered(timed(ours.port, due, connections=64, seconds=SECONDS))
        slow.append(load.percentile_ms(0.99))
        busy = (sum(worker.cpu_s() for worker in workers) - before_s) / load.seconds
        yield f"{call.name}: p99 {slow[-1]:.1f} ms; workers use {busy:.0%} of a core, clients {_share(load)}"
    method = (
        f"{per_second:.0f} requests a second, at equal distances; a wait for a connection counts. Meanwhile one worker of"
        f" each queue ({', '.join(WORKERS)}) transcribes {SPEECH.name} again and again, with sphinx. {METHOD}"
    )
    yield Figure(f"{call.name}: p99 at half load", slow, "ms", Goal(plus=MOST_MS), method)


def _answered(load: Load) -> Load:
    wrong = {status for status in load.statuses if status >= 400}
    if wrong or not load.taken_s:
        raise AssertionError(f"not all requests were answered: {dict(load.statuses)}")
    return load


def _share(load: Load) -> str:
    return f"{load.cpu_s / load.seconds:.0%} of a core"
