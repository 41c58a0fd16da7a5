"""Thousands who watch projects in work, and ask again when they are told to."""

import itertools
import json
import sys
from collections.abc import Iterator

from tests import factories
from tests.bench.figures import RUNS, Figure, Goal
from tests.bench.ground import Ground, ground, process, web
from tests.bench.load import Answer, Due, request, timed
from tests.bench.planting import signed_in

WATCHERS = 5_000
PROJECTS = 200
CONNECTIONS = 256
GATHER_S = 30.0
SETTLE_S = 60.0
"""The longest pause: after it, each was told when to ask by a server that knew all of them."""
RUN_S = 20.0
STRETCH_S = 10.0
MOST_MS = 250.0
METHOD = (
    f"{WATCHERS:,} clients of {PROJECTS} projects with a step that runs, whose progress a process writes every 5 s. Each"
    " reads its project with the last ETag, again after the `poll_after_ms` that it was told last, and not before"
    f" `Retry-After`. They come within {GATHER_S:g} s, and are measured from {SETTLE_S:g} s later on, for {RUN_S:g} s a run,"
    f" over {CONNECTIONS} kept connections, as through a proxy. Two web"
    " processes, PostgreSQL, Redis, the clients (one thread of raw sockets) and the progress share the same two cores."
)


class Watcher:
    """Reads its project again and again."""

    def __init__(self, path: str, headers: dict[str, str]) -> None:
        self._path, self._headers = path, headers
        self._after_s = 1.0

    def first(self, at_s: float) -> Due:
        return Due(at_s, request("GET", self._path, self._headers), self._again)

    def _again(self, answer: Answer, now_s: float) -> Due:
        if answer.status == 200:
            self._headers |= {"If-None-Match": answer.header("ETag") or ""}
            self._after_s = json.loads(answer.body)["poll_after_ms"] / 1000
        self._after_s = max(self._after_s, float(answer.header("Retry-After") or 0))
        return Due(now_s + self._after_s, request("GET", self._path, self._headers), self._again)


def lines() -> Iterator[Figure | str]:
    """Yield how long the slowest of a hundred polls take."""
    with ground() as here:
        watchers = _watchers(here)
        with web(here) as served, process(here, [sys.executable, "-m", "tests.bench.simulated_work"]):
            due = [one.first(number / WATCHERS * GATHER_S) for number, one in enumerate(watchers)]
            before_s = served.cpu_s()
            begun_s = GATHER_S + SETTLE_S
            load = timed(served.port, due, connections=CONNECTIONS, seconds=begun_s + RUNS * RUN_S)
            cpu = (served.cpu_s() - before_s) / load.seconds
    wrong = sum(count for status, count in load.statuses.items() if status not in (200, 304))
    slow = [
        load.percentile_ms(0.99, since_s=begun_s + run * RUN_S, until_s=begun_s + (run + 1) * RUN_S)
        for run in range(RUNS)
    ]
    for number in range(int(load.seconds / STRETCH_S)):
        since_s, until_s = number * STRETCH_S, (number + 1) * STRETCH_S
        polls = sum(since_s <= at_s < until_s for at_s in load.at_s)
        p50, p99 = (load.percentile_ms(share, since_s=since_s, until_s=until_s) for share in (0.5, 0.99))
        yield f"from {since_s:.0f} s: {polls / STRETCH_S:.0f} polls a second, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
    yield (
        f"{load.per_second:.0f} polls a second, {dict(load.statuses)}; web uses {cpu:.0%} of a core, the clients "
        f"{load.cpu_s / load.seconds:.0%}"
    )
    yield Figure(f"{WATCHERS:,} watchers: p99", slow, "ms", Goal(plus=MOST_MS), METHOD)
    gathering = [load.percentile_ms(0.99, until_s=GATHER_S)]
    yield Figure(f"{WATCHERS:,} watchers: p99 while they gather", gathering, "ms", Goal(), METHOD)
    yield Figure(f"{WATCHERS:,} watchers: errors", [wrong], "", Goal(plus=0), METHOD)


def _watchers(here: Ground) -> list[Watcher]:
    users = [f"user_{number}" for number in range(PROJECTS)]
    paths = [f"/projects/{_in_work(here, user)}" for user in users]
    headers = [signed_in(user) for user in users]
    at = itertools.islice(itertools.cycle(range(PROJECTS)), WATCHERS)
    return [Watcher(paths[number], dict(headers[number])) for number in at]


def _in_work(here: Ground, user_id: str) -> str:
    project_id = factories.new_project(here.runtime, user_id=user_id)
    factories.claimed(project_id, "probe", lease_s=3600)
    return project_id
