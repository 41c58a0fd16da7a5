"""What the web process says where no app is asked: requests that are none, each told as a problem."""

import json
import socket
import subprocess
from collections.abc import Iterator
from email.parser import BytesParser
from typing import NamedTuple

import httpx
import pytest

from clueso.dev.stack import ROOT, free_port
from tests.integration.test_boot import SERVE, answers, clean
from tests.waiting import wait_for

HOST = b"Host: 127.0.0.1\r\n"
CHUNKED = (
    b"POST /auth/local/token HTTP/1.1\r\n"
    + HOST
    + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
)
SECRET = b"what-was-sent"


class Attack(NamedTuple):
    name: str
    sent: bytes
    status: int = 400


ATTACKS = (
    Attack("no HTTP", SECRET + b"\r\n\r\n"),
    Attack("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    Attack("a method that is none", b"GE<T / HTTP/1.1\r\n" + HOST + b"\r\n"),
    Attack("a method in small letters", b"get / HTTP/1.1\r\n" + HOST + b"\r\n"),
    Attack("an unknown version", b"GET / HTTP/9.9\r\n" + HOST + b"\r\n"),
    Attack("HTTP/2 in the clear", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    Attack("no version", b"GET /\r\n\r\n"),
    Attack("a blank in the target", b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n"),
    Attack("a header without a colon", b"GET / HTTP/1.1\r\nHost x\r\n\r\n"),
    Attack("a header of two lines", b"GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n"),
    Attack("a NUL in a header", b"GET / HTTP/1.1\r\n" + HOST + b"X-A: a\0b\r\n\r\n"),
    Attack("a carriage return in a header", b"GET / HTTP/1.1\r\n" + HOST + b"X-A: a\rb\r\n\r\n"),
    Attack("a blank before the colon", b"GET / HTTP/1.1\r\n" + HOST + b"X-A : a\r\n\r\n"),
    Attack("a name that is none", b"GET / HTTP/1.1\r\n" + HOST + b"X(A): a\r\n\r\n"),
    Attack("a long address", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    Attack("a long header", b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 9000 + b"\r\n\r\n", 431),
    Attack("many headers", b"GET / HTTP/1.1\r\n" + HOST + b"X-A: a\r\n" * 200 + b"\r\n", 431),
    Attack("a length that is none", b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: abc\r\n\r\n"),
    Attack("a negative length", b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n"),
    Attack("a length with a sign", b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: +1\r\n\r\na"),
    Attack(
        "two lengths",
        b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ),
    Attack(
        "a length beside chunks",
        b"POST /healthz HTTP/1.1\r\n"
        + HOST
        + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    Attack(
        "an unknown transfer", b"POST /healthz HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: foo\r\n\r\n", 501
    ),
    Attack(
        "chunks twice",
        b"POST /healthz HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    ),
    Attack("an unknown wish", b"POST /healthz HTTP/1.1\r\n" + HOST + b"Expect: magic\r\n\r\n", 417),
    Attack("a chunk without a size", CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    Attack("a chunk with a negative size", CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n"),
    Attack("a chunk longer than its size", CHUNKED + b"2\r\n{}XX0\r\n\r\n"),
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of a web process in development, as the Procfile starts it."""
    number = free_port()
    env = clean(
        tmp_path_factory.mktemp("wire"), CLUESO_ENV="development", PORT=str(number), WEB_CONCURRENCY="1"
    )
    with subprocess.Popen(SERVE, env=env, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(lambda: answers(f"http://127.0.0.1:{number}/healthz"), timeout_s=60)
            yield number
        finally:
            server.terminate()


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def sent(port: int, data: bytes) -> Reply:
    """The first answer to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(data)
        with connection.makefile("rb") as answer:
            status = int(answer.readline().split()[1])
            lines = b"".join(iter(answer.readline, b"\r\n"))
            headers = {name.lower(): value for name, value in BytesParser().parsebytes(lines).items()}
            return Reply(status, headers, answer.read(int(headers["content-length"])))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_what_is_no_request_is_told_as_a_problem(port: int, attack: Attack) -> None:
    reply = sent(port, attack.sent)

    problem = json.loads(reply.body)
    assert (reply.status, reply.headers["content-type"]) == (attack.status, "application/problem+json")
    assert (problem["status"], problem["request_id"]) == (attack.status, reply.headers["x-request-id"])
    assert problem["title"] and problem["detail"]
    assert SECRET not in reply.body
    assert "server" not in reply.headers
    assert sent(port, b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n").body == b'{"status":"ok"}\n'


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/api/v1/config", "/api/v1/projects", "/nothing", "/api/docs"]
)
def test_no_answer_names_what_serves(port: int, path: str) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        reply = client.get(path)

    assert "server" not in reply.headers
    assert "date" in reply.headers
    assert "gunicorn" not in str(reply.headers).lower() + reply.text.lower()


@pytest.mark.parametrize(
    "header",
    [
        "SCRIPT_NAME: /elsewhere",
        "SCRIPT_NAME: /",
        "SCRIPT-NAME: /elsewhere",
        "PATH_INFO: /nothing",
        "X-Forwarded-Ssl: on\r\nX-Forwarded-Proto: http",
        "X-Forwarded-Prefix: /elsewhere",
        "X-Original-URL: /nothing",
    ],
)
def test_no_header_from_this_machine_says_what_is_asked_for(port: int, header: str) -> None:
    reply = sent(port, f"GET /healthz HTTP/1.1\r\n{header}\r\n".encode() + HOST + b"\r\n")

    assert (reply.status, reply.body) == (200, b'{"status":"ok"}\n')


def test_no_header_from_this_machine_leads_past_the_rules_of_a_proxy(port: int) -> None:
    """A proxy that keeps `/healthz` to itself sees another path."""
    reply = sent(port, b"GET /seen/healthz HTTP/1.1\r\nSCRIPT_NAME: /seen\r\n" + HOST + b"\r\n")

    assert b'"status":"ok"' not in reply.body
