"""The log of deliveries: owners read it, and send a delivery again."""

from sqlalchemy import delete, func, select, tuple_

from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Delivery, DeliveryStatus, from_now
from clueso.services.page import Page, Place, cut
from clueso.services.transaction import transactional
from clueso.services.webhooks import subscriptions

KEPT = 200
"""Ended deliveries of a webhook that are kept, the newest ones."""
KEPT_DAYS = 30


@transactional
def page(owner_id: str, webhook_id: str, *, limit: int, after: Place | None) -> Page[Delivery]:
    """Return a page of the deliveries of a webhook, newest first. Raises NotFound."""
    webhook = subscriptions.own(owner_id, webhook_id)
    query = select(Delivery).where(Delivery.webhook_id == webhook.id, Delivery.owner_id == owner_id)
    if after:
        query = query.where(tuple_(Delivery.created_at, Delivery.id) < (after.created_at, after.id))
    newest_first = query.order_by(Delivery.created_at.desc(), Delivery.id.desc())
    rows = db.session.scalars(newest_first.limit(limit + 1))
    return cut(list(rows), limit, lambda delivery: Place(delivery.created_at, delivery.id))


@transactional
def get(owner_id: str, delivery_id: str) -> Delivery:
    """Return a delivery. Raises NotFound."""
    return _own_locked(owner_id, delivery_id)


@transactional
def replay(owner_id: str, delivery_id: str) -> Delivery:
    """Send a delivery again, with the same event id and all its tries. One that waits for its next try is sent
    now, and one that is being sent stays as it is. Raises NotFound.
    """
    delivery = _own_locked(owner_id, delivery_id)
    is_being_sent = delivery.status == DeliveryStatus.PENDING and delivery.lease_until is not None
    if not is_being_sent:
        if delivery.status != DeliveryStatus.PENDING:
            delivery.tries = 0
        delivery.status = DeliveryStatus.PENDING
        delivery.run_after = from_now(0)
        db.session.flush()
        db.session.refresh(delivery)
    return delivery


@transactional
def prune() -> None:
    """Forget old deliveries that have ended."""
    newer = func.row_number().over(
        partition_by=Delivery.webhook_id, order_by=(Delivery.created_at.desc(), Delivery.id.desc())
    )
    ended = (
        select(Delivery.id, Delivery.created_at, newer.label("newer"))
        .where(Delivery.status != DeliveryStatus.PENDING)
        .subquery()
    )
    is_old = (ended.c.newer > KEPT) | (ended.c.created_at < from_now(-KEPT_DAYS * 86_400))
    db.session.execute(delete(Delivery).where(Delivery.id.in_(select(ended.c.id).where(is_old))))


def _own_locked(owner_id: str, delivery_id: str) -> Delivery:
    query = select(Delivery).where(Delivery.id == delivery_id, Delivery.owner_id == owner_id)
    delivery = db.session.scalars(query.with_for_update()).one_or_none()
    if delivery is None:
        raise NotFound("There is no such delivery.")
    return delivery
