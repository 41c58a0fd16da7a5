"""The ledger on both databases: what was paid for is never paid for again."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import select

from clueso.domain.documents import DocumentKind
from clueso.domain.ports import Reply
from clueso.domain.steps import StepStatus
from clueso.errors import (
    CallRefused,
    CluesoError,
    ModelUnavailable,
    NoAnswer,
    WriterDown,
    WriterLost,
    WriterRefused,
)
from clueso.extensions import db
from clueso.models import PaidCall
from clueso.services import ledger as ledgers
from clueso.services import projects, steps
from clueso.services.ledger import PAID_TRIES, StepLedger
from clueso.services.steps import Claim, LeaseLost
from clueso.services.sweep import sweep
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import USER, claimed, let_leases_end, new_project, run_through, step
from tests.writing_fakes import QuietWatch


class Provider:
    """Counts what it was asked and answers, or raises what it was given."""

    def __init__(self, *errors: Exception) -> None:
        self.keys: list[str] = []
        self._errors = list(errors)

    def __call__(self, key: str) -> Reply:
        self.keys.append(key)
        if self._errors:
            raise self._errors.pop(0)
        return Reply('{"answer": 42}', "stop", 10, 5)


@pytest.fixture
def ledger(runtime: Runtime) -> StepLedger:
    return StepLedger(claimed(new_project(runtime), "probe"), "document", QuietWatch())


def ask(ledger: StepLedger, provider: Provider, prompt: str = "prompt") -> Reply:
    return ledger.paid("section-1", prompt, "model", provider)


def test_the_same_question_is_asked_once(ledger: StepLedger) -> None:
    provider = Provider()

    first, second = ask(ledger, provider), ask(ledger, provider)

    assert first == second == Reply('{"answer": 42}', "stop", 10, 5)
    assert len(provider.keys) == 1


def test_another_prompt_is_another_question_with_another_key(ledger: StepLedger) -> None:
    provider = Provider()

    ask(ledger, provider, "one")
    ask(ledger, provider, "two")

    assert len(set(provider.keys)) == 2


def test_a_try_again_uses_the_same_key(ledger: StepLedger) -> None:
    provider = Provider(WriterLost())

    with pytest.raises(WriterLost):
        ask(ledger, provider)
    ask(ledger, provider)

    assert len(set(provider.keys)) == 1


def test_a_call_that_was_not_accepted_costs_neither_a_try_nor_tokens(ledger: StepLedger) -> None:
    provider = Provider(*(CallRefused() for _ in range(4)))
    for _ in range(4):
        with pytest.raises(CallRefused):
            ask(ledger, provider)

    assert ask(ledger, provider).text
    assert len(provider.keys) == 5


def test_three_lost_answers_are_the_last(ledger: StepLedger) -> None:
    provider = Provider(*(WriterLost() for _ in range(9)))
    for _ in range(3):
        with pytest.raises(WriterLost):
            ask(ledger, provider)

    with pytest.raises(NoAnswer):
        ask(ledger, provider)

    assert len(provider.keys) == 3


@pytest.mark.parametrize("refusal", [WriterDown, ModelUnavailable])
def test_what_the_provider_refused_was_not_paid_and_costs_no_try(
    ledger: StepLedger, refusal: type[Exception]
) -> None:
    provider = Provider(*(refusal() for _ in range(5)))
    for _ in range(5):
        with pytest.raises(refusal):
            ask(ledger, provider)

    assert ask(ledger, provider).text == '{"answer": 42}'


def test_a_worker_that_lost_its_step_pays_for_nothing(runtime: Runtime) -> None:
    claim = claimed(new_project(runtime), "probe")
    let_leases_end()
    steps.expire(claim.step_id, runtime.settings)
    provider = Provider()

    with pytest.raises(LeaseLost):
        ask(StepLedger(claim, "document", QuietWatch()), provider)

    assert provider.keys == []


def test_a_step_that_was_lost_since_the_row_was_written_pays_for_nothing(runtime: Runtime) -> None:
    class Lost(QuietWatch):
        def check(self) -> None:
            raise LeaseLost

    ledger, provider = StepLedger(claimed(new_project(runtime), "probe"), "document", Lost()), Provider()
    for _ in range(PAID_TRIES + 1):
        with pytest.raises(LeaseLost):
            ask(ledger, provider)

    assert provider.keys == []


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
            return ask(StepLedger(claim, "document", QuietWatch()), provider)

    with ThreadPoolExecutor() as pool:
        yield lambda claim, provider: pool.submit(asked, claim, provider)
        slow.may_answer.set()


def test_a_call_in_flight_is_waited_for_by_the_next_attempt(
    runtime: Runtime, slow: Slow, ask_beside: AskBeside
) -> None:
    project_id = new_project(runtime)
    first = ask_beside(claimed(project_id, "probe"), slow)
    assert slow.is_asked.wait(30)
    projects.cancel(USER, project_id)
    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)

    second = ask_beside(claimed(project_id, "probe"), slow)
    with pytest.raises(TimeoutError):
        second.result(timeout=0.3)
    slow.may_answer.set()

    assert first.result(timeout=30) == second.result(timeout=30)
    assert len(slow.keys) == 1


def test_a_call_whose_worker_died_is_made_once_more(
    runtime: Runtime, slow: Slow, ask_beside: AskBeside
) -> None:
    project_id, provider = new_project(runtime), Provider()
    ask_beside(claimed(project_id, "probe"), slow)
    assert slow.is_asked.wait(30)
    let_leases_end()
    sweep(runtime.settings, runtime.toolbox.courier)

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
    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    second = ask_beside(claimed(project_id, "probe"), slow)
    with pytest.raises(TimeoutError):
        second.result(timeout=0.3)
    slow.may_answer.set()

    assert first.result(timeout=30) == second.result(timeout=30)
    assert len(slow.keys) == 1


def test_who_wakes_too_late_takes_nothing_back_of_the_call_that_another_makes(
    runtime: Runtime, slow: Slow, ask_beside: AskBeside
) -> None:
    project_id = new_project(runtime)

    class Late(QuietWatch):
        """Finds that the lease ran out, and that another has the step and makes the call."""

        def check(self) -> None:
            let_leases_end()
            sweep(runtime.settings, runtime.toolbox.courier)
            ask_beside(claimed(project_id, "probe"), slow)
            assert slow.is_asked.wait(30)
            raise LeaseLost

    with pytest.raises(LeaseLost):
        ask(StepLedger(claimed(project_id, "probe"), "document", Late()), Provider())

    assert holds() == [(True, 1)]


@transactional
def holds() -> list[tuple[bool, int]]:
    return [(call.held_until is not None, call.tries) for call in db.session.scalars(select(PaidCall))]


def test_a_call_that_gave_no_answer_is_made_again_at_once(runtime: Runtime, ask_beside: AskBeside) -> None:
    project_id, provider = new_project(runtime), Provider(WriterLost())
    claim = claimed(project_id, "probe")
    with pytest.raises(WriterLost):
        ask(StepLedger(claim, "document", QuietWatch()), provider)
    steps.hand_back(claim)

    again = ask_beside(claimed(project_id, "probe"), provider)

    assert again.result(timeout=30).text


def test_a_refused_document_that_is_retried_is_asked_for_anew(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    claim, provider = claimed(project_id, "write:summary"), Provider()
    ask(StepLedger(claim, "document", QuietWatch()), provider)
    steps.fail(claim, WriterRefused(), runtime.settings)
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    ask(StepLedger(claimed(project_id, "write:summary"), "document", QuietWatch()), provider)

    assert len(provider.keys) == 2


def test_a_document_whose_worker_was_lost_is_not_paid_for_again(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    claim, provider = claimed(project_id, "write:summary"), Provider()
    ask(StepLedger(claim, "document", QuietWatch()), provider)
    projects.cancel(USER, project_id)

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    ask(StepLedger(claimed(project_id, "write:summary"), "document", QuietWatch()), provider)

    assert len(provider.keys) == 1


def writing(runtime: Runtime) -> str:
    """A project whose summary can be written."""
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    return project_id


@pytest.mark.parametrize("errors", [(WriterLost, WriterLost, WriterLost, NoAnswer), (CallRefused,)])
def test_a_retry_pays_only_for_what_was_never_answered(
    runtime: Runtime, errors: tuple[type[CluesoError], ...]
) -> None:
    project_id, provider = writing(runtime), Provider()
    claim, unlucky = claimed(project_id, "write:summary"), Provider(*(error() for error in errors))
    ledger = StepLedger(claim, "document", QuietWatch())
    ask(ledger, provider, "one")
    for error in errors:
        with pytest.raises(error) as last:
            ask(ledger, unlucky, "two")
    steps.fail(claim, last.value, runtime.settings)
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    ledger = StepLedger(claimed(project_id, "write:summary"), "document", QuietWatch())
    ask(ledger, provider, "one")
    ask(ledger, provider, "two")

    assert len(provider.keys) == 2


def test_three_lost_answers_fail_the_step_at_once_and_a_person_may_retry(runtime: Runtime) -> None:
    project_id = writing(runtime)

    steps.fail(claimed(project_id, "write:summary"), NoAnswer(), runtime.settings)

    failed = step(project_id, "write:summary")
    assert failed.status == StepStatus.FAILED
    assert failed.error is not None
    assert (failed.error["code"], failed.error["retryable"]) == ("no-answer", True)


def test_a_retry_after_three_lost_workers_may_pay_again(runtime: Runtime) -> None:
    project_id, provider = writing(runtime), Provider(*(WorkerKilled() for _ in range(3)))
    for _ in range(3):
        with pytest.raises(WorkerKilled):
            ask(StepLedger(claimed(project_id, "write:summary"), "document", QuietWatch()), provider)
        let_leases_end()
        steps.expire(step(project_id, "write:summary").id, runtime.settings)
    assert step(project_id, "write:summary").status == StepStatus.FAILED
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)

    assert ask(StepLedger(claimed(project_id, "write:summary"), "document", QuietWatch()), provider).text


def test_a_call_in_flight_that_was_not_accepted_gives_a_retry_no_further_try(runtime: Runtime) -> None:
    project_id, provider = writing(runtime), Provider(*(WriterLost() for _ in range(9)))

    def cancelled_and_retried(key: str) -> Reply:
        del key
        projects.cancel(USER, project_id)
        projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
        raise WriterDown

    before = StepLedger(claimed(project_id, "write:summary"), "document", QuietWatch())
    with pytest.raises(WriterDown):
        before.paid("section-1", "prompt", "model", cancelled_and_retried)
    ledger = StepLedger(claimed(project_id, "write:summary"), "document", QuietWatch())
    for _ in range(PAID_TRIES):
        with pytest.raises(WriterLost):
            ask(ledger, provider)

    with pytest.raises(NoAnswer):
        ask(ledger, provider)


class WorkerKilled(Exception):
    """Nothing of ours hears of it: the call stays as it was begun."""
