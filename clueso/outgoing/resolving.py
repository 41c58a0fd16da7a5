"""Resolves the name of a site and checks every address that it has."""

import socket
import threading
from collections.abc import Callable
from ipaddress import ip_address

from clueso.addresses import is_loopback, is_site
from clueso.errors import AddressRefused, AddressUnreachable
from clueso.outgoing.targets import Target, is_ip_address

Resolver = Callable[[str], list[str]]
"""Returns the IP addresses of a name. Raises OSError."""


def system_resolver(name: str) -> list[str]:
    """Return the addresses by the resolver of this machine, in its order."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def checked_addresses(target: Target, resolve: Resolver, timeout_s: float) -> list[str]:
    """Return the addresses of a target. Raises AddressRefused if one of them is not public, and
    AddressUnreachable if nobody resolves the name in time.
    """
    addresses = _resolved(target.host, resolve, timeout_s)
    # One address that is not public is enough: nobody has both.
    for address in addresses:
        if not _is_allowed(address, target):
            raise AddressRefused(f"{target.host} leads to an address that is not public.")
    return addresses


def _is_allowed(address: str, target: Target) -> bool:
    if target.is_this_machine:
        return is_loopback(address)
    try:
        return is_site(ip_address(address))
    except ValueError:
        return False


def _resolved(host: str, resolve: Resolver, timeout_s: float) -> list[str]:
    """Resolve in a thread, because the system's resolver cannot be given a time."""
    if is_ip_address(host):
        return [host]
    found: list[str] = []
    errors: list[Exception] = []

    def look_up() -> None:
        try:
            found.extend(resolve(host))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    thread = threading.Thread(target=look_up, name=f"resolver of {host}", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if thread.is_alive():
        raise AddressUnreachable(f"The name {host} could not be looked up in time.")
    if not found:
        raise AddressUnreachable(f"The name {host} leads nowhere.") from next(iter(errors), None)
    return list(found)
