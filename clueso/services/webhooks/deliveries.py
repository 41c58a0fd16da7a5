"""Deliveries that are due: claim one, and record how its try ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from clueso.domain.ports.outgoing import Reply
from clueso.extensions import db
from clueso.models import Delivery, DeliveryStatus, Webhook, from_now
from clueso.services import tries
from clueso.services.transaction import transactional

LEASE_S = 60.0
"""Much longer than a try may take (`clueso.outgoing.adapter`)."""
ASKS_TO_WAIT = frozenset({429, 503})
GONE = 410
FAILING_DAYS = 3
GONE_REASON = "The address answered 410 Gone: it wants no more events."
FAILING_REASON = f"Nothing could be delivered for {FAILING_DAYS} days."
TURNED_OFF = "The webhook was turned off before this was delivered."


@dataclass(frozen=True, slots=True)
class Claimed:
    """The right to send a delivery once, until its lease ends."""

    id: str
    attempt: int
    url: str
    secret: str
    event_id: str
    event: str
    data: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: with a reply, or with an error and no reply."""

    reply: Reply | None = None
    error: str = ""

    @property
    def is_success(self) -> bool:
        return self.reply is not None and self.reply.is_success


@transactional
def claim(at_most: int) -> list[Claimed]:
    """Claim deliveries that are due: of each owner in turn, oldest first."""
    due = tries.claim(Delivery, Delivery.owner_id, at_most, lease_s=LEASE_S)
    return [_claimed(delivery) for delivery in due]


def _claimed(delivery: Delivery) -> Claimed:
    webhook = db.session.get_one(Webhook, delivery.webhook_id)
    return Claimed(
        delivery.id,
        delivery.attempt,
        webhook.url,
        webhook.secret,
        delivery.event_id,
        delivery.event,
        delivery.data,
        delivery.created_at,
    )


@transactional
def record(claimed: Claimed, outcome: Outcome) -> None:
    """Record how a try ended, unless another process has the delivery by now, or it is gone."""
    delivery = tries.claimed_row(Delivery, claimed.id, claimed.attempt)
    if delivery is None:
        return
    webhook = db.session.scalars(
        select(Webhook).where(Webhook.id == delivery.webhook_id).with_for_update()
    ).one()
    delivery.response_status = outcome.reply.status if outcome.reply else None
    delivery.response = tries.storable(outcome.reply.text) if outcome.reply else None
    if outcome.is_success:
        tries.succeed(delivery)
        webhook.failing_since = None
    else:
        _record_failure(delivery, webhook, outcome)


def _record_failure(delivery: Delivery, webhook: Webhook, outcome: Outcome) -> None:
    fails_for_long = _fails_for_long(webhook)
    webhook.failing_since = webhook.failing_since or from_now(0)
    reply = outcome.reply
    is_gone = reply is not None and reply.status == GONE
    wait_s = reply.retry_after_s if reply and reply.status in ASKS_TO_WAIT else 0.0
    tries.fail(delivery, outcome.error, is_final=is_gone, wait_s=wait_s)
    db.session.flush()
    if is_gone:
        _turn_off(webhook, GONE_REASON)
    elif delivery.status == DeliveryStatus.FAILED and fails_for_long:
        _turn_off(webhook, FAILING_REASON)


def _fails_for_long(webhook: Webhook) -> bool:
    long_ago = Webhook.failing_since < from_now(-FAILING_DAYS * 86_400)
    return db.session.scalar(select(Webhook.id).where(Webhook.id == webhook.id, long_ago)) is not None


def _turn_off(webhook: Webhook, reason: str) -> None:
    """Turn a webhook off, and fail what waits for it."""
    if webhook.disabled_at is None:
        webhook.disabled_at = from_now(0)
        webhook.disabled_reason = reason
    db.session.execute(
        update(Delivery)
        .where(
            Delivery.webhook_id == webhook.id,
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.lease_until.is_(None),
        )
        .values(status=DeliveryStatus.FAILED, error=TURNED_OFF)
    )
