"""A worker waits for a paid reply and records it, even when it loses the step meanwhile; but not for ever."""

import threading
import time

import pytest

from clueso.domain.ports.writer import Reply
from clueso.errors import WriterLost
from clueso.services.pipeline.claimed_steps import LeaseLost
from jobs import last_words, paid_calls
from jobs.attempt import HandBack
from jobs.last_words import LastWords
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime
from tests.factories import claimed, new_project
from tests.paying import calls_of
from tests.writing_fakes import QuietWatch

ANSWER = Reply("{}", "stop", 1, 1)


class EndingWatch(QuietWatch):
    """Raises once the call is on its way."""

    def __init__(self, end: type[BaseException]) -> None:
        super().__init__()
        self.end = end
        self.is_sent = threading.Event()
        self.is_over = threading.Event()

    def check(self) -> None:
        if self.is_sent.is_set():
            self.is_over.set()
            raise self.end


def calls(runtime: Runtime, watch: QuietWatch, *, longest_s: float = 30) -> PaidCalls:
    return calls_of(claimed(new_project(runtime), "probe"), watch, longest_s=longest_s)


@pytest.mark.parametrize("end", [HandBack, LeaseLost])
def test_an_answer_that_comes_after_the_end_of_the_step_is_kept(
    runtime: Runtime, end: type[BaseException]
) -> None:
    watch = EndingWatch(end)

    def send(key: str) -> Reply:
        watch.is_sent.set()
        watch.is_over.wait(5)
        return ANSWER

    assert calls(runtime, watch).paid("part", "prompt", "model", send) == ANSWER


@pytest.mark.parametrize("end", [HandBack, LeaseLost])
def test_nothing_is_bought_once_the_step_must_stop(runtime: Runtime, end: type[BaseException]) -> None:
    watch = EndingWatch(end)
    watch.is_sent.set()
    bought: list[str] = []

    def send(key: str) -> Reply:
        bought.append(key)
        return ANSWER

    with pytest.raises(end):
        calls(runtime, watch).paid("part", "prompt", "model", send)

    assert bought == []


def test_a_step_that_is_lost_is_no_reason_to_lose_its_answer(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paid_calls, "LAST_WORDS_S", 0)
    watch = EndingWatch(LeaseLost)

    def send(key: str) -> Reply:
        watch.is_sent.set()
        watch.is_over.wait(5)
        time.sleep(0.5)
        return ANSWER

    assert calls(runtime, watch).paid("part", "prompt", "model", send) == ANSWER


def test_an_answer_that_never_ends_counts_as_lost(runtime: Runtime) -> None:
    is_over = threading.Event()

    def send(key: str) -> Reply:
        is_over.wait(30)
        return ANSWER

    with pytest.raises(WriterLost):
        calls(runtime, QuietWatch(), longest_s=0.2).paid("part", "prompt", "model", send)
    is_over.set()


def test_work_that_is_paid_for_goes_on_for_a_moment_after_a_shutdown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(last_words, "LAST_WORDS_S", 0.2)
    ended = EndingWatch(HandBack)
    ended.is_sent.set()

    with LastWords(ended) as watch:
        watch.check()
        begun = time.monotonic()
        with pytest.raises(HandBack):
            check_until(watch, begun + 5)

    assert 0.1 < time.monotonic() - begun < 5


def test_work_that_is_paid_for_goes_on_though_its_step_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_words, "LAST_WORDS_S", 0)
    ended = EndingWatch(LeaseLost)
    ended.is_sent.set()

    with LastWords(ended) as watch:
        check_until(watch, time.monotonic() + 0.3)


def check_until(watch: LastWords, end: float) -> None:
    while time.monotonic() < end:
        watch.check()
