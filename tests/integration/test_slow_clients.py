"""Slow clients of every kind, against gunicorn as the Procfile starts it: others are served, and they are let
go.
"""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.slow_clients import KINDS, LONG_ANSWER, PACE_S, SMALL_WINDOW_BYTES, Kind, crowd
from tests.waiting import wait_for
from tests.web_process import web_process

MANY = 500
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
senders = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.reads and kind.hangs_up], ids=lambda kind: kind.name
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with web_process(tmp_path_factory.mktemp("web")) as port:
        yield port


@pytest.fixture(scope="module")
def hasty_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    options = ("--worker-class", "tests.hasty_worker.HastyWorker")
    with web_process(tmp_path_factory.mktemp("hasty"), *options) as port:
        yield port


def status_of(port: int, path: str) -> int:
    return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5, trust_env=False).status_code


@kinds
def test_a_good_client_is_served_among_500_slow_ones(port: int, kind: Kind) -> None:
    with crowd(port, kind, MANY):
        during = [status_of(port, path) for path in ("/api/v1/config", "/healthz", "/api/docs") * 3]

    assert [*during, status_of(port, "/api/v1/config")] == [200] * 10


@senders
def test_a_good_client_gets_in_where_a_process_holds_all_that_it_can(tmp_path: Path, kind: Kind) -> None:
    with (
        web_process(tmp_path, "--workers", "1", "--worker-connections", "100") as port,
        crowd(port, kind, 150),
    ):
        during = [status_of(port, "/api/v1/config") for _ in range(10)]

    assert during == [200] * 10


@senders
def test_who_sends_too_slowly_is_told_so_and_let_go(hasty_port: int, kind: Kind) -> None:
    with connected(hasty_port) as client:
        client.sendall(kind.first)
        heard = heard_to_the_end(client, then=kind.then)

    assert heard.startswith(b"HTTP/1.1 408 Request Timeout\r\n") or (not kind.first and not heard)
    assert status_of(hasty_port, "/api/v1/config") == 200


def test_who_reads_too_slowly_is_let_go(hasty_port: int) -> None:
    (kind,) = (kind for kind in KINDS if not kind.reads)
    length = len(httpx.get(f"http://127.0.0.1:{hasty_port}{LONG_ANSWER}", trust_env=False).content)

    with connected(hasty_port, window=SMALL_WINDOW_BYTES) as client:
        client.sendall(kind.first)
        wait_for(lambda: not is_open_on_the_other_side(client))
        heard = heard_to_the_end(client)

    assert len(heard) < 10 * length


def test_who_does_not_hang_up_is_let_go(hasty_port: int) -> None:
    (kind,) = (kind for kind in KINDS if not kind.hangs_up)

    with connected(hasty_port) as client:
        client.sendall(kind.first)
        assert heard_to_the_end(client).startswith(b"HTTP/1.1 200 ")
        wait_for(lambda: not is_open_on_the_other_side(client))


def connected(port: int, *, window: int | None = None) -> socket.socket:
    client = socket.socket()
    if window:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    client.connect(("127.0.0.1", port))
    return client


def heard_to_the_end(client: socket.socket, *, then: bytes = b"") -> bytes:
    """What the server says until it ends the connection; meanwhile `then` is said again and again."""
    heard = b""
    client.settimeout(PACE_S)
    while True:
        try:
            data = client.recv(1 << 16)
        except TimeoutError:
            client.send(then)
            continue
        except ConnectionError:
            return heard
        if not data:
            return heard
        heard += data


def is_open_on_the_other_side(client: socket.socket) -> bool:
    """Whether a process of this machine still has the other end of the connection."""
    _, port = client.getsockname()
    other_ends = (
        connection
        for connection in psutil.net_connections("tcp")
        if connection.raddr and connection.raddr.port == port and connection.pid
    )
    return any(other_ends)
