"""Connections to addresses that users name: to the one that was checked, to nobody else, and not for long."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clueso.errors import AddressRefused, AddressUnreachable
from clueso.outgoing.adapter import REPLY_BYTES, PublicSites
from tests.certificates import self_signed
from tests.recording_site import recording_site
from tests.silent_servers import black_hole, dripping
from tests.subscriber import subscribed

PUBLIC = "93.184.215.14"
NAME = "hooks.acme.com"
HERE = "localhost"
"""This machine, to which development connects by that name."""


def nearby(timeout_s: float = 30.0) -> PublicSites:
    """With names resolved as usual, and this machine allowed."""
    return PublicSites(in_development=True, timeout_s=timeout_s)


def test_a_name_that_changes_its_address_after_the_check_is_refused_at_the_next_send() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["169.254.169.254"]])
    sites = PublicSites(in_development=False, resolve=lambda name: next(answers))
    with subscribed() as subscriber:
        url = f"https://{NAME}:{subscriber.port}/"
        sites.check(url)

        for _ in range(3):
            with pytest.raises(AddressRefused):
                sites.post(url, {}, b"{}")

    assert not subscriber.received


def test_a_name_is_resolved_once_for_each_send_and_connected_to_by_that_address(tmp_path: Path) -> None:
    asked: list[str] = []

    def changing(name: str) -> list[str]:
        asked.append(name)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with tls_server(tmp_path, HERE) as (port, trust, hosts):
        sites = PublicSites(in_development=True, resolve=changing, ssl_context=trust)
        reply = sites.post(f"https://{HERE}:{port}/hook?a=b", {}, b"{}")

    assert reply.status == 200
    assert asked == [HERE]
    assert hosts == [(HERE, f"{HERE}:{port}")]


def test_the_certificate_must_be_that_of_the_name(tmp_path: Path) -> None:
    with tls_server(tmp_path, "another.acme.com") as (port, trust, _):
        sites = PublicSites(in_development=True, resolve=lambda name: ["127.0.0.1"], ssl_context=trust)
        with pytest.raises(AddressUnreachable, match="certificate"):
            sites.post(f"https://{HERE}:{port}/", {}, b"{}")


def test_the_next_address_is_taken_where_one_does_not_answer(tmp_path: Path) -> None:
    with tls_server(tmp_path, HERE) as (port, trust, _):
        sites = PublicSites(
            in_development=True, resolve=lambda name: ["127.0.0.9", "127.0.0.1"], ssl_context=trust
        )

        assert sites.post(f"https://{HERE}:{port}/", {}, b"{}").status == 200


def test_a_redirect_is_an_answer_like_any_other() -> None:
    with subscribed() as elsewhere, subscribed(status=302, headers={"Location": elsewhere.url}) as subscriber:
        assert nearby().post(subscriber.url, {}, b"{}").status == 302

    assert not elsewhere.received


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with subscribed() as proxy, subscribed() as subscriber:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        nearby().post(subscriber.url, {}, b"{}")

    assert len(subscriber.received) == 1
    assert not proxy.received


def test_a_long_answer_is_read_to_a_point() -> None:
    with subscribed(status=200, body=b"x" * 50_000_000) as subscriber:
        assert nearby().post(subscriber.url, {}, b"{}").text == "x" * REPLY_BYTES


HEAD = b"HTTP/1.1 200 OK\r\nX-Slow: "
BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"


@pytest.mark.parametrize("beginning", [HEAD, BODY, b""])
def test_an_answer_that_never_ends_is_given_up(beginning: bytes) -> None:
    with dripping(beginning, b"x") as port, pytest.raises(AddressUnreachable, match="in time"):
        nearby(timeout_s=1.0).post(f"http://127.0.0.1:{port}/", {}, b"{}")


def test_a_file_that_comes_too_slowly_is_given_up() -> None:
    sites = PublicSites(in_development=True, stretch_s=1.0)
    with (
        dripping(BODY, b"x") as port,
        pytest.raises(AddressUnreachable, match="in time"),
        sites.get(f"http://127.0.0.1:{port}/", {}) as download,
    ):
        list(download.blocks)


def test_a_redirect_of_a_file_is_followed_where_a_first_address_may_be_too() -> None:
    inside = {"127.0.0.1": ["127.0.0.1"], "files.acme.com": ["10.0.0.1"]}
    sites = PublicSites(in_development=True, resolve=lambda name: inside[name])
    with (
        recording_site(b"sound") as site,
        recording_site(status=307, headers={"Location": site.url}) as first,
    ):
        with sites.get(first.url, {}) as download:
            assert (download.url, b"".join(download.blocks)) == (site.url, b"sound")

        first.headers = {"Location": "https://files.acme.com/talk.mp4"}
        with pytest.raises(AddressRefused), sites.get(first.url, {}):
            pass


def test_a_server_that_says_nothing_is_given_up() -> None:
    with black_hole() as port, pytest.raises(AddressUnreachable, match="in time"):
        nearby(timeout_s=0.5).post(f"http://127.0.0.1:{port}/", {}, b"{}")


def test_a_resolver_that_says_nothing_is_given_up() -> None:
    over = threading.Event()

    def silent(name: str) -> list[str]:
        over.wait()
        return [PUBLIC]

    sites = PublicSites(in_development=False, resolve=silent, timeout_s=0.5)
    try:
        with pytest.raises(AddressUnreachable, match="looked up"):
            sites.post(f"https://{NAME}/", {}, b"{}")
    finally:
        over.set()


@pytest.mark.parametrize("answer", [b"220 mail.acme.com ESMTP\r\n", b"\x00\x01\x02"])
def test_what_is_no_http_is_told_in_words(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(answer)

        threading.Thread(target=greet, daemon=True).start()
        with pytest.raises(AddressUnreachable, match="no HTTP"):
            nearby().post(f"http://127.0.0.1:{listener.getsockname()[1]}/", {}, b"{}")


@contextmanager
def tls_server(folder: Path, name: str) -> Iterator[tuple[int, ssl.SSLContext, list[tuple[str | None, str]]]]:
    """A port that answers 200, a context that trusts its certificate, and (SNI, Host) of each request."""
    certificate = self_signed(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    hosts: list[tuple[str | None, str]] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(connection, server_side=True) as speaking:
                    sent = b""
                    while not sent.endswith(b"{}"):
                        sent += speaking.recv(1 << 16)
                    lines = sent.decode().split("\r\n")
                    host = next(line[6:] for line in lines if line.lower().startswith("host: "))
                    hosts.append((names[-1], host))
                    speaking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1], ssl.create_default_context(cafile=str(certificate)), hosts
        listener.shutdown(socket.SHUT_RDWR)
