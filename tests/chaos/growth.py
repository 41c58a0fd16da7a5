"""The verdict of `make soak`: what grew while the work went on, and whether it went on."""

from collections import Counter
from dataclasses import dataclass

from clueso.job_ends import SHOWN_S
from tests.chaos.figures import Figures

MAY_GROW_BYTES, MAY_GROW = 48 * 1024**2, 0.25
MAY_GROW_CONNECTIONS = 5
KEYS_PER_MESSAGE, OTHER_KEYS = 4, 200


@dataclass(frozen=True, slots=True)
class Sample:
    """The resources in use at one moment.

    `memory` is that of a process and its children, in bytes. A pid is None while its process is down.
    """

    pids: dict[str, int | None]
    memory: dict[str, int]
    database_connections: int
    redis_connections: int
    scratch: int
    keys: int


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a run.

    `steps_done_lately` counts steps within the time that Redis keeps a message. `ends` holds the names of the
    processes that ended during the run, with their exit status.
    """

    steps_done: int
    steps_done_lately: int
    projects_failed: int
    steps_failed: int
    projects_made: int
    over_quota: int
    ends: tuple[tuple[str, int], ...]
    trouble: tuple[str, ...]


def judge(figures: Figures, before: Sample, after: Sample, work: Work) -> None:
    """Judge the work and the growth between two samples of one load."""
    figures.must_be("trouble of those who made projects", len(work.trouble), 0, shown=work.trouble)
    figures.at_least("projects made", work.projects_made, 1)
    figures.tell("refused for a quota", work.over_quota)
    figures.at_least("steps done", work.steps_done, 1)
    figures.must_be("projects failed", work.projects_failed, 0)
    figures.must_be("steps failed", work.steps_failed, 0)
    _judge_processes(figures, after, work)
    for name, pid in before.pids.items():
        _judge_memory(figures, name, before.memory[name], after.memory[name], pid == after.pids[name])
    for of in ("database_connections", "redis_connections"):
        first, last = getattr(before, of), getattr(after, of)
        shown = f"{first} to {last}"
        figures.at_most(f"{of.replace('_', ' ')} more", last - first, MAY_GROW_CONNECTIONS, shown=shown)
    figures.must_be("scratch files", after.scratch, 0, shown=f"{before.scratch} before")
    bound = KEYS_PER_MESSAGE * work.steps_done_lately + OTHER_KEYS
    shown = f"{before.keys} before; {work.steps_done_lately} steps in {SHOWN_S} s"
    figures.at_most("Redis' keys", after.keys, bound, shown=shown)


def _judge_processes(figures: Figures, after: Sample, work: Work) -> None:
    """Judge how many processes ended: without faults none does, since workers renew themselves in place."""
    down = [name for name, pid in after.pids.items() if pid is None]
    figures.must_be("processes that are down", len(down), 0, shown=down)
    failed = [(name, status) for name, status in work.ends if status != 0]
    figures.must_be("processes that ended with an error", len(failed), 0, shown=failed[:5])
    ends = Counter(name for name, status in work.ends if status == 0)
    figures.must_be("processes that ended", sum(ends.values()), 0, shown=dict(ends))


def _judge_memory(figures: Figures, name: str, first: int, last: int, is_same: bool) -> None:
    """Judge a process's memory. 0 bytes mean that it could not be read."""
    bound = int(first * (1 + MAY_GROW) + MAY_GROW_BYTES)
    whose = "" if is_same else ", of another process"
    shown = f"{last >> 20} MiB, {first >> 20} before{whose}"
    figures.must_be(f"memory of {name} within bounds", 0 < last <= bound, True, shown=shown)
