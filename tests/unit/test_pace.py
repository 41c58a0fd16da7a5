"""How often a watcher asks, and what it is told of the rest."""

import pytest

from clueso.domain.steps.pace import poll_after_ms, remaining_s


def test_nobody_asks_again_once_it_has_ended() -> None:
    assert poll_after_ms(is_final=True, is_running=False, idle_s=0) is None


def test_running_work_is_asked_for_each_second_however_long_it_takes() -> None:
    assert poll_after_ms(is_final=False, is_running=True, idle_s=3600) == 1000


@pytest.mark.parametrize(("age_s", "expected_ms"), [(-1, 250), (0, 250), (5, 500), (9.99, 999), (3600, 1000)])
def test_work_that_has_just_begun_is_asked_for_more_often(age_s: float, expected_ms: int) -> None:
    pause_ms = poll_after_ms(is_final=False, is_running=True, idle_s=0, age_s=age_s)

    assert pause_ms == expected_ms


@pytest.mark.parametrize(("idle_s", "expected_ms"), [(-3, 1000), (0, 1000), (30, 3000), (3600, 10_000)])
def test_who_waits_long_in_a_queue_asks_less_often(idle_s: float, expected_ms: int) -> None:
    assert poll_after_ms(is_final=False, is_running=False, idle_s=idle_s) == expected_ms


def test_the_rest_goes_on_as_it_went() -> None:
    assert remaining_s(progress=0.25, elapsed_s=10) == 30


@pytest.mark.parametrize(("progress", "elapsed_s"), [(0.5, None), (0.5, -1), (0.04, 10), (1.0, 10)])
def test_no_estimate_is_better_than_a_wild_one(progress: float, elapsed_s: float | None) -> None:
    assert remaining_s(progress=progress, elapsed_s=elapsed_s) is None


def test_work_that_is_not_done_takes_another_second_at_least() -> None:
    assert remaining_s(progress=0.999, elapsed_s=1) == 1


@pytest.mark.parametrize(
    ("is_running", "least_ms", "expected_ms"),
    [(True, 7000, 7000), (True, 400, 400), (False, 20_000, 20_000)],
)
def test_where_very_many_watch_all_ask_less_often(is_running: bool, least_ms: int, expected_ms: int) -> None:
    pause_ms = poll_after_ms(is_final=False, is_running=is_running, idle_s=0, age_s=0, least_ms=least_ms)

    assert pause_ms == expected_ms
