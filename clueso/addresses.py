"""Recognises hosts and addresses of this machine."""

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address


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
