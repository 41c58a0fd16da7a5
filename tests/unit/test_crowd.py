"""How often many watchers are told to ask."""

import heapq
import random

import pytest

from clueso.api.crowd import POLLS_PER_S, SLOWEST_MS, Crowd
from clueso.domain.steps.pace import QUICKEST_POLL_MS


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def watched(crowd: Crowd, clock: Clock, watchers: int, seconds: int) -> list[int]:
    """How many polls come in each second if watchers do what they are told; all of them begin within a second."""
    due = [number / watchers for number in range(watchers)]
    heapq.heapify(due)
    polls = [0] * seconds
    while due[0] < seconds:
        clock.now_s = heapq.heappop(due)
        polls[int(clock.now_s)] += 1
        crowd.tell()
        heapq.heappush(due, clock.now_s + max(QUICKEST_POLL_MS, crowd.pace_ms()) / 1000)
    return polls


def begun() -> tuple[Crowd, Clock]:
    clock = Clock()
    return Crowd(clock, random.Random(1).random), clock


@pytest.mark.parametrize("watchers", [1, 20, 45])
def test_few_watchers_ask_each_second(watchers: int) -> None:
    polls = watched(*begun(), watchers, 20)

    assert set(polls[1:-1]) == {watchers}


@pytest.mark.parametrize("watchers", [300, 1000, 2500])
def test_many_watchers_share_the_polls_of_a_second(watchers: int) -> None:
    polls = watched(*begun(), watchers, 90)[30:]

    assert 0.3 * POLLS_PER_S < sum(polls) / len(polls) < 1.2 * POLLS_PER_S
    assert max(polls) < 2.5 * POLLS_PER_S


def test_nobody_is_told_to_wait_for_ever() -> None:
    crowd, _ = begun()
    for _ in range(10_000):
        crowd.tell()

    assert SLOWEST_MS / 2 <= crowd.pace_ms() <= SLOWEST_MS


def test_those_who_have_gone_are_forgotten() -> None:
    crowd, clock = begun()
    watched(crowd, clock, 1000, 30)

    clock.now_s += 60

    assert crowd.pace_ms() < QUICKEST_POLL_MS
