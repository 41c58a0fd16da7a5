"""The ledger: a row before each paid call, the reply committed before anybody reads it."""

import hashlib
import logging
import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from clueso.domain.ports import Reply, Watch
from clueso.errors import CallLost, CallRefused, ModelUnavailable, NoAnswer, TranscriberDown, WriterDown
from clueso.extensions import db
from clueso.models import PaidCall, Step, from_now
from clueso.services.limits import budget
from clueso.services.pipeline import steps
from clueso.services.pipeline.steps import Claim
from clueso.services.transaction import patiently_transactional, transactional

log = logging.getLogger(__name__)

PAID_TRIES = 3
LOOK_S = 0.5
"""How often to look for the reply to a call that an earlier attempt is paying for."""


class _InFlight(Exception):
    """An attempt from which the step was taken (cancelled and retried, say) still waits for this reply."""


class StepLedger:
    """The ledger as one attempt of a step sees it; `subject` is what is paid for (a document, a chunk).

    With `tokens_per_day` every call reserves its tokens of the user's day before it is made.
    """

    def __init__(self, claim: Claim, subject: str, watch: Watch, *, tokens_per_day: int = 0) -> None:
        self._claim = claim
        self._subject = subject
        self._watch = watch
        self._tokens_per_day = tokens_per_day

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """See the port `Ledger`. A call that the provider answered with an error was not paid and costs no
        try; one whose reply was lost, or whose worker died, does. Raises QuotaExceeded too, and what
        `watch.check()` raises."""
        key = call_key(self._subject, part, prompt, model)
        known = self._begin_in_turn(key, part, prompt, model)
        if known is not None:
            return known
        is_sent = False
        try:
            self._watch.check()  # whoever stood still since the row was written has lost the step
            is_sent = True
            reply = send(key)
        except BaseException as error:
            if is_sent and _may_be_charged(error):
                self._let_go(key)
            else:
                _refund(key, self._claim.owner)
            raise
        _keep(key, reply)
        return reply

    def _begin_in_turn(self, key: str, part: str, prompt: str, model: str) -> Reply | None:
        while True:
            try:
                return self._begin(key, part, prompt, model)
            except _InFlight:
                self._watch.check()
                time.sleep(LOOK_S)

    def _begin(self, key: str, part: str, prompt: str, model: str) -> Reply | None:
        found: list[Reply] = []

        def write() -> None:
            found.clear()
            call = db.session.get(PaidCall, key) or self._new(key, part, model)
            if call.reply is not None:
                found.append(_reply_of(call))
                return
            if self._is_held_by_another(key):
                raise _InFlight
            if call.tries >= PAID_TRIES:
                raise NoAnswer
            call.tries += 1
            call.held_by = self._claim.owner
            call.held_until = db.session.get_one(Step, self._claim.step_id).lease_until
            if self._tokens_per_day:
                # What an earlier try had reserved stays used: nobody knows whether it was charged.
                call.reserved_tokens = budget.estimate(prompt)
                call.reserved_on = budget.reserve(
                    call.user_id, call.reserved_tokens, per_day=self._tokens_per_day
                )

        steps.checkpoint(self._claim, write)
        return found[0] if found else None

    def _is_held_by_another(self, key: str) -> bool:
        held = select(PaidCall.key).where(
            PaidCall.key == key,
            PaidCall.held_by != self._claim.owner,
            PaidCall.held_until > from_now(0),
        )
        return db.session.scalar(held) is not None

    def _let_go(self, key: str) -> None:
        try:
            _release(key, self._claim.owner)
        except SQLAlchemyError as error:  # it ends with its lease
            log.warning("the call %s stays held: %s", key, error)

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


def ask_again(project_id: str, step_name: str) -> None:
    """Within a transaction: what of a step was never answered may be paid for again; a person has asked for
    it, and its price. A call in flight may still be answered."""
    never_answered = (
        PaidCall.reply.is_(None),
        or_(PaidCall.held_until.is_(None), PaidCall.held_until < from_now(0)),
    )
    db.session.execute(
        update(PaidCall).where(*_is_of(project_id, step_name), *never_answered).values(tries=0)
    )


def ask_anew(project_id: str, step_name: str) -> None:
    """Within a transaction: forget also the replies of a step whose document was refused, for the same ones
    would be refused again."""
    db.session.execute(update(PaidCall).where(*_is_of(project_id, step_name)).values(reply=None, tries=0))


def _is_of(project_id: str, step_name: str) -> tuple[ColumnElement[bool], ...]:
    return (
        PaidCall.project_id == project_id,
        PaidCall.part.startswith(f"{step_name} ", autoescape=True),
    )


def _reply_of(call: PaidCall) -> Reply:
    return Reply(call.reply or "", call.finish_reason or "stop", call.input_tokens, call.output_tokens)


@transactional
def prolong(claim: Claim, *, lease_s: float) -> None:
    """Keep the calls that this attempt waits for its own, even where the step is another's by now."""
    held = (PaidCall.project_id == claim.project_id, PaidCall.held_by == claim.owner)
    db.session.execute(
        update(PaidCall).where(*held, PaidCall.held_until.is_not(None)).values(held_until=from_now(lease_s))
    )


def _may_be_charged(error: BaseException) -> bool:
    is_refusal = isinstance(error, WriterDown | TranscriberDown | ModelUnavailable | CallRefused)
    return not is_refusal or isinstance(error, CallLost)


@transactional
def _release(key: str, owner: str) -> None:
    db.session.execute(
        update(PaidCall).where(PaidCall.key == key, PaidCall.held_by == owner).values(held_until=None)
    )


@patiently_transactional
def _keep(key: str, reply: Reply) -> None:
    # Not fenced: the money is spent, so whoever holds the step now shall have the reply.
    kept = db.session.scalars(
        update(PaidCall)
        .where(PaidCall.key == key, PaidCall.reply.is_(None))
        .values(
            reply=reply.text,
            finish_reason=reply.finish_reason,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
            finished_at=from_now(0),
            held_until=None,
        )
        .returning(PaidCall)
    ).one_or_none()
    if kept is not None:
        _settle(kept, used=reply.input_tokens + reply.output_tokens)


@transactional
def _refund(key: str, owner: str) -> None:
    refunded = db.session.scalars(
        update(PaidCall).where(PaidCall.key == key).values(tries=PaidCall.tries - 1).returning(PaidCall)
    ).one_or_none()
    if refunded is not None and refunded.held_by == owner:  # else another attempt is making it by now
        refunded.held_until = None
        _settle(refunded, used=0)


def _settle(call: PaidCall, *, used: int) -> None:
    if call.reserved_on is not None:
        budget.settle(call.user_id, call.reserved_on, reserved=call.reserved_tokens, used=used)
        call.reserved_tokens, call.reserved_on = 0, None
