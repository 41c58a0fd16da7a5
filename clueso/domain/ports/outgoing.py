"""The port to the addresses that users name: subscribers of webhooks, sites that hold a recording."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

URL_MAX = 2048
LINK_MAX = 8192
"""Longest link to a file: the signed ones of clouds are long."""
REDIRECTS_MAX = 5


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address answered: the beginning of the body, and for how long it asks us to wait, in seconds."""

    status: int
    text: str
    retry_after_s: float = 0.0

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is being read: what the server answered, and at which address after all redirects.

    `headers` have names in small letters. `blocks` raises AddressUnreachable if the connection breaks off, or if it
    becomes too slow.
    """

    status: int
    url: str
    host: str
    headers: Mapping[str, str]
    blocks: Iterator[bytes]
    retry_after_s: float = 0.0


class Outgoing(Protocol):
    """Connects to addresses that users name, and to public sites only.

    A name is resolved once. Every address that it has is checked, and the connection goes to one of those that were
    checked. No proxy is used.
    """

    def check(self, url: str, *, longest: int = URL_MAX) -> None:
        """Raise AddressRefused if this is no URL that we may connect to, or if its name leads nowhere or to an
        address that is not public.
        """

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send a body within a few seconds. No redirect is followed. Raises AddressRefused, AddressUnreachable."""

    def get(self, url: str, headers: Mapping[str, str]) -> AbstractContextManager[Download]:
        """Read a file, for as long as it comes. At most REDIRECTS_MAX redirects are followed, and each is checked like
        the first address. Raises AddressRefused, AddressUnreachable.
        """
