"""Notices that are due: claim one, and record how its try ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from clueso.domain.ports.mailer import Receipt
from clueso.extensions import db
from clueso.models import Contact, DeliveryStatus, Notice, PushSubscription, from_now
from clueso.services import tries
from clueso.services.transaction import transactional

LEASE_S = 360.0
"""Longer than a mail may take (`clueso.domain.ports.mailer`)."""
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a mail goes, and the token that turns mails off."""

    address: str
    stop_token: str


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser's address at its push service, and the keys for which a message is encrypted."""

    id: str
    endpoint: str
    public_key: str
    secret: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """The right to send a notice once, until its lease ends."""

    id: str
    attempt: int
    event: str
    data: dict[str, Any]
    created_at: datetime
    receiver: Mailbox | Browser


@transactional
def claim(at_most: int) -> list[Claimed]:
    """Claim notices that are due: of each person in turn, oldest first. Those that nobody wants any more are
    dropped.
    """
    claimed = []
    for notice in tries.claim(Notice, Notice.person_id, at_most, lease_s=LEASE_S):
        receiver = _receiver_of(notice)
        if receiver is None:
            db.session.delete(notice)
            continue
        claimed.append(
            Claimed(notice.id, notice.attempt, notice.event, notice.data, notice.created_at, receiver)
        )
    return claimed


def _receiver_of(notice: Notice) -> Mailbox | Browser | None:
    if notice.subscription_id is None:
        return _mailbox_of(notice.person_id)
    row = db.session.get_one(PushSubscription, notice.subscription_id)
    return Browser(row.id, row.endpoint, row.public_key, row.secret)


def _mailbox_of(person_id: str) -> Mailbox | None:
    contact = db.session.get(Contact, person_id)
    if contact is None or not contact.by_mail or contact.address is None:
        return None
    return Mailbox(contact.address, contact.stop_token)


@transactional
def record(claimed: Claimed, receipt: Receipt) -> None:
    """Record how a try ended, unless another process has the notice by now, or it is gone."""
    notice = tries.claimed_row(Notice, claimed.id, claimed.attempt)
    if notice is None:
        return
    if receipt.error is None:
        tries.succeed(notice)
    else:
        tries.fail(notice, receipt.error, is_final=receipt.is_final, wait_s=receipt.wait_s)


@transactional
def prune() -> None:
    """Forget old notices that have ended."""
    is_old = Notice.created_at < from_now(-KEPT_DAYS * 86_400)
    db.session.execute(delete(Notice).where(Notice.status != DeliveryStatus.PENDING, is_old))
