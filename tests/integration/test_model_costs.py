"""What models cost, on both databases: counted from answers, by owner, day and model."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clueso.config.prices import prices
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Reply
from clueso.errors import WriterDown
from clueso.extensions import db
from clueso.models import ModelDay
from clueso.services.limits.budget import today
from clueso.services.operations import usage
from clueso.services.operations.lately import Calls, lately
from clueso.services.people import accounts
from clueso.services.pipeline import ledger
from clueso.services.transaction import transactional
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime
from tests.factories import USER, claimed, new_project, run_through
from tests.paying import calls_of

PRICES = prices("model=1/10")
ANSWER = Reply("{}", "stop", 1_000_000, 200_000)


def ask(calls: PaidCalls, prompt: str = "prompt", model: str = "model", answer: Reply = ANSWER) -> Reply:
    return calls.paid("part", prompt, model, lambda _: answer)


@pytest.fixture
def calls(runtime: Runtime) -> PaidCalls:
    return calls_of(claimed(new_project(runtime), "probe"))


def used() -> usage.Used:
    (found,) = usage.by_owner(USER, prices=PRICES)
    return found


def test_an_answer_is_counted_once(calls: PaidCalls) -> None:
    ask(calls)
    ask(calls)  # recorded: nothing is paid for

    assert (used().tokens, used().known_dollars, used().has_unknown_cost) == (1_200_000, 3.0, False)
    assert usage.by_model(prices=PRICES) == [usage.ModelUse("model", 1_000_000, 200_000, 3.0)]


def test_a_call_that_was_refused_costs_nothing(calls: PaidCalls) -> None:
    def refuse(key: str) -> Reply:
        raise WriterDown

    with pytest.raises(WriterDown):
        calls.paid("part", "prompt", "model", refuse)

    assert usage.by_model(prices=PRICES) == []


def test_answers_of_many_threads_are_all_counted(calls: PaidCalls) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ask(calls, f"prompt {number}"), range(16)))

    assert used().known_dollars == 48.0


def test_a_model_without_a_price_has_an_unknown_cost_and_others_theirs(calls: PaidCalls) -> None:
    ask(calls)
    ask(calls, model="other")

    assert (used().known_dollars, used().has_unknown_cost) == (3.0, True)
    assert [use.dollars for use in usage.by_model(prices=PRICES)] == [3.0, None]


def test_an_answer_without_its_number_of_tokens_makes_the_cost_unknown(calls: PaidCalls) -> None:
    ask(calls)
    ask(calls, "another", answer=Reply("{}", "stop", 0, 0))

    assert [use.dollars for use in usage.by_model(prices=PRICES)] == [None]


def test_what_was_paid_twice_is_counted_twice_for_thirty_days(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")
    calls = calls_of(claim)
    ask(calls)
    transactional(ledger.ask_anew)(project_id, claim.name)
    ask(calls)
    transactional(lambda: db.session.execute(update(ModelDay).values(day=today() - timedelta(days=29))))()

    assert used().known_dollars == 6.0
    transactional(lambda: db.session.execute(update(ModelDay).values(day=today() - timedelta(days=30))))()
    assert usage.by_model(prices=PRICES) == []


def test_the_last_hour_tells_the_calls_of_each_model(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    calls = calls_of(claimed(project_id, "write:summary"))
    ask(calls)
    ask(calls, model="other", answer=Reply("{}", "stop", 0, 0))

    assert lately().calls == (Calls("model", 1_000_000, 200_000, 0), Calls("other", 0, 0, 1))


def test_what_a_departed_owner_paid_is_forgotten(calls: PaidCalls) -> None:
    ask(calls)

    accounts.depart(USER)

    assert db.session.scalars(select(ModelDay)).all() == []
