"""Which hosts and addresses are this machine's own."""

from contextlib import suppress
from ipaddress import IPv6Address, ip_address


def is_loopback(address: str) -> bool:
    """Whether this is an IP address of the loopback interface; False for names and for what is no address."""
    with suppress(ValueError):
        found = ip_address(address)
        if isinstance(found, IPv6Address) and found.ipv4_mapped:  # what a socket of both kinds says
            return found.ipv4_mapped.is_loopback
        return found.is_loopback
    return False


def is_this_machine(host: str) -> bool:
    """Whether a URL's host (no port, no brackets) is a loopback address or a name under `localhost`."""
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)
