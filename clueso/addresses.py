"""Which hosts and addresses are this machine's own."""

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address


def is_loopback(address: str) -> bool:
    """Whether this is an IP address of the loopback interface; False for names and for what is no address."""
    found = _address(address)
    return found is not None and found.is_loopback


def is_unspecified(address: str) -> bool:
    """Whether this is `0.0.0.0` or `::`, which browsers take for this machine too."""
    found = _address(address)
    return found is not None and found.is_unspecified


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a text spells; IPv4 where it is mapped into IPv6, as a socket of both kinds says it."""
    with suppress(ValueError):
        found = ip_address(text)
        return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
    return None


def is_this_machine(host: str) -> bool:
    """Whether a URL's host (no port, no brackets) is a loopback address or a name under `localhost`."""
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)
