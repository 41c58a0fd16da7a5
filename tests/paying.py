"""A provider that counts paid calls, and a call to it through a ledger."""

from flask import current_app

from clueso.domain.ports.writer import Reply
from clueso.services.pipeline.claimed_steps import Claim
from jobs.paid_calls import PaidCalls
from tests.writing_fakes import QuietWatch


class Provider:
    """Records the keys of its calls. Raises the given errors one after another, then answers."""

    def __init__(self, *errors: BaseException) -> None:
        self.keys: list[str] = []
        self._errors = list(errors)

    def __call__(self, key: str) -> Reply:
        self.keys.append(key)
        if self._errors:
            raise self._errors.pop(0)
        return Reply('{"answer": 42}', "stop", 10, 5)


def calls_of(
    claim: Claim,
    watch: QuietWatch | None = None,
    *,
    tokens_per_day: int = 0,
    longest_s: float | None = None,
) -> PaidCalls:
    """The paid calls of one attempt for one document."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return PaidCalls(
        app,
        claim,
        "document",
        watch or QuietWatch(),
        tokens_per_day=tokens_per_day,
        longest_s=longest_s,
    )


def ask(calls: PaidCalls, provider: Provider, prompt: str = "prompt") -> Reply:
    return calls.paid("section-1", prompt, "model", provider)
