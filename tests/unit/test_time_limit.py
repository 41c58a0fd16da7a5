"""The time limit of an attempt uses the alarm that RQ uses for a job, and gives it back."""

import contextlib
import signal
import threading

import pytest

from clueso.queue import SPARE_S
from clueso.services.transaction import LONG_PATIENCE_S
from jobs.time_limit import AGAIN_S, OutOfTime, time_limit


def test_a_block_that_takes_too_long_is_ended() -> None:
    with pytest.raises(OutOfTime), time_limit(0.01):
        signal.pause()


def test_a_block_that_ends_in_time_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGALRM)

    with time_limit(600):
        within = signal.getsignal(signal.SIGALRM)

    assert within is not before
    assert signal.getsignal(signal.SIGALRM) is before


def test_a_block_that_swallows_the_alarm_is_ended_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.time_limit.AGAIN_S", 0.2)

    with pytest.raises(OutOfTime), time_limit(0.01):
        swallow_the_first_alarm()


def swallow_the_first_alarm() -> None:
    with contextlib.suppress(OutOfTime):
        signal.pause()
    signal.pause()


def test_the_next_alarm_rings_after_the_cleanup_and_before_the_limit_of_the_job() -> None:
    assert LONG_PATIENCE_S < AGAIN_S < SPARE_S


def end_an_inner_block() -> None:
    with contextlib.suppress(OutOfTime), time_limit(0.01):
        signal.pause()
    signal.pause()


def test_an_alarm_that_was_set_before_goes_on_afterwards() -> None:
    with pytest.raises(OutOfTime), time_limit(1):
        end_an_inner_block()


def test_in_another_thread_there_is_no_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with time_limit(0.001):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert done == [True]
