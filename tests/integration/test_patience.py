"""Waiting for a paid answer: what was paid for is kept, whatever became of the step meanwhile."""

import threading

import pytest

from clueso.domain.ports import Reply
from clueso.services.steps import LeaseLost
from jobs.attempt import HandBack
from jobs.patience import PatientLedger
from tests.writing_fakes import MemoryLedger

ANSWER = Reply("{}", "stop", 1, 1)


class EndingWatch:
    """Raises once somebody has begun to wait."""

    def __init__(self, end: type[BaseException]) -> None:
        self.end = end
        self.is_over = threading.Event()

    def check(self) -> None:
        self.is_over.set()
        raise self.end

    def fileno(self) -> int:
        raise OSError

    def progress(self, fraction: float) -> None:
        del fraction


@pytest.mark.parametrize("end", [HandBack, LeaseLost])
def test_an_answer_that_comes_after_the_end_of_the_step_is_kept(end: type[BaseException]) -> None:
    watch = EndingWatch(end)
    ledger = MemoryLedger()

    def send(key: str) -> Reply:
        watch.is_over.wait(5)
        return ANSWER

    assert PatientLedger(ledger, watch).paid("part", "prompt", "model", send) == ANSWER
