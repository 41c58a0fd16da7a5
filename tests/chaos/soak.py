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

import psutil
from redis import Redis

from clueso.dev.client import ApiError, Client
from clueso.job_ends import SHOWN_S
from clueso.voices.adapter import IDLE_S
from tests.chaos.figures import Figures
from tests.chaos.growth import Sample, Work, judge
from tests.chaos.load import USERS
from tests.chaos.theatre import Theatre, judge_stopped, theatre
from tests.chaos.wishes import KINDS

COPIES = {"web": 1, "media": 1, "transcribe": 1, "write": 1, "default": 1, "sweep": 1}
WARM_UP = 0.2
"""The share of the time after which every process has loaded what it needs."""
KEPT_PROJECTS = 20
PATIENCE_S = 120.0


def main() -> int:
    minutes = float(os.environ.get("MINUTES") or 60)
    figures = Figures()
    with theatre(COPIES) as stack:
        people = [Person(stack, number) for number in range(2)]
        for person in people:
            person.start()
        time.sleep(60 * minutes * WARM_UP)
        before = sample(stack)
        time.sleep(60 * minutes * (1 - WARM_UP))
        for person in people:
            person.over.set()
        for person in people:
            person.join(PATIENCE_S)
        time.sleep(IDLE_S + 5)  # the children that were kept for another recording have ended
        judge(figures, before, sample(stack), work_of(stack, people))
    judge_stopped(figures, stack)
    for line in figures.lines:
        sys.stdout.write(line + "\n")
    return 1 if figures.broken else 0


class Person(threading.Thread):
    """A thread that creates, watches, reads, changes and deletes projects, one after another, until `over`.

    An error ends it and is in `trouble`; an exceeded quota does not: the thread goes on as the next user.
    """

    def __init__(self, stack: Theatre, number: int) -> None:
        super().__init__(name=f"person {number}", daemon=True)
        self.over = threading.Event()
        self.trouble = ""
        self.projects = 0
        self.over_quota = 0
        self._stack = stack
        self._number = number

    def run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - told at the end
            self.trouble = f"{self.name}: {error!r}"

    def told(self) -> str:
        """Return the error of this person, or that it is still at work; otherwise an empty text."""
        return self.trouble or (f"{self.name} is still at work" if self.is_alive() else "")

    def _work(self) -> None:
        dice = random.Random(self._number)
        kept: list[tuple[Client, str]] = []
        with contextlib.ExitStack() as clients:
            names = [f"soak{self._number}-{number}" for number in range(USERS)]
            users = [clients.enter_context(Client(self._stack.url, name)) for name in names]
            for client in itertools.cycle(users):
                if self.over.is_set():
                    return
                try:
                    client.sign_in()
                    kept.append((client, _one(client, self._stack, dice)))
                    self.projects += 1
                except ApiError as error:
                    if error.status != 429:
                        raise
                    self.over_quota += 1
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
    with Redis.from_url(stack.env["REDIS_URL"]) as redis:
        return Sample(
            pids={name: stack.fleet.pid(name) for name in names},
            memory={name: _memory(stack, name) for name in names},
            database_connections=connections[0]["n"],
            redis_connections=int(redis.info("clients")["connected_clients"]),
            scratch=sum(1 for _ in stack.scratch.rglob("*")),
            keys=redis.dbsize(),
        )


def _memory(stack: Theatre, name: str) -> int:
    pid = stack.fleet.pid(name)
    total = 0
    for process in [psutil.Process(pid), *stack.fleet.below(name)] if pid else []:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total


def work_of(stack: Theatre, people: list[Person]) -> Work:
    rows = stack.cluster.rows(
        "SELECT split_part(name, ':', 1) AS step, status, count(*) AS n,"
        " count(*) FILTER (WHERE at > now() - make_interval(secs => %s)) AS recent FROM audit GROUP BY 1, 2",
        float(SHOWN_S),
    )
    done = [row for row in rows if row["status"] == "done"]
    return Work(
        steps_done=sum(row["n"] for row in done),
        steps_done_lately=sum(row["recent"] for row in done),
        projects_failed=sum(
            row["n"] for row in rows if row["step"] == "project" and row["status"] == "failed"
        ),
        steps_failed=sum(row["n"] for row in rows if row["step"] != "project" and row["status"] == "failed"),
        projects_made=sum(person.projects for person in people),
        over_quota=sum(person.over_quota for person in people),
        ends=tuple(stack.fleet.ends),
        trouble=tuple(told for person in people if (told := person.told())),
    )


if __name__ == "__main__":
    sys.exit(main())
