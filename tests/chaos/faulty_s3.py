"""An S3 that can fail: `python -m tests.chaos.faulty_s3 PORT FILE SEED` writes its variables and serves.

The order `{"fault": "5xx" | "slow" | "truncated", "seconds": 3}` makes it fail for that time; "truncated"
lasts until a body was cut. Without an order it returns how many requests met each kind of fault:

- "5xx": answered with an error, and not carried out.
- "slow", "too slow": carried out, the answer delayed, for less or for longer than a client waits.
- "truncated": half of the body of a GET. "unanswered": a write that was carried out and not answered.
"""

import json
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from clueso.storage.s3_reader import READ_TIMEOUT_S
from tests.chaos.control import CONTROL
from tests.sigv4 import Gate
from tests.storage_servers import MotoS3, S3Server, make_bucket, serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARE = 0.7
"""The share of requests that meet a fault while it lasts."""
HELD_BACK_S = {"slow": 4.0, "too slow": READ_TIMEOUT_S + 3.0}
WRITES = ("PUT", "POST", "DELETE")
KINDS = ("5xx", "slow", "too slow", "truncated", "unanswered")


class Faulty:
    """A proxy before an S3 that answers errors, delays answers or cuts them off while a fault lasts."""

    def __init__(
        self, inner: "WSGIApplication", dice: random.Random, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._inner = inner
        self._dice = dice
        self._pause = pause
        self._lock = threading.Lock()
        self._fault = ""
        self._until = 0.0
        self._is_owed = False
        self._hits: dict[str, int] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] == CONTROL:
            return self._control(environ, start_response)
        if not self._is_met(environ["REQUEST_METHOD"]):
            return self._inner(environ, start_response)
        if self._fault == "5xx":
            self._hit("5xx")
            body = b"<Error><Code>InternalError</Code><Message>We encountered an error.</Message></Error>"
            start_response("500 Internal Server Error", _about(body, "application/xml"))
            return [body]
        if self._fault == "slow":
            return self._held_back(environ, start_response)
        return self._cut_off(environ, start_response)

    def _is_met(self, method: str) -> bool:
        with self._lock:
            is_on = time.monotonic() <= self._until and self._dice.random() <= SHARE
            return is_on or (self._is_owed and method == "GET")

    def _hit(self, kind: str) -> None:
        with self._lock:
            self._hits[kind] = self._hits.get(kind, 0) + 1

    def _held_back(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        # Done at once: a write that came when nobody waits for it any more could be of a purged project.
        body = self._inner(environ, start_response)
        with self._lock:
            kind = self._dice.choice(tuple(HELD_BACK_S))
        self._hit(kind)
        self._pause(HELD_BACK_S[kind])
        return body

    def _cut_off(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = b"".join(self._inner(environ, start_response))
        if environ["REQUEST_METHOD"] in WRITES:
            self._hit("unanswered")
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError("the answer is lost")
        if len(body) < 2 or environ["REQUEST_METHOD"] != "GET":
            return [body]  # nothing that could be cut
        self._is_owed = False
        self._hit("truncated")
        return _half(body)

    def _control(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            orders = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            self._fault, self._until = orders["fault"], time.monotonic() + orders["seconds"]
            self._is_owed = self._fault == "truncated"
        body = json.dumps(self._hits).encode()
        start_response("200 OK", _about(body, "application/json"))
        return [body]


def _half(body: bytes) -> Iterator[bytes]:
    """The first half of a body whose whole length was promised."""
    yield body[: len(body) // 2]
    raise ConnectionAbortedError("the body ends here")


def _about(body: bytes, content_type: str) -> list[tuple[str, str]]:
    return [("Content-Type", content_type), ("Content-Length", str(len(body)))]


def main(port: int, variables: Path, seed: int) -> None:
    unique = uuid4().hex
    keys = {f"AKIA{unique[:16].upper()}": f"secret-{unique}"}
    (access_key, secret), *_ = keys.items()
    with serve(Faulty(Gate(MotoS3(), keys), random.Random(seed)), port=port) as url:
        server = S3Server(url, f"clueso-{unique}", "eu-central-1", access_key, secret)
        make_bucket(server)
        draft = variables.with_suffix(".draft")
        draft.write_text("\n".join(f"{name}={value}" for name, value in server.env.items()))
        draft.rename(variables)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
