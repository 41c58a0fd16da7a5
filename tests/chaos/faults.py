"""The faults: each damages the stack in one way and returns a description."""

import contextlib
import random
import resource
import signal
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import psutil
import psycopg
from redis import Redis, RedisError

from tests.chaos.cluster import Cluster
from tests.chaos.control import tell
from tests.chaos.fleet import Fleet, works_of

WORKERS = ("media", "transcribe", "write", "default")
GONE_S = 30.0
FULL_S, FULL_BYTES = 6.0, 4096


@dataclass(frozen=True, slots=True)
class Kill:
    """A worker that was killed or stopped, and its connections to the language model at that moment."""

    at: float
    ports: tuple[int, ...]


@dataclass
class Stage:
    """All that a fault can touch."""

    fleet: Fleet
    cluster: Cluster
    redis_url: str
    s3_url: str
    model_url: str
    lease_s: float
    dice: random.Random
    kills: list[Kill] = field(default_factory=list)
    timers: list[threading.Timer] = field(default_factory=list)
    gone: int = 0

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> str:
        # Stopped first: a call that begins between our look and its end would be charged to nobody.
        self.fleet.send(name, signal.SIGSTOP)
        self.note_kill(name)
        return name if self.fleet.send(name, number) else f"{name} (down already)"

    def note_kill(self, name: str) -> None:
        """Which calls this process has in flight: those may be charged a second time."""
        pid = self.fleet.pid(name)
        port = int(self.model_url.rpartition(":")[2])
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(pid).net_connections("tcp") if pid else []
            ports = [made.laddr.port for made in found if made.raddr and made.raddr.port == port]
            if ports:
                self.kills.append(Kill(time.time(), tuple(ports)))

    def later(self, delay_s: float, what: Callable[[], object]) -> None:
        timer = threading.Timer(delay_s, what)
        timer.daemon = True
        timer.start()
        self.timers.append(timer)

    def any_of(self, *kinds: str) -> str:
        """Return a process that is up, in most cases one whose queue has a running step.

        A fault in an idle process tests nothing.
        """
        names = self.fleet.names(*kinds)
        alive = [name for name in names if self.fleet.pid(name)] or names
        at_work = self._queues_at_work()
        working = [name for name in alive if works_of(name) & at_work]
        return self.dice.choice(working if working and self.dice.random() < 0.8 else alive)

    def _queues_at_work(self) -> set[str]:
        with contextlib.suppress(psycopg.Error):
            rows = self.cluster.rows("SELECT DISTINCT queue FROM steps WHERE status = 'running'")
            return {row["queue"] for row in rows}
        return set()


Fault = Callable[[Stage], str]


def kill_worker(stage: Stage) -> str:
    return stage.kill(stage.any_of(*WORKERS))


def kill_warm_child(stage: Stage) -> str:
    children = [child for name in stage.fleet.names("transcribe") for child in stage.fleet.below(name)]
    if not children:
        return stage.kill(stage.any_of("transcribe"))
    with contextlib.suppress(psutil.NoSuchProcess):
        stage.dice.choice(children).kill()
    return "a warm child"


def kill_sweep(stage: Stage) -> str:
    return stage.kill(stage.any_of("sweep"))


def kill_web(stage: Stage) -> str:
    for child in stage.fleet.below("web.1"):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    return stage.kill("web.1")


def term_then_kill(stage: Stage) -> str:
    name = stage.any_of(*WORKERS)
    pid = stage.fleet.pid(name)

    def kill_if_there() -> None:
        if pid is not None and stage.fleet.pid(name) == pid:
            stage.kill(name)

    stage.fleet.send(name, signal.SIGTERM)
    stage.later(stage.dice.choice((0.3, 1.0, 3.0)), kill_if_there)
    return name


def stop_longer_than_lease(stage: Stage) -> str:
    name = stage.any_of(*WORKERS)
    stage.kill(name, signal.SIGSTOP)
    pid = stage.fleet.pid(name)

    def go_on() -> None:
        if stage.fleet.pid(name) == pid:
            stage.fleet.send(name, signal.SIGCONT)

    stage.later(stage.lease_s * 1.6, go_on)
    return name


