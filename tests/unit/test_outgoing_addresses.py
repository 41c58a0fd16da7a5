"""Addresses that users name: which of them we connect to, however they are spelled."""

import pytest

from clueso.errors import AddressRefused
from clueso.outgoing.adapter import PublicSites

PUBLIC = "93.184.215.14"
NAME = "hooks.acme.com"

SPELLINGS = (
    # this machine
    "https://127.0.0.1/",
    "https://localhost/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://me.localhost/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://\u2460\u2461\u2466.0.0.1/",
    "https://127\u30020\u30020\u30021/",
    "https://%31%32%37.0.0.1/",
    # private and shared networks
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://198.18.0.1/",
    "https://[fc00::1]/",
    "https://[fd12:3456:789a::1]/",
    "https://[fec0::1]/",
    "https://intranet/",
    "https://wiki.corp/",
    "https://printer.local/",
    # link-local and the metadata of clouds
    "https://169.254.169.254/latest/meta-data/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[fd00:ec2::254]/",
    "https://100.100.100.200/",
    "https://192.0.0.192/",
    "https://168.63.129.16/",
    "https://metadata.google.internal/",
    # addresses that are translated into IPv4
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::169.254.169.254]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a9fe:a9fe::1]/",
    "https://[2001:0:53aa:64c:0:fbff:7f00:1]/",
    # nobody's, and many at once
    "https://224.0.0.1/",
    "https://[ff02::1]/",
    "https://255.255.255.255/",
    "https://240.0.0.1/",
    "https://192.0.2.1/",
    "https://[2001:db8::1]/",
    "https://[100::1]/",
    # another reader finds another host
    f"https://{NAME}@127.0.0.1/",
    f"https://127.0.0.1@{NAME}/",
    f"https://user:password@{NAME}/",
    f"https://{NAME}\\@127.0.0.1/",
    f"https://127.0.0.1\\.{NAME}/",
    f"https://{NAME}#@127.0.0.1/",
    f"https://{NAME} /",
    f"https://{NAME}\t/",
    f"https://{NAME}\r\nHost: 127.0.0.1/",
    f"\nhttps://{NAME}/",
    f"https:/{NAME}/",
    f"https:{NAME}/",
    f"//{NAME}/",
    "https:///etc/passwd",
    "https://",
    "",
    # no https, no port of a web server
    f"http://{NAME}/",
    f"ftp://{NAME}/",
    f"gopher://{NAME}/",
    f"file://{NAME}/etc/passwd",
    "file:///etc/passwd",
    f"https://{NAME}:22/",
    f"https://{NAME}:25/",
    f"https://{NAME}:0/",
    f"https://{NAME}:99999/",
    f"https://{NAME}:-1/",
    f"https://{NAME}/" + "x" * 2048,
)
INNER = (
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "0.0.0.0",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1%1",
    "fd00:ec2::254",
)
WELL_SPELLED = (
    f"https://{NAME}",
    f"https://{NAME}/",
    f"https://{NAME}:443/a?b=c",
    f"https://{NAME}:8443/a",
    f"HTTPS://{NAME.upper()}/A%20b",
    "https://xn--bcher-kva.de/",
    "https://93.184.215.14/",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
)


def in_production(*found: str) -> PublicSites:
    return PublicSites(in_development=False, resolve=lambda name: list(found))


@pytest.mark.parametrize("url", SPELLINGS)
def test_a_spelling_of_what_is_not_public_is_refused_at_creation_and_at_each_send(url: str) -> None:
    sites = in_production(PUBLIC)

    with pytest.raises(AddressRefused):
        sites.check(url)
    with pytest.raises(AddressRefused):
        sites.post(url, {}, b"")


@pytest.mark.parametrize("url", SPELLINGS[:-1])  # a link may be longer
def test_a_file_is_read_from_no_other_address_than_a_public_one(url: str) -> None:
    with pytest.raises(AddressRefused), in_production(PUBLIC).get(url, {}):
        pass


@pytest.mark.parametrize("address", INNER)
def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address(address: str) -> None:
    for addresses in ((address,), (PUBLIC, address), (address, PUBLIC)):
        sites = in_production(*addresses)
        with pytest.raises(AddressRefused):
            sites.check(f"https://{NAME}/")
        with pytest.raises(AddressRefused):
            sites.post(f"https://{NAME}/", {}, b"")
        with pytest.raises(AddressRefused), sites.get(f"https://{NAME}/", {}):
            pass


@pytest.mark.parametrize("url", WELL_SPELLED)
def test_a_public_site_is_no_problem(url: str) -> None:
    in_production(PUBLIC).check(url)


def test_a_name_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(AddressRefused, match="leads nowhere"):
        in_production().check(f"https://{NAME}/")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_development_connects_to_this_machine_by_its_usual_names(host: str) -> None:
    for scheme in ("http", "https"):
        PublicSites(in_development=True, resolve=lambda name: ["127.0.0.1"]).check(
            f"{scheme}://{host}:8000/hooks"
        )


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", NAME]
)
def test_development_connects_to_nothing_else_that_is_not_public(host: str) -> None:
    with pytest.raises(AddressRefused):
        PublicSites(in_development=True, resolve=lambda name: ["127.0.0.1"]).check(
            f"http://{host}:8000/hooks"
        )
