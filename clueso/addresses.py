"""Recognises hosts and addresses: of this machine, of the whole internet, of mail."""

import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

RESERVED = frozenset(
    {
        "localhost",
        "local",
        "localdomain",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "arpa",
        "test",
        "invalid",
        "example",
        "onion",
        "alt",
        "svc",
    }
)
"""Last labels of names that no public resolver knows: RFC 6761, 6762, 7686, 9476, and labels that private
networks use.
"""
UNICAST = ip_network("2000::/3")
"""The IPv6 range of public sites. Other ranges can hold an IPv4 address, such as `::127.0.0.1`."""
NOT_SITES = tuple(
    map(
        ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "2002::/16", "3fff::/20"),
    )
)
"""Ranges that some Python calls global although no site lives there: IPv4/IPv6 translation (6to4, Teredo), cloud
metadata (Oracle's, Azure's), documentation.
"""
NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
"""A host name of two labels or more. Its last label begins with a letter, because many programs read `127.1` as an
address.
"""

MAILBOX = re.compile(
    r"(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
"""A mail address, as HTML's `<input type=email>` takes it: no spaces, quotes or brackets, so it fits a header."""


def is_mail_address(text: str) -> bool:
    """Return whether this is a mail address in plain characters."""
    return MAILBOX.fullmatch(text) is not None


def is_loopback(address: str) -> bool:
    """Return whether this is an IP address of the loopback interface; False for names and invalid text."""
    found = _address(address)
    return found is not None and found.is_loopback


def is_unspecified(address: str) -> bool:
    """Return whether this is `0.0.0.0` or `::`, with which browsers reach this machine too."""
    found = _address(address)
    return found is not None and found.is_unspecified


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address in a text, None if it is not one.

    A dual-stack socket reports IPv4 clients as IPv6-mapped addresses; these are returned as IPv4.
    """
    with suppress(ValueError):
        found = ip_address(text)
        return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
    return None


def is_this_machine(host: str) -> bool:
    """Return whether a URL's host (no port or brackets) is a loopback address or a name under `localhost`."""
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)


def is_public(host: str) -> bool:
    """Return whether everybody can look up this host: it is a global address, or a name with a public
    top-level domain.
    """
    try:
        return is_site(ip_address(host.strip("[]")))
    except ValueError:
        name = host.lower()
        return bool(NAME.fullmatch(name)) and name.rpartition(".")[2] not in RESERVED


def is_site(address: IPv4Address | IPv6Address) -> bool:
    """Return whether a public site can have this address: it is in no private, local, translated or reserved
    range.
    """
    is_unicast = not address.is_multicast and (address.version == 4 or address in UNICAST)
    return address.is_global and is_unicast and not any(address in net for net in NOT_SITES)
