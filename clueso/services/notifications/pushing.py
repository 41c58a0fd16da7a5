"""Sends a notice to a browser through the push service that the browser named."""

import json
from dataclasses import dataclass

from clueso.domain.ports.mailer import Receipt
from clueso.domain.ports.outgoing import Outgoing, Reply
from clueso.errors import AddressRefused, AddressUnreachable
from clueso.services.notifications import browsers, letters
from clueso.services.notifications.notices import Browser, Claimed
from clueso.web_push import PushKey, encrypted

LIFETIME_S = 3 * 86_400
"""As long as a push service keeps a message for a browser that is closed."""
GONE = frozenset({404, 410})
LATER = frozenset({408, 429})


@dataclass(frozen=True, slots=True)
class Pusher:
    """What sends to browsers. `contact` is whom a push service asks about our messages."""

    key: PushKey
    contact: str
    outgoing: Outgoing

    def send(self, claimed: Claimed, browser: Browser) -> Receipt:
        """Send a notice, encrypted for the browser. A browser that is gone is removed."""
        words = letters.words_of(claimed)
        message = {
            "title": words.headline,
            "body": " ".join(words.paragraphs),
            "project_id": claimed.data["project_id"],
        }
        headers = {
            "Authorization": self.key.authorization(browser.endpoint, self.contact),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIFETIME_S),
            "Topic": claimed.id,
        }
        try:
            body = encrypted(json.dumps(message).encode(), browser.public_key, browser.secret)
            reply = self.outgoing.post(browser.endpoint, headers, body)
        except AddressRefused as error:
            return Receipt(error.detail, is_final=True)
        except AddressUnreachable as error:
            return Receipt(error.detail)
        if reply.status in GONE:
            browsers.end(browser.id)
        return _receipt(reply)


def _receipt(reply: Reply) -> Receipt:
    if reply.is_success:
        return Receipt()
    is_final = reply.status < 500 and reply.status not in LATER
    return Receipt(f"The push service answered {reply.status}.", is_final, reply.retry_after_s)
