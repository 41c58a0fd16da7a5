"""What the web process makes of requests as they come over the wire: bytes in, statuses out."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.slow_clients import LONG_ANSWER
from tests.waiting import wait_for
from tests.web_process import THREADS, web_process

SIGN_IN = b"POST /auth/local/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
ALICE = b'{"user_id":"alice"}'
LAST = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Wire:
    """What a client sends, piece by piece, and the statuses that it hears."""

    name: str
    pieces: tuple[bytes, ...]
    statuses: tuple[int, ...]


def body(*, told: int, sent: bytes = b"") -> bytes:
    return SIGN_IN + f"Content-Length: {told}\r\n\r\n".encode() + sent


def chunked(*chunks: bytes, extra: bytes = b"") -> bytes:
    told = b"".join(f"{len(chunk):x}".encode() + extra + b"\r\n" + chunk + b"\r\n" for chunk in chunks)
    return SIGN_IN + b"Transfer-Encoding: chunked\r\n\r\n" + told


WIRES = (
    Wire("a body of known length", (body(told=19, sent=ALICE), LAST), (200, 200)),
    Wire("a body in two pieces", (body(told=19, sent=ALICE[:5]), ALICE[5:], LAST), (200, 200)),
    Wire("chunks", (chunked(ALICE[:5], ALICE[5:]) + b"0\r\n\r\n", LAST), (200, 200)),
    Wire("chunks with extensions", (chunked(ALICE, extra=b";a=b") + b"0\r\n\r\n", LAST), (200, 200)),
    Wire("chunks with a trailer", (chunked(ALICE) + b"0\r\nX: y\r\n\r\n", LAST), (200, 200)),
    Wire(
        "a body after leave",
        (body(told=19).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), ALICE, LAST),
        (100, 200, 200),
    ),
    Wire(
        "leave asked for in capitals",
        (body(told=19).replace(b"\r\n\r\n", b"\r\nExpect: 100-Continue\r\n\r\n"), ALICE, LAST),
        (100, 200, 200),
    ),
    Wire("requests in one piece", (body(told=19, sent=ALICE) * 3 + LAST,), (200, 200, 200, 200)),
    Wire(
        "a body that nobody reads",
        (LAST.replace(b"Connection: close", b"Content-Length: 3") + b"abc" + LAST,),
        (200, 200),
    ),
    Wire("an old client", (b"GET /healthz HTTP/1.0\r\n\r\n",), (200,)),
    Wire("a head alone", (LAST.replace(b"GET", b"HEAD"),), (200,)),
    Wire("a long body", (body(told=MIB + 1),), (413,)),
    Wire(
        "a long body that waits for leave",
        (body(told=MIB + 1).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"),),
        (413,),
    ),
    Wire("a long body that is sent", (body(told=2 * MIB, sent=b" " * 2 * MIB),), (413,)),
    Wire("a body of absurd length", (body(told=10**30),), (413,)),
    Wire("a length of too many digits", (SIGN_IN + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",), (400,)),
    Wire("long chunks", (chunked(b" " * 60_000, b" " * 60_000),), (413,)),
    Wire("a long chunk to come", (chunked(b"")[:-4] + b"ffffffff\r\n" + b" " * 70_000,), (413,)),
    Wire("many tiny chunks", (chunked(*[b" "] * 12_000),), (413,)),
    Wire("no request", (b"hello\r\n\r\n",), (400,)),
    Wire("lines without CR", (b"GET /healthz HTTP/1.1\nHost: a\n\n" + b" " * 10,), (400,)),
    Wire("two lengths", (SIGN_IN + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",), (400,)),
    Wire(
        "a length and chunks",
        (SIGN_IN + b"Content-Length: 19\r\nTransfer-Encoding: chunked\r\n\r\n",),
        (400,),
    ),
    Wire("a bad chunk", (SIGN_IN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",), (400,)),
    Wire("a long line", (b"GET /" + b"a" * 9000,), (414,)),
    Wire("a long field", (LAST[:-2] + b"X: " + b"a" * 9000,), (431,)),
    Wire("many fields", (LAST[:-2] + b"X: y\r\n" * 101 + b"\r\n",), (431,)),
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with web_process(tmp_path_factory.mktemp("web")) as port:
        yield port


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_every_request_is_answered_whatever_its_pieces(port: int, wire: Wire) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        heard = b""
        for piece in wire.pieces:
            client.sendall(piece)
            if b"Expect:" in piece:
                heard += client.recv(1 << 16)
        heard += heard_to_the_end(client)

    assert statuses(heard) == wire.statuses
    assert httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200


def test_a_long_answer_is_whole_for_who_takes_it_in_sips(port: int) -> None:
    whole = httpx.get(f"http://127.0.0.1:{port}{LONG_ANSWER}", trust_env=False).content

    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(f"GET {LONG_ANSWER} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        heard = heard_to_the_end(client, sip=5000)

    assert heard.partition(b"\r\n\r\n")[2] == whole


def test_a_process_that_stops_does_not_wait_for_slow_clients(tmp_path: Path) -> None:
    """`web_process` fails when it takes over a minute; this body might take longer."""
    options = ("--graceful-timeout", "200")
    with web_process(tmp_path, *options) as port, socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(body(told=MIB) + b"{")
        wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).is_success)


def test_health_is_told_while_every_thread_is_busy(tmp_path: Path) -> None:
    with web_process(tmp_path, app="tests.busy_wsgi:app", WEB_CONCURRENCY="1") as port:
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)
        with client, ThreadPoolExecutor(THREADS + 1) as crowd:
            requests = [crowd.submit(client.get, "/busy") for _ in range(THREADS + 1)]
            wait_for(lambda: "busy" in client.get("/readyz").json()["threads"])
            statuses = client.get("/healthz").status_code, client.get("/readyz").status_code
            (tmp_path / "enough").touch()
            answers = [request.result().status_code for request in requests]
            after = client.get("/readyz").json()["threads"]

    assert statuses == (200, 503)
    assert (answers, after) == ([200] * (THREADS + 1), "ok")


@pytest.mark.parametrize(
    ("path", "heard_status"), [("/broken-off", 200), ("/no-room", 503)], ids=["the app fails", "a full disk"]
)
def test_what_goes_wrong_with_one_request_ends_no_other(tmp_path: Path, path: str, heard_status: int) -> None:
    with web_process(tmp_path, app="tests.failing_wsgi:app", WEB_CONCURRENCY="1") as port:
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)
        with client:
            process = client.get("/process").text
            for _ in range(5):  # each has its end before the next but one has begun
                with socket.create_connection(("127.0.0.1", port), timeout=20) as hurt:
                    hurt.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{{}}".encode())
                    heard = heard_to_the_end(hurt)
                assert statuses(heard) == (heard_status,)
            after = client.get("/process").text

    assert after == process


def heard_to_the_end(client: socket.socket, sip: int = 1 << 16) -> bytes:
    heard = b""
    while data := client.recv(sip):
        heard += data
    return heard


def statuses(heard: bytes) -> tuple[int, ...]:
    """The statuses of all answers, one after another; no body of ours holds the mark of one."""
    return tuple(int(part.split(b" ")[1]) for part in heard.split(b"HTTP/1.")[1:])
