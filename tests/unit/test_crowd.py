"""How often many watchers are told to ask."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from clueso.api.crowd import LEAST_PER_S, LONG_S, SHARE, SLOWEST_MS, Crowd
from clueso.domain.steps.pace import QUICKEST_POLL_MS


@dataclass
class Process:
    """A web process on a clock of its own: each poll takes `cost_s` of CPU time, and waits for a thread."""

    cost_s: float = 0.005
    waited_s: float = 0.0
    now_s: float = 0.0
    used_s: float = 0.0
    crowd: Crowd = field(init=False)

    def __post_init__(self) -> None:
        draw: Callable[[], float] = random.Random(1).random
        self.crowd = Crowd(lambda: self.now_s, lambda: self.used_s, lambda: self.waited_s, draw)

    def pause_s(self) -> float:
        """Answer one poll, and return when its watcher asks again."""
        self.used_s += self.cost_s
        self.crowd.tell()
        return max(QUICKEST_POLL_MS, self.crowd.pace_ms()) / 1000


def polls(process: Process, watchers: int, *, seconds: int, gather_s: float = 1.0) -> list[int]:
    """How many polls come in each second if watchers do what they are told."""
    due = [process.now_s + number / watchers * gather_s for number in range(watchers)]
    begun = process.now_s
    heapq.heapify(due)
    counted = [0] * seconds
    while due[0] < begun + seconds:
        process.now_s = heapq.heappop(due)
        counted[int(process.now_s - begun)] += 1
        heapq.heappush(due, process.now_s + process.pause_s())
    return counted


@pytest.mark.parametrize("watchers", [1, 20, 45])
def test_few_watchers_ask_each_second(watchers: int) -> None:
    counted = polls(Process(), watchers, seconds=20)

    assert set(counted[1:-1]) == {watchers}


@pytest.mark.parametrize("watchers", [300, 1000, 2500])
@pytest.mark.parametrize("cost_s", [0.003, 0.008])
def test_many_watchers_share_the_time_that_a_process_has_for_them(watchers: int, cost_s: float) -> None:
    counted = polls(Process(cost_s), watchers, seconds=180, gather_s=15)[90:]

    room = max(SHARE / cost_s, watchers / (SLOWEST_MS / 1000))
    assert 0.6 * min(room, watchers) < sum(counted) / len(counted) < 1.3 * room
    assert max(counted) < 2 * room


def test_a_process_that_others_slow_down_lets_watchers_ask_less_often() -> None:
    alone, beside_others = Process(), Process(waited_s=2 * LONG_S)

    often = sum(polls(alone, 1000, seconds=120)[60:])
    less_often = sum(polls(beside_others, 1000, seconds=120)[60:])

    assert less_often < 0.5 * often


def test_whoever_waited_once_does_not_slow_the_watchers_for_ever() -> None:
    process = Process(waited_s=2 * LONG_S)
    polls(process, 200, seconds=60)

    process.waited_s = 0.0

    assert sum(polls(process, 50, seconds=300)[290:]) == pytest.approx(500, abs=60)


@pytest.mark.parametrize("watchers", [9, 300])
def test_a_crowd_that_asked_least_asks_more_often_once_there_is_time(watchers: int) -> None:
    process = Process(cost_s=1.0, waited_s=2 * LONG_S)
    polls(process, 300, seconds=120)

    process.cost_s, process.waited_s = 0.005, 0.0

    room = SHARE / process.cost_s
    counted = polls(process, watchers, seconds=400, gather_s=60)
    assert sum(counted[380:]) > 0.6 * 20 * min(room, watchers)


def test_nobody_is_told_to_wait_for_ever() -> None:
    process = Process(cost_s=10 / LEAST_PER_S)
    for _ in range(100_000):
        process.now_s += 0.001
        process.pause_s()

    assert SLOWEST_MS / 3 <= process.crowd.pace_ms() <= SLOWEST_MS


def test_those_who_have_gone_are_forgotten() -> None:
    process = Process()
    polls(process, 1000, seconds=30)

    process.now_s += SLOWEST_MS / 1000

    assert process.crowd.pace_ms() == 0


def test_newcomers_leave_less_room_for_those_who_are_told_to_come_again() -> None:
    process, beside_newcomers = Process(), Process()
    for told, newcomers in ((process, 0), (beside_newcomers, 150)):
        for _ in range(30):  # seconds, each with as many polls as there is room for
            for _ in range(100 + newcomers):
                told.now_s += 1 / (100 + newcomers)
                told.used_s += told.cost_s
                told.crowd.tell()

    assert beside_newcomers.crowd.pace_ms() > 2 * process.crowd.pace_ms()
