"""The ledger: every paid call is a row, committed before the call is sent; its reply is committed at once.

Each function is one change of such a row. `jobs.paid_calls` calls them in order.
"""

import hashlib

from sqlalchemy import ColumnElement, or_, select, update

from clueso.domain.ports.writer import Reply
from clueso.errors import CallLost, CallRefused, ModelUnavailable, NoAnswer, TranscriberDown, WriterDown
from clueso.extensions import db
from clueso.models import PaidCall, Step, from_now
from clueso.services.limits import budget
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.transaction import patiently_transactional, transactional

PAID_TRIES = 3


class CallInFlight(Exception):
    """An earlier attempt of the step, cancelled and retried for example, still waits for this reply."""


def call_key(subject: str, part: str, prompt: str, model: str) -> str:
    """Return the stable key of one question, which is also the provider's idempotency key."""
    return hashlib.sha256("\0".join((subject, part, prompt, model)).encode()).hexdigest()


def reserve(
    claim: Claim, key: str, part: str, prompt: str, model: str, *, tokens_per_day: int
) -> Reply | None:
    """Count one try of the call and make the call this attempt's, or return its recorded reply.

    With `tokens_per_day`, the call's tokens are reserved in the owner's daily budget. Raises CallInFlight,
    NoAnswer, QuotaExceeded, and LeaseLost when the step is another's.
    """
    found: list[Reply] = []

    def write() -> None:
        # The transaction may run this function again after a lost connection.
        found.clear()
        call = db.session.get(PaidCall, key) or _new(claim, key, part, model)
        if call.reply is not None:
            found.append(_reply_of(call))
            return
        # An earlier attempt may still wait for this call, and its reply can be used for free.
        if _is_held_by_another(claim, key):
            raise CallInFlight
        if call.tries >= PAID_TRIES:
            raise NoAnswer
        call.tries += 1
        call.held_by = claim.owner
        # The call is held as long as the step; from now on `prolong` renews it.
        call.held_until = db.session.get_one(Step, claim.step_id).lease_until
        if tokens_per_day:
            # The tokens that an earlier try reserved stay used: it may have been charged.
            call.reserved_tokens = budget.estimate(prompt)
            call.reserved_on = budget.reserve(call.owner_id, call.reserved_tokens, per_day=tokens_per_day)

    claimed_steps.checkpoint(claim, write)
    return found[0] if found else None


def _new(claim: Claim, key: str, part: str, model: str) -> PaidCall:
    call = PaidCall(
        key=key,
        owner_id=claim.owner_id,
        project_id=claim.project_id,
        part=f"{claim.name} {part}"[:128],
        model=model,
        tries=0,
    )
    db.session.add(call)
    return call


def _reply_of(call: PaidCall) -> Reply:
    return Reply(call.reply or "", call.finish_reason or "stop", call.input_tokens, call.output_tokens)


def _is_held_by_another(claim: Claim, key: str) -> bool:
    held = select(PaidCall.key).where(
        PaidCall.key == key, PaidCall.held_by != claim.owner, PaidCall.held_until > from_now(0)
    )
    return db.session.scalar(held) is not None


@transactional
def prolong(claim: Claim, *, lease_s: float) -> None:
    """Renew the leases of the calls that this attempt waits for, even when it has lost the step."""
    held = (PaidCall.project_id == claim.project_id, PaidCall.held_by == claim.owner)
    db.session.execute(
        update(PaidCall).where(*held, PaidCall.held_until.is_not(None)).values(held_until=from_now(lease_s))
    )


@patiently_transactional
def record(key: str, reply: Reply) -> None:
    """Store the reply of a call, and settle its tokens. A reply that is stored already stays."""
    # Not fenced: the money is spent, so whoever holds the step now shall have the reply.
    recorded = db.session.scalars(
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
    if recorded is not None:
        _settle(recorded, used=reply.input_tokens + reply.output_tokens)
        budget.count(
            recorded.owner_id,
            recorded.model,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
        )


def may_be_charged(error: BaseException) -> bool:
    """Return whether a call that ended with this error may cost money."""
    # A lost call is a kind of outage too, but the provider may have finished it.
    is_refusal = isinstance(error, WriterDown | TranscriberDown | ModelUnavailable | CallRefused)
    return not is_refusal or isinstance(error, CallLost)


@transactional
def release(key: str, owner: str) -> None:
    """Let another attempt make the call. The try stays counted and its tokens stay reserved."""
    db.session.execute(
        update(PaidCall).where(PaidCall.key == key, PaidCall.held_by == owner).values(held_until=None)
    )


@transactional
def refund(key: str, owner: str) -> None:
    """Undo `reserve` for a call that was not charged."""
    refunded = db.session.scalars(
        update(PaidCall).where(PaidCall.key == key).values(tries=PaidCall.tries - 1).returning(PaidCall)
    ).one_or_none()
    if refunded is not None and refunded.held_by == owner:  # else another attempt makes the call now
        refunded.held_until = None
        _settle(refunded, used=0)


def _settle(call: PaidCall, *, used: int) -> None:
    if call.reserved_on is not None:
        budget.settle(call.owner_id, call.reserved_on, reserved=call.reserved_tokens, used=used)
        call.reserved_tokens, call.reserved_on = 0, None


def ask_again(project_id: str, step_name: str) -> None:
    """Allow new tries for the calls of a step that were never answered, because a person asked for them.

    A call in flight keeps its count, because it may still be answered. Needs a transaction.
    """
    never_answered = (
        PaidCall.reply.is_(None),
        or_(PaidCall.held_until.is_(None), PaidCall.held_until < from_now(0)),
    )
    db.session.execute(
        update(PaidCall).where(*_is_of(project_id, step_name), *never_answered).values(tries=0)
    )


def ask_anew(project_id: str, step_name: str) -> None:
    """Forget the replies of a step whose document was refused: the same replies would be refused again.

    Needs a transaction.
    """
    db.session.execute(update(PaidCall).where(*_is_of(project_id, step_name)).values(reply=None, tries=0))


def _is_of(project_id: str, step_name: str) -> tuple[ColumnElement[bool], ...]:
    return (
        PaidCall.project_id == project_id,
        PaidCall.part.startswith(f"{step_name} ", autoescape=True),
    )
