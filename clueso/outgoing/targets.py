"""Reads a URL that a user named, strictly: what two programs could read in two ways is refused."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

import httpx2

from clueso.addresses import is_public, is_site
from clueso.domain.ports.outgoing import URL_MAX
from clueso.errors import AddressRefused

VISIBLE = re.compile(r"[!-~]+")
AMBIGUOUS = frozenset('\\"<>^`{|}')
"""Characters that RFC 3986 allows nowhere in a URL. Some programs read a backslash as a slash."""
THIS_MACHINE = frozenset({"127.0.0.1", "[::1]", "localhost"})
"""Hosts that development may connect to, in these spellings only."""
HTTPS_PORT, FIRST_FREE_PORT = 443, 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A URL as we connect to it. `host` is a name or an IP address without brackets."""

    url: httpx2.URL
    host: str
    is_this_machine: bool


def target_of(url: str, *, in_development: bool, longest: int = URL_MAX) -> Target:
    """Return what a URL leads to, before its name is resolved. Raises AddressRefused.

    Development also allows http, and this machine where it is spelled as in THIS_MACHINE.
    """
    if len(url) > longest:
        raise AddressRefused(f"The address is longer than {longest:,} characters.")
    if not VISIBLE.fullmatch(url) or AMBIGUOUS & set(url):
        raise AddressRefused("The address has a space or another character that no address has.")
    spelled_host = _spelled_host(url, ("https", "http") if in_development else ("https",))
    try:
        # The URL is parsed by the library that connects, so both read the same host.
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise AddressRefused("This is no address of a site.") from error
    if parsed.raw_host.decode("ascii") != spelled_host.strip("[]"):
        raise AddressRefused("The name of the site is not written as usual. Write it in small letters.")
    is_this_machine = in_development and spelled_host in THIS_MACHINE
    if not is_this_machine:
        _demand_public(spelled_host, parsed.port)
    return Target(parsed, parsed.raw_host.decode("ascii"), is_this_machine)


def _spelled_host(url: str, schemes: tuple[str, ...]) -> str:
    """Return the host as it stands in the URL, in small letters."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.lower() not in schemes:
        raise AddressRefused(f"The address must begin with {' or '.join(f'{name}://' for name in schemes)}.")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        raise AddressRefused("The address holds a user name or a password. Leave them out.")
    if "#" in rest:
        raise AddressRefused("Leave out what follows the # in the address.")
    host = re.sub(r":[0-9]*$", "", authority).lower()
    if not host:
        raise AddressRefused("The address names no site.")
    return host


def _demand_public(host: str, port: int | None) -> None:
    if port is not None and port != HTTPS_PORT and not FIRST_FREE_PORT <= port <= 65_535:
        raise AddressRefused(
            f"Port {port} belongs to another service. Use {HTTPS_PORT}, or one from 1024 on."
        )
    if host.startswith("["):
        _demand_public_ipv6(host)
    elif not is_public(host):
        raise AddressRefused(f"{host} is not the name of a public site.")


def _demand_public_ipv6(host: str) -> None:
    try:
        address = IPv6Address(host[1:-1])
    except ValueError as error:
        raise AddressRefused(f"{host} is no address of a site.") from error
    if address.scope_id or not is_site(address):
        raise AddressRefused(f"{host} is not the address of a public site.")


def is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
