"""A call that is being paid for while its step goes to another attempt: it is made once, whoever waits."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import select

from clueso.domain.ports.writer import Reply
from clueso.errors import (
    WriterLost,
)
from clueso.extensions import db
from clueso.models import PaidCall
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline import ledger as ledgers
from clueso.services.pipeline.claimed_steps import Claim, LeaseLost
from clueso.services.pipeline.sweep import sweep
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import USER, claimed, let_leases_end, new_project
from tests.paying import Provider, ask, calls_of
from tests.writing_fakes import QuietWatch


class Slow(Provider):
    """Answers once it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def __call__(self, key: str) -> Reply:
        self.is_asked.set()
        assert self.may_answer.wait(30)
        return super().__call__(key)


@pytest.fixture
def slow() -> Slow:
    return Slow()


AskBeside = Callable[[Claim, Provider], Future[Reply]]


@pytest.fixture
def ask_beside(runtime: Runtime, slow: Slow) -> Iterator[AskBeside]:
    """The question, asked by another worker than ours."""

    def asked(claim: Claim, provider: Provider) -> Reply:
        with runtime.app.app_context():
            return ask(calls_of(claim), provider)

    with ThreadPoolExecutor() as pool:
        yield lambda claim, provider: pool.submit(asked, claim, provider)
        slow.may_answer.set()


def assert_waited_for(first: Future[Reply], second: Future[Reply], slow: Slow) -> None:
    """That the second attempt gets the reply to the first one's call, once that has come."""
    with pytest.raises(TimeoutError):
        second.result(timeout=0.3)
    slow.may_answer.set()
    assert first.result(timeout=30) == second.result(timeout=30)
    assert len(slow.keys) == 1


def test_a_call_in_flight_is_waited_for_by_the_next_attempt(
    runtime: Runtime, slow: Slow, ask_beside: AskBeside
) -> None:
    project_id = new_project(runtime)
    first = ask_beside(claimed(project_id, "probe"), slow)
    assert slow.is_asked.wait(30)
    projects.cancel(USER, project_id)
    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert_waited_for(first, ask_beside(claimed(project_id, "probe"), slow), slow)


def test_a_call_whose_worker_died_is_made_once_more(
    runtime: Runtime, slow: Slow, ask_beside: AskBeside
) -> None:
    project_id, provider = new_project(runtime), Provider()
    ask_beside(claimed(project_id, "probe"), slow)
    assert slow.is_asked.wait(30)
    let_leases_end()
    sweep(runtime.settings, runtime.toolbox.dispatcher)

    ask_beside(claimed(project_id, "probe"), provider).result(timeout=30)

    assert len(provider.keys) == 1


def test_a_call_whose_step_was_taken_away_stays_its_own(
    runtime: Runtime, slow: Slow, ask_beside: AskBeside
) -> None:
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")
    first = ask_beside(claim, slow)
    assert slow.is_asked.wait(30)
    projects.cancel(USER, project_id)
    let_leases_end()

    ledgers.prolong(claim, lease_s=60)
    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    assert_waited_for(first, ask_beside(claimed(project_id, "probe"), slow), slow)


def test_who_wakes_too_late_takes_nothing_back_of_the_call_that_another_makes(
    runtime: Runtime, slow: Slow, ask_beside: AskBeside
) -> None:
    project_id = new_project(runtime)

    class Late(QuietWatch):
        """Finds that the lease ran out, and that another has the step and makes the call."""

        def check(self) -> None:
            let_leases_end()
            sweep(runtime.settings, runtime.toolbox.dispatcher)
            ask_beside(claimed(project_id, "probe"), slow)
            assert slow.is_asked.wait(30)
            raise LeaseLost

    with pytest.raises(LeaseLost):
        ask(calls_of(claimed(project_id, "probe"), Late()), Provider())

    assert holds() == [(True, 1)]


@transactional
def holds() -> list[tuple[bool, int]]:
    return [(call.held_until is not None, call.tries) for call in db.session.scalars(select(PaidCall))]


def test_a_call_that_gave_no_answer_is_made_again_at_once(runtime: Runtime, ask_beside: AskBeside) -> None:
    project_id, provider = new_project(runtime), Provider(WriterLost())
    claim = claimed(project_id, "probe")
    with pytest.raises(WriterLost):
        ask(calls_of(claim), provider)
    claimed_steps.hand_back(claim)

    again = ask_beside(claimed(project_id, "probe"), provider)

    assert again.result(timeout=30).text
