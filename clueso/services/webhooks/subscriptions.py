"""Webhooks of an owner: create, list, change, test and remove them."""

import secrets
from base64 import b64encode
from collections.abc import Collection

from sqlalchemy import Select, func, select

from clueso.domain.ports.outgoing import Outgoing
from clueso.errors import NotFound, QuotaExceeded
from clueso.extensions import db
from clueso.models import Delivery, Event, Webhook, from_now
from clueso.services import audit, events
from clueso.services.audit import Action
from clueso.services.people import departures
from clueso.services.transaction import transactional

MOST = 10
"""Webhooks that one owner may have."""
SECRET_BYTES = 32
TEST = "webhook.test"
"""The event that a person sends to try a webhook. Nobody subscribes to it."""


def create(owner_id: str, url: str, wanted: Collection[Event], *, outgoing: Outgoing) -> Webhook:
    """Create a webhook with a new secret.

    Raises AddressRefused, QuotaExceeded if the owner has too many, Unauthorized for a deleted user.
    """
    outgoing.check(url)
    return _insert(owner_id, url, wanted)


@transactional
def _insert(owner_id: str, url: str, wanted: Collection[Event]) -> Webhook:
    departures.hold_present(owner_id)
    if _count(owner_id) >= MOST:
        raise QuotaExceeded(
            f"You have {MOST} webhooks. Remove one that you no longer need, then add another."
        )
    secret = f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    webhook = Webhook(owner_id=owner_id, url=url, events=_in_order(wanted), secret=secret)
    db.session.add(webhook)
    db.session.flush()
    db.session.refresh(webhook)
    audit.record(Action.WEBHOOK_CREATED, webhook.id, owner_id)
    return webhook


@transactional
def list_of(owner_id: str) -> list[Webhook]:
    """Return all webhooks of an owner, newest first."""
    newest_first = _of(owner_id).order_by(Webhook.created_at.desc(), Webhook.id.desc())
    return list(db.session.scalars(newest_first))


@transactional
def get(owner_id: str, webhook_id: str) -> Webhook:
    """Return a webhook. Raises NotFound."""
    return own(owner_id, webhook_id)


@transactional
def change(
    owner_id: str, webhook_id: str, *, wanted: Collection[Event] | None, is_enabled: bool | None
) -> Webhook:
    """Set the events that a webhook gets, and whether it gets any; None leaves it as it is. Raises NotFound."""
    webhook = own(owner_id, webhook_id)
    if wanted is not None:
        webhook.events = _in_order(wanted)
    if is_enabled is True:
        webhook.disabled_at = webhook.disabled_reason = webhook.failing_since = None
    elif is_enabled is False and webhook.disabled_at is None:
        webhook.disabled_at = from_now(0)
    audit.record(Action.WEBHOOK_CHANGED, webhook.id, owner_id)
    db.session.flush()
    db.session.refresh(webhook)
    return webhook


@transactional
def remove(owner_id: str, webhook_id: str) -> None:
    """Remove a webhook and its deliveries. Raises NotFound."""
    db.session.delete(own(owner_id, webhook_id))
    audit.record(Action.WEBHOOK_REMOVED, webhook_id, owner_id)


@transactional
def test(owner_id: str, webhook_id: str) -> Delivery:
    """Queue the event TEST for a webhook, also for one that is turned off. Raises NotFound."""
    webhook = own(owner_id, webhook_id)
    delivery = events.add(webhook, TEST, events.new_event_id(), {"webhook_id": webhook.id})
    db.session.flush()
    db.session.refresh(delivery)
    return delivery


def own(owner_id: str, webhook_id: str) -> Webhook:
    """Return a webhook of this owner. Needs a transaction. Raises NotFound."""
    webhook = db.session.scalars(_of(owner_id).where(Webhook.id == webhook_id)).one_or_none()
    if webhook is None:
        raise NotFound("There is no such webhook.")
    return webhook


def _of(owner_id: str) -> Select[Webhook]:
    return select(Webhook).where(Webhook.owner_id == owner_id)


def _count(owner_id: str) -> int:
    return db.session.scalar(select(func.count()).where(Webhook.owner_id == owner_id)) or 0


def _in_order(wanted: Collection[Event]) -> list[str]:
    return [event.value for event in Event if event in wanted]
