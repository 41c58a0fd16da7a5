"""The port to the server that sends mail."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether a message was taken: `error` says in words why not. After a final error no try helps.

    `wait_s` is how long the receiver asks us to wait, in seconds.
    """

    error: str | None = None
    is_final: bool = False
    wait_s: float = 0.0


class Mailer(Protocol):
    """Sends a message to the one address in its header `To`. Never raises what a server does."""

    def send(self, message: EmailMessage) -> Receipt:
        """Hand over a message within five minutes."""

    def check(self) -> str:
        """Return a description of the server, which accepts our login. Raises Unavailable."""
