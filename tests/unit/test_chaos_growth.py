"""The verdict of `make soak`: it breaks when something grows, and when nothing could."""

from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.figures import Figures
from tests.chaos.growth import Sample, Work, judge

MIB = 1024**2
SAMPLE = Sample(
    pids={"media.1": 10, "web.1": 11},
    memory={"media.1": 200 * MIB, "web.1": 100 * MIB},
    database_connections=12,
    redis_connections=9,
    scratch=0,
    keys=100,
)
WORK = Work(
    steps_done=50,
    steps_done_lately=20,
    projects_failed=0,
    steps_failed=0,
    projects_made=5,
    over_quota=0,
    ends=(),
    trouble=(),
)


def broken(after: Sample = SAMPLE, work: Work = WORK) -> list[str]:
    figures = Figures()
    judge(figures, SAMPLE, after, work)
    return figures.broken


def test_nothing_grows() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({"memory": {"media.1": 400 * MIB, "web.1": 100 * MIB}}, ["memory of media.1 within bounds"]),
        ({"database_connections": 18}, ["database connections more"]),
        ({"redis_connections": 15}, ["redis connections more"]),
        ({"scratch": 1}, ["scratch files"]),
        ({"keys": 1000}, ["Redis' keys"]),
    ],
)
def test_something_grows(changes: dict[str, Any], figures: list[str]) -> None:
    assert broken(replace(SAMPLE, **changes)) == figures


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({"steps_done": 0}, ["steps done"]),
        ({"projects_made": 0}, ["projects made"]),
        ({"projects_failed": 1}, ["projects failed"]),
        ({"steps_failed": 1}, ["steps failed"]),
        ({"trouble": ("person 0: ReadTimeout",)}, ["trouble of those who made projects"]),
    ],
)
def test_nobody_was_at_work_or_it_failed(changes: dict[str, Any], figures: list[str]) -> None:
    assert broken(work=replace(WORK, **changes)) == figures


def test_a_process_that_is_down() -> None:
    after = replace(SAMPLE, pids={"media.1": None, "web.1": 11}, memory={"media.1": 0, "web.1": 100 * MIB})

    assert broken(after) == ["processes that are down", "memory of media.1 within bounds"]


def test_a_process_whose_memory_cannot_be_read() -> None:
    assert broken(replace(SAMPLE, memory={"media.1": 0, "web.1": 100 * MIB})) == [
        "memory of media.1 within bounds"
    ]


def test_another_process_at_the_end() -> None:
    after = replace(SAMPLE, pids={"media.1": 99, "web.1": 11})

    assert broken(after, replace(WORK, ends=(("media.1", 0),))) == ["processes that ended"]


def test_the_memory_of_a_successor_is_compared_too() -> None:
    after = replace(
        SAMPLE,
        pids={"media.1": 99, "web.1": 11},
        memory={"media.1": 400 * MIB, "web.1": 100 * MIB},
    )
    work = replace(WORK, ends=(("media.1", 0),), steps_done=1200)

    assert broken(after, work) == ["processes that ended", "memory of media.1 within bounds"]


def test_a_process_that_ended_with_an_error() -> None:
    work = replace(WORK, ends=(("media.1", -9),), steps_done=5000)

    assert broken(replace(SAMPLE, pids={"media.1": 99, "web.1": 11}), work) == [
        "processes that ended with an error"
    ]
