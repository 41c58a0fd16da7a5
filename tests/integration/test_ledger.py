"""The ledger on both databases: what was paid for is never paid for again."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Reply
from clueso.domain.steps.statuses import StepStatus
from clueso.errors import (
    CallRefused,
    CluesoError,
    ModelUnavailable,
    NoAnswer,
    WriterDown,
    WriterLost,
    WriterRefused,
)
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import LeaseLost
from clueso.services.pipeline.ledger import PAID_TRIES
from clueso.services.projects import projects
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime
from tests.factories import USER, claimed, let_leases_end, new_project, run_through, step
from tests.paying import Provider, ask, calls_of
from tests.writing_fakes import QuietWatch


@pytest.fixture
def ledger(runtime: Runtime) -> PaidCalls:
    return calls_of(claimed(new_project(runtime), "probe"))


def test_the_same_question_is_asked_once(ledger: PaidCalls) -> None:
    provider = Provider()

    first, second = ask(ledger, provider), ask(ledger, provider)

    assert first == second == Reply('{"answer": 42}', "stop", 10, 5)
    assert len(provider.keys) == 1


def test_another_prompt_is_another_question_with_another_key(ledger: PaidCalls) -> None:
    provider = Provider()

    ask(ledger, provider, "one")
    ask(ledger, provider, "two")

    assert len(set(provider.keys)) == 2


def test_a_try_again_uses_the_same_key(ledger: PaidCalls) -> None:
    provider = Provider(WriterLost())

    with pytest.raises(WriterLost):
        ask(ledger, provider)
    ask(ledger, provider)

    assert len(set(provider.keys)) == 1


def test_a_call_that_was_not_accepted_costs_neither_a_try_nor_tokens(ledger: PaidCalls) -> None:
    provider = Provider(*(CallRefused() for _ in range(4)))
    for _ in range(4):
        with pytest.raises(CallRefused):
            ask(ledger, provider)

    assert ask(ledger, provider).text
    assert len(provider.keys) == 5


def test_three_lost_answers_are_the_last(ledger: PaidCalls) -> None:
    provider = Provider(*(WriterLost() for _ in range(9)))
    for _ in range(3):
        with pytest.raises(WriterLost):
            ask(ledger, provider)

    with pytest.raises(NoAnswer):
        ask(ledger, provider)

    assert len(provider.keys) == 3


@pytest.mark.parametrize("refusal", [WriterDown, ModelUnavailable])
def test_what_the_provider_refused_was_not_paid_and_costs_no_try(
    ledger: PaidCalls, refusal: type[Exception]
) -> None:
    provider = Provider(*(refusal() for _ in range(5)))
    for _ in range(5):
        with pytest.raises(refusal):
            ask(ledger, provider)

    assert ask(ledger, provider).text == '{"answer": 42}'


def test_a_worker_that_lost_its_step_pays_for_nothing(runtime: Runtime) -> None:
    claim = claimed(new_project(runtime), "probe")
    let_leases_end()
    claimed_steps.expire(claim.step_id, runtime.settings)
    provider = Provider()

    with pytest.raises(LeaseLost):
        ask(calls_of(claim), provider)

    assert provider.keys == []


def test_a_step_that_was_lost_since_the_row_was_written_pays_for_nothing(runtime: Runtime) -> None:
    class Lost(QuietWatch):
        def check(self) -> None:
            super().check()
            if self.checks % 2 == 0:  # the one between the commit and the call
                raise LeaseLost

    ledger, provider = calls_of(claimed(new_project(runtime), "probe"), Lost()), Provider()
    for _ in range(PAID_TRIES + 1):
        with pytest.raises(LeaseLost):
            ask(ledger, provider)

    assert provider.keys == []


def test_a_refused_document_that_is_retried_is_asked_for_anew(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    claim, provider = claimed(project_id, "write:summary"), Provider()
    ask(calls_of(claim), provider)
    claimed_steps.fail(claim, WriterRefused(), runtime.settings)
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    ask(calls_of(claimed(project_id, "write:summary")), provider)

    assert len(provider.keys) == 2


def test_a_document_whose_worker_was_lost_is_not_paid_for_again(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    claim, provider = claimed(project_id, "write:summary"), Provider()
    ask(calls_of(claim), provider)
    projects.cancel(USER, project_id)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    ask(calls_of(claimed(project_id, "write:summary")), provider)

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
    ledger = calls_of(claim)
    ask(ledger, provider, "one")
    for error in errors:
        with pytest.raises(error) as last:
            ask(ledger, unlucky, "two")
    claimed_steps.fail(claim, last.value, runtime.settings)
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    ledger = calls_of(claimed(project_id, "write:summary"))
    ask(ledger, provider, "one")
    ask(ledger, provider, "two")

    assert len(provider.keys) == 2


def test_three_lost_answers_fail_the_step_at_once_and_a_person_may_retry(runtime: Runtime) -> None:
    project_id = writing(runtime)

    claimed_steps.fail(claimed(project_id, "write:summary"), NoAnswer(), runtime.settings)

    failed = step(project_id, "write:summary")
    assert failed.status == StepStatus.FAILED
    assert failed.error is not None
    assert (failed.error["code"], failed.error["retryable"]) == ("no-answer", True)


def test_a_retry_after_three_lost_workers_may_pay_again(runtime: Runtime) -> None:
    project_id, provider = writing(runtime), Provider(*(WorkerKilled() for _ in range(3)))
    for _ in range(3):
        with pytest.raises(WorkerKilled):
            ask(calls_of(claimed(project_id, "write:summary")), provider)
        let_leases_end()
        claimed_steps.expire(step(project_id, "write:summary").id, runtime.settings)
    assert step(project_id, "write:summary").status == StepStatus.FAILED
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert ask(calls_of(claimed(project_id, "write:summary")), provider).text


def test_a_call_in_flight_that_was_not_accepted_gives_a_retry_no_further_try(runtime: Runtime) -> None:
    project_id, provider = writing(runtime), Provider(*(WriterLost() for _ in range(9)))

    def cancelled_and_retried(key: str) -> Reply:
        del key
        projects.cancel(USER, project_id)
        projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
        raise WriterDown

    before = calls_of(claimed(project_id, "write:summary"))
    with pytest.raises(WriterDown):
        before.paid("section-1", "prompt", "model", cancelled_and_retried)
    ledger = calls_of(claimed(project_id, "write:summary"))
    for _ in range(PAID_TRIES):
        with pytest.raises(WriterLost):
            ask(ledger, provider)

    with pytest.raises(NoAnswer):
        ask(ledger, provider)


class WorkerKilled(Exception):
    """Nothing of ours hears of it: the call stays as it was begun."""
