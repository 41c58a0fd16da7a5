"""Sends a claimed notice on its channel."""

import logging
from dataclasses import dataclass
from email.headerregistry import Address

from clueso.domain.ports.mailer import Mailer, Receipt
from clueso.services.notifications import letters, notices
from clueso.services.notifications.notices import Browser, Claimed
from clueso.services.notifications.pushing import Pusher

log = logging.getLogger(__name__)

NO_PUSH = Receipt("This service sends nothing to browsers any more.", is_final=True)
NO_MAIL = Receipt("This service sends no mail any more.", is_final=True)


@dataclass(frozen=True, slots=True)
class Post:
    """What sends notices. There is no `mailer` and no `pusher` where the settings name none."""

    mailer: Mailer | None
    sender: Address
    public_url: str
    pusher: Pusher | None


def send(claimed: Claimed, post: Post) -> None:
    """Send a notice and record how it ended. Never raises what the receiver's server does."""
    receipt = _sent(claimed, post)
    if receipt.error:
        log.warning("notice %s was not taken: %s", claimed.id, receipt.error)
    notices.record(claimed, receipt)


def _sent(claimed: Claimed, post: Post) -> Receipt:
    receiver = claimed.receiver
    if isinstance(receiver, Browser):
        return post.pusher.send(claimed, receiver) if post.pusher else NO_PUSH
    if post.mailer is None:
        return NO_MAIL
    letter = letters.letter_of(claimed, receiver, sender=post.sender, public_url=post.public_url)
    return post.mailer.send(letter)
