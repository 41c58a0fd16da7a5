"""What a caller may use, and what they have used of it."""

from clueso.services.limits import budget
from clueso.services.people import accounts
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller
from tests.integration.transcribed import at_once


def test_the_days_tokens_are_told_beside_their_limit(alice: Caller, bob: Caller, runtime: Runtime) -> None:
    per_day = runtime.settings.writer_tokens_per_day
    transactional(budget.reserve)(factories.USER, 1234, per_day=per_day)

    me = alice.get("/me")

    assert me["limits"]["writer_tokens_per_day"] == per_day
    assert me["used"]["writer_tokens_per_day"] == 1234
    assert bob.get("/me")["used"]["writer_tokens_per_day"] == 0


def test_two_tabs_may_begin_a_vocabulary_at_once(runtime: Runtime) -> None:
    def save(words: list[str]) -> object:
        return lambda: accounts.set_vocabulary(factories.USER, words)

    ends = at_once(runtime, save(["Clueso"]), save(["Okonkwo"]))

    assert sorted(map(str, ends)) == ["['Clueso']", "['Okonkwo']"]
    assert accounts.vocabulary_of(factories.USER) in ends
