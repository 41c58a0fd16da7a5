"""A short slice of `make chaos`: the same stack, the same verdict, a fixed seed, several queues per process."""

import pytest

from tests.chaos.crashing_sweep import POINTS
from tests.chaos.crashing_web import POINTS as WEB_POINTS
from tests.chaos.fleet import SMALL
from tests.chaos.points import crash_everywhere
from tests.chaos.run import Plan, run

pytestmark = pytest.mark.xdist_group("chaos")
SOME_OF_WEB = ("complete/after-storage", "create/after-commit")
SOME = (
    "extract/before-claim",
    "extract/after-put",
    "transcribe/before-commit",
    "write/after-reply",
    "sweep/before-enqueue",
)


def say(line: str) -> None:
    print(line)  # noqa: T201 - pytest shows it with a failure


def test_nothing_is_lost_stuck_or_paid_twice_under_faults() -> None:
    plan = Plan(5, 4, faults=10, pause_s=0.6, between_projects_s=1.0, copies=SMALL, without=("Redis gone",))

    assert run(plan, say) == []


def test_a_process_that_dies_at_a_crash_point_costs_nothing_but_time() -> None:
    assert set(SOME) <= set(POINTS) and set(SOME_OF_WEB) <= set(WEB_POINTS)

    assert crash_everywhere(say, SOME, SOME_OF_WEB, SMALL) == []
