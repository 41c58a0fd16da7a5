"""The daily budget on both databases: reserved before a call, settled after it, never overdrawn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from clueso.domain.ports.writer import Reply
from clueso.errors import QuotaExceeded, WriterDown, WriterLost
from clueso.services.limits import budget
from clueso.services.people import accounts
from clueso.services.transaction import transactional
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime
from tests.factories import USER, claimed, new_project
from tests.paying import calls_of

PER_DAY = 10_000
ANSWER = Reply("{}", "stop", 700, 50)


@pytest.fixture
def ledger(runtime: Runtime) -> PaidCalls:
    return calls_of(claimed(new_project(runtime), "probe"), tokens_per_day=PER_DAY)


def ask(ledger: PaidCalls, answer: Reply | Exception = ANSWER, prompt: str = "prompt") -> Reply:
    def send(key: str) -> Reply:
        assert budget.used_today(USER) >= budget.estimate(prompt)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ledger.paid("section-1", prompt, "model", send)


def test_a_call_reserves_its_tokens_while_it_runs_and_then_counts_what_it_took(ledger: PaidCalls) -> None:
    ask(ledger)

    assert budget.used_today(USER) == 750


def test_an_answer_that_is_known_takes_nothing(ledger: PaidCalls) -> None:
    ask(ledger)
    ledger.paid("section-1", "prompt", "model", lambda key: pytest.fail(f"{key} was asked again"))

    assert budget.used_today(USER) == 750


def test_a_call_that_was_not_paid_gives_its_tokens_back(ledger: PaidCalls) -> None:
    with pytest.raises(WriterDown):
        ask(ledger, WriterDown())

    assert budget.used_today(USER) == 0


def test_a_call_whose_answer_was_lost_stays_counted(ledger: PaidCalls) -> None:
    with pytest.raises(WriterLost):
        ask(ledger, WriterLost())
    ask(ledger)

    assert budget.used_today(USER) == budget.estimate("prompt") + 750


def test_a_day_without_enough_tokens_ends_in_words_and_costs_no_try(ledger: PaidCalls) -> None:
    long = "word " * 10_000

    for _ in range(4):
        with pytest.raises(QuotaExceeded, match="tomorrow"):
            ask(ledger, prompt=long)

    assert budget.used_today(USER) == 0
    assert ask(ledger) == ANSWER


def test_no_budget_is_no_limit(runtime: Runtime) -> None:
    free = calls_of(claimed(new_project(runtime), "probe"))

    assert free.paid("section-1", "word " * 100_000, "model", lambda key: ANSWER) == ANSWER
    assert budget.used_today(USER) == 0


def test_tomorrow_is_another_day(ledger: PaidCalls, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(ledger, prompt="word " * 2_000)
    monkeypatch.setattr(budget, "today", lambda: date(2999, 1, 1))

    assert budget.used_today(USER) == 0


def test_many_at_once_never_take_more_than_there_is(runtime: Runtime) -> None:
    reserve = transactional(budget.reserve)

    def take(_: int) -> int:
        with runtime.app.app_context():
            try:
                reserve(USER, 1_000, per_day=PER_DAY)
            except QuotaExceeded:
                return 0
            return 1

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(take, range(24)))

    assert taken == 10
    assert budget.used_today(USER) == PER_DAY


def test_sections_asked_for_at_once_never_overdraw_the_day(ledger: PaidCalls, runtime: Runtime) -> None:
    most: list[int] = []

    def send(key: str) -> Reply:
        most.append(budget.used_today(USER))
        return ANSWER

    def section(number: int) -> bool:
        with runtime.app.app_context():
            try:
                ledger.paid(f"section-{number}", "word " * 2_000, "model", send)
            except QuotaExceeded:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        written = sum(pool.map(section, range(16)))

    assert max(most) <= PER_DAY
    assert written >= 2
    assert budget.used_today(USER) == 750 * written


def test_another_user_has_a_budget_of_their_own(ledger: PaidCalls) -> None:
    ask(ledger)

    assert budget.used_today("user_bob") == 0


def test_it_is_forgotten_with_the_user(ledger: PaidCalls) -> None:
    ask(ledger)

    accounts.delete_account(USER)

    assert budget.used_today(USER) == 0
