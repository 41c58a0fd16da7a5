"""The ledger on both databases: what was paid for is never paid for again."""

import pytest

from clueso.domain.documents import DocumentKind
from clueso.domain.ports import Reply
from clueso.errors import CallRefused, ModelUnavailable, WriterDown, WriterLost, WriterRefused
from clueso.services import projects, steps
from clueso.services.ledger import StepLedger
from clueso.services.steps import LeaseLost
from jobs.runtime import Runtime
from tests.factories import USER, claimed, let_leases_end, new_project, run_through


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
    return StepLedger(claimed(new_project(runtime), "probe"), subject="document")


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

    with pytest.raises(WriterRefused):
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
        ask(StepLedger(claim, subject="document"), provider)

    assert provider.keys == []


def test_a_refused_document_that_is_retried_is_asked_for_anew(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    claim, provider = claimed(project_id, "write:summary"), Provider()
    ask(StepLedger(claim, subject="document"), provider)
    steps.fail(claim, WriterRefused(), runtime.settings)
    run_through(project_id, "finish")

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    ask(StepLedger(claimed(project_id, "write:summary"), subject="document"), provider)

    assert len(provider.keys) == 2


def test_a_document_whose_worker_was_lost_is_not_paid_for_again(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    claim, provider = claimed(project_id, "write:summary"), Provider()
    ask(StepLedger(claim, subject="document"), provider)
    projects.cancel(USER, project_id)

    projects.retry(USER, project_id, settings=runtime.settings, courier=runtime.toolbox.courier)
    ask(StepLedger(claimed(project_id, "write:summary"), subject="document"), provider)

    assert len(provider.keys) == 1
