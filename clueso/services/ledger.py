"""The ledger: a row before each paid call, the reply committed before anybody reads it."""

import hashlib
from collections.abc import Callable

from sqlalchemy import update

from clueso.domain.ports import Reply
from clueso.errors import CallLost, ModelUnavailable, TranscriberDown, WriterDown, WriterRefused
from clueso.extensions import db
from clueso.models import PaidCall, from_now
from clueso.services import steps
from clueso.services.steps import Claim
from clueso.services.transaction import transactional

PAID_TRIES = 3


class StepLedger:
    """The ledger as one attempt of a step sees it; `subject` is what is paid for (a document, a chunk)."""

    def __init__(self, claim: Claim, subject: str) -> None:
        self._claim = claim
        self._subject = subject

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """See the port `Ledger`. A call that the provider answered with an error was not paid and costs no
        try; one whose reply was lost, or whose worker died, does."""
        key = call_key(self._subject, part, prompt, model)
        known = self._begin(key, part, model)
        if known is not None:
            return known
        try:
            reply = send(key)
        except (WriterDown, TranscriberDown, ModelUnavailable) as error:
            if not isinstance(error, CallLost):
                _refund(key)
            raise
        _keep(key, reply)
        return reply

    def _begin(self, key: str, part: str, model: str) -> Reply | None:
        found: list[Reply] = []

        def write() -> None:
            found.clear()
            call = db.session.get(PaidCall, key) or self._new(key, part, model)
            if call.reply is not None:
                found.append(_reply_of(call))
                return
            if call.tries >= PAID_TRIES:
                raise WriterRefused("Three paid calls gave no answer. Retry later.")
            call.tries += 1

        steps.checkpoint(self._claim, write)
        return found[0] if found else None

    def _new(self, key: str, part: str, model: str) -> PaidCall:
        call = PaidCall(
            key=key,
            user_id=self._claim.user_id,
            project_id=self._claim.project_id,
            part=f"{self._claim.name} {part}"[:128],
            model=model,
            tries=0,
        )
        db.session.add(call)
        return call


def call_key(subject: str, part: str, prompt: str, model: str) -> str:
    """One stable key per (document, part, prompt, model): the provider's idempotency key too."""
    return hashlib.sha256("\0".join((subject, part, prompt, model)).encode()).hexdigest()


def _reply_of(call: PaidCall) -> Reply:
    return Reply(call.reply or "", call.finish_reason or "stop", call.input_tokens, call.output_tokens)


@transactional
def _keep(key: str, reply: Reply) -> None:
    # Not fenced: the money is spent, so whoever holds the step now shall have the reply.
    db.session.execute(
        update(PaidCall)
        .where(PaidCall.key == key, PaidCall.reply.is_(None))
        .values(
            reply=reply.text,
            finish_reason=reply.finish_reason,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
            finished_at=from_now(0),
        )
    )


@transactional
def _refund(key: str) -> None:
    db.session.execute(update(PaidCall).where(PaidCall.key == key).values(tries=PaidCall.tries - 1))
