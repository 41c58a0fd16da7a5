"""Which hosts everybody can reach, however an inner one is spelled.

No request of the API takes an address that is fetched: those that are stand in the settings. The one value of
a person that enters such an address is the id of a linked upload (`tests/integration/test_http_uploads.py`).
"""
# ruff: noqa: RUF001

import pytest

from clueso.addresses import is_public, is_this_machine
from clueso.config import Settings
from clueso.errors import ConfigError
from tests.production_settings import PRODUCTION

INNER = (
    # this machine
    *(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.000.000.001",
        "0127.0.0.1",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
    ),
    *("2130706433", "017700000001", "127.255.255.254", "0", "0.0.0.0"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[0:0:0:0:0:0:0:1]"),
    *("localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain", "ip6-localhost"),
    # networks inside
    *("10.0.0.7", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fc00::1]", "[fe80::1]", "[fec0::1]"),
    *("[::ffff:10.0.0.1]", "[2002:a00:1::]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]"),
    *(
        "[2001:0:7f00:1::]",
        "router.lan",
        "nas.local",
        "db.corp",
        "x.home.arpa",
        "x.intranet",
        "clerk.internal",
    ),
    *("kubernetes.default.svc", "x.svc.cluster.local", "x.onion", "x.alt", "printer"),
    # what a cloud tells its machines
    *("169.254.169.254", "169.254.170.2", "192.0.0.192", "100.100.100.200", "[fd00:ec2::254]"),
    *("metadata", "metadata.google.internal", "instance-data"),
    # nobody's, and what is no host
    *("224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "192.88.99.1", "[ff02::1]"),
    *("[2001:db8::1]", "[100::1]", "x.test", "x.example", "x.invalid", "a..com", "-a.com", "a-.com", ".com"),
    *(
        "com.",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "a_b.com",
        "[::1",
        "１２７.0.0.1",
        "127。0。0。1",
        "ⓛocalhost",
    ),
)
OUTER = ("clerk.example.com", "example.org", "xn--bcher-kva.example.com", "8.8.8.8", "[2606:4700::1111]")


def test_the_table_is_long_enough() -> None:
    assert len(set(INNER)) == len(INNER) >= 40


@pytest.mark.parametrize("host", INNER)
def test_an_inner_host_is_not_public(host: str) -> None:
    assert not is_public(host)


@pytest.mark.parametrize("host", INNER)
def test_an_issuer_there_stops_the_boot(host: str) -> None:
    with pytest.raises(ConfigError, match=r"^CLERK_ISSUER "):
        Settings.from_env(PRODUCTION | {"CLERK_ISSUER": f"https://{host}"})


@pytest.mark.parametrize("host", OUTER)
def test_a_host_of_everybody_is_taken(host: str) -> None:
    assert is_public(host)
    assert not is_this_machine(host.strip("[]"))
    assert Settings.from_env(PRODUCTION | {"CLERK_ISSUER": f"https://{host}"}).uses_clerk


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "LocalHost", "a.localhost."]
)
def test_what_is_this_machine_is_known_as_it(host: str) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.1", "localhost.evil.com", "127.0.0.1.evil.com", ""]
)
def test_what_only_looks_like_this_machine_is_not_trusted_as_it(host: str) -> None:
    """It decides who may do more: plain http to it, and the sign-in of development from it."""
    assert not is_this_machine(host)