def flush_redis(stage: Stage) -> str:
    with contextlib.suppress(RedisError), Redis.from_url(stage.redis_url) as redis:
        redis.flushall()
    return ""


def restart_redis(stage: Stage) -> str:
    """It comes back empty: it keeps nothing on disk."""
    stage.fleet.send("redis.1", signal.SIGKILL)
    return ""


def take_redis_away(stage: Stage) -> str:
    stage.fleet.held.add("redis.1")
    stage.fleet.send("redis.1", signal.SIGKILL)
    stage.later(GONE_S, lambda: stage.fleet.held.discard("redis.1"))
    return f"for {GONE_S:.0f} s"


def cut_database(stage: Stage) -> str:
    stage.cluster.cut_all()
    return ""


def restart_database(stage: Stage) -> str:
    stage.cluster.restart_at_once()
    return ""


def _storage(kind: str) -> Fault:
    def fault(stage: Stage) -> str:
        seconds = stage.dice.choice((1, 3, 6))
        tell(stage.s3_url, fault=kind, seconds=seconds)
        return f"for {seconds} s"

    return fault


def _model(kind: str) -> Fault:
    def fault(stage: Stage) -> str:
        tell(stage.model_url, fault=kind, calls=1)
        return "the next call"

    return fault


def fill_disk(stage: Stage) -> str:
    """Limit the files of a worker and its children to 4 KiB for a while (RLIMIT_FSIZE needs no root)."""
    name = stage.any_of("media", "transcribe")
    if stage.fleet.pid(name) is None:
        return f"{name} (down already)"
    _limit_files(stage, name, FULL_BYTES)
    stage.later(FULL_S, lambda: _limit_files(stage, name, None))
    return f"{name} for {FULL_S:.0f} s"


def _limit_files(stage: Stage, name: str, limit: int | None) -> None:
    """Set the limit in bytes. None restores each process's hard limit."""
    pid = stage.fleet.pid(name)
    for one in [pid, *(child.pid for child in stage.fleet.below(name))] if pid else []:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            _, hard = resource.prlimit(one, resource.RLIMIT_FSIZE)
            resource.prlimit(one, resource.RLIMIT_FSIZE, (hard if limit is None else limit, hard))


FAULTS: dict[str, tuple[int, Fault]] = {
    "kill -9 worker": (20, kill_worker),
    "kill -9 warm child": (6, kill_warm_child),
    "kill -9 sweep": (4, kill_sweep),
    "kill -9 web": (3, kill_web),
    "SIGTERM, then SIGKILL": (8, term_then_kill),
    "SIGSTOP longer than a lease": (6, stop_longer_than_lease),
    "Redis flushed": (6, flush_redis),
    "Redis restarted empty": (3, restart_redis),
    "Redis gone": (1, take_redis_away),
    "database connections cut": (8, cut_database),
    "PostgreSQL restarted at once": (2, restart_database),
    "storage 5xx": (4, _storage("5xx")),
    "storage slow": (3, _storage("slow")),
    "storage truncated": (4, _storage("truncated")),
    "model 429": (4, _model("429")),
    "model 500": (4, _model("500")),
    "model hangs": (3, _model("hang")),
    "model drops": (3, _model("drop")),
    "model 400": (1, _model("400")),
    "disk full in scratch": (3, fill_disk),
}
"""Each with its weight: what comes often in life comes often here."""


def draw(dice: random.Random, count: int, *, without: Collection[str] = ()) -> list[str]:
    """`count` faults in random order, every kind at least once where there is room."""
    names = [name for name in FAULTS if name not in without]
    dice.shuffle(names)
    weights = [FAULTS[name][0] for name in names]
    drawn = [*names[:count], *dice.choices(names, weights, k=max(0, count - len(names)))]
    dice.shuffle(drawn)
    return drawn
