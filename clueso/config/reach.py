"""Checks of the addresses in the settings: who can reach them, and whether traffic to them is encrypted."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from clueso.addresses import is_this_machine, is_unspecified
from clueso.config.values import Values
from clueso.errors import ConfigError

ORIGIN = re.compile(r"https://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:(?P<port>[1-9][0-9]{0,4}))?")
SITE = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
"""A host name, public or private. Its last label begins with a letter, because browsers read `127.1` as an
address.
"""
OF_THIS_MACHINE = frozenset(
    ("localhost.localdomain", "localhost6", "localhost6.localdomain6", "ip6-localhost", "ip6-loopback")
)
"""Names besides `localhost` that /etc/hosts of a Linux machine gives to itself."""
HTTPS_PORT, LAST_PORT = "443", 65_535
AWS_ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3")
"""Variables that boto3 reads by itself, so they are not among our settings."""


def check_addresses(settings: Values, env: Mapping[str, str]) -> None:
    """Raise ConfigError for an address of another machine to which data would travel unencrypted."""
    if settings.storage == "disk":
        _demand_https("DISK_URL", settings.disk_url, "browsers send recordings there")
    else:
        _demand_https("S3_ENDPOINT_URL", settings.s3_endpoint_url, "browsers send recordings there")
        for name in AWS_ENDPOINTS:
            _demand_https(name, env.get(name), "browsers send recordings there")
    elsewhere = (
        ("OPENAI_BASE_URL", settings.openai_base_url, "transcripts and the key go there"),
        ("UPLOADS_LOOKUP_URL", settings.uploads_lookup_url, "session tokens go there"),
        ("UPLOADS_LIST_URL", settings.uploads_list_url, "session tokens go there"),
    )
    for name, url, why in elsewhere:
        if not _is_local(url):
            _demand_https(name, url, why)
    _check_redis(settings.redis_url)


def check_origin(name: str, origin: str) -> None:
    """Raise ConfigError unless this is the https origin of a site on another machine, spelled as browsers
    spell it.

    The exact spelling matters, because the origin is compared as text with the one that a browser sends.
    """
    found = ORIGIN.fullmatch(origin)
    host = found["host"].strip("[]") if found else ""
    if not found or not _is_host(host) or int(found["port"] or 0) > LAST_PORT:
        raise ConfigError(
            f"{name} holds {origin!r}; each must be the origin of one site, like https://app.example.com."
        )
    if found["port"] == HTTPS_PORT:
        raise ConfigError(f"{name} holds {origin!r}; browsers omit :{HTTPS_PORT}, so omit it here.")
    if is_this_machine(host) or host in OF_THIS_MACHINE or is_unspecified(host):
        raise ConfigError(
            f"{name} holds {origin!r}, which any program on a user's own machine could serve; name a public site."
        )


def _is_host(text: str) -> bool:
    """Return whether this is a host name, or an IP address in the spelling that browsers use."""
    try:
        return str(ip_address(text)) == text
    except ValueError:
        return SITE.fullmatch(text) is not None


def _demand_https(name: str, url: str | None, why: str) -> None:
    if url and not url.lower().startswith("https://"):
        raise ConfigError(f"{name} must begin with https:// in production: {why}.")


def _is_local(url: str | None) -> bool:
    """Return whether the URL leads to this machine, where TLS is not needed."""
    return bool(url) and is_this_machine(urlsplit(url or "").hostname or "")


def _check_redis(url: str) -> None:
    from redis.connection import SSLConnection, parse_url

    try:
        known = parse_url(url)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise ConfigError(f"REDIS_URL cannot be used: {error}.") from error
    is_closed = (
        "path" in known  # a socket of this machine
        or is_this_machine(known.get("host", "localhost"))
        or (known.get("connection_class") is SSLConnection and _is_checked(known))
        or known.get("password")
    )
    if not is_closed:
        raise ConfigError(
            "REDIS_URL must be rediss:// with its certificate checked, or have a password, or lead to this machine:"
            " anybody who can write to that Redis controls the workers."
        )


def _is_checked(known: Mapping[str, Any]) -> bool:
    """Return whether redis-py, with these options, verifies the server's certificate and host name."""
    is_demanded = known.get("ssl_cert_reqs", "required") == "required"
    return is_demanded and known.get("ssl_check_hostname", True) is not False
