"""A provider that counts what is paid for, and the question that it is asked through a ledger."""

from clueso.domain.ports import Reply
from clueso.services.pipeline.ledger import StepLedger


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


def ask(ledger: StepLedger, provider: Provider, prompt: str = "prompt") -> Reply:
    return ledger.paid("section-1", prompt, "model", provider)
