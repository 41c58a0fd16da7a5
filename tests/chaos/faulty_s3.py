"""An S3 that can fail: `python -m tests.chaos.faulty_s3 PORT FILE` writes its variables and serves.

Told `{"fault": "5xx" | "slow" | "truncated", "seconds": 3}` it misbehaves for so long.
"""

import json
import random
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.chaos.control import CONTROL
from tests.sigv4 import Gate
from tests.storage_servers import MotoS3, S3Server, make_bucket, serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARE = 0.7
"""Of the requests that meet a fault while it lasts."""
SLOW_S = 4.0


class Faulty:
    """Stands before an S3 and, while it was told to, answers for it, holds back, or cuts off."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner
        self._fault = ""
        self._until = 0.0
        self._hits: dict[str, int] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] == CONTROL:
            return self._control(environ, start_response)
        if time.monotonic() > self._until or random.random() > SHARE:
            return self._inner(environ, start_response)
        self._hits[self._fault] = self._hits.get(self._fault, 0) + 1
        if self._fault == "5xx":
            body = b"<Error><Code>InternalError</Code><Message>We encountered an error.</Message></Error>"
            start_response("500 Internal Server Error", _about(body, "application/xml"))
            return [body]
        if self._fault == "truncated" and environ["REQUEST_METHOD"] == "GET":
            return _half(self._inner(environ, start_response))
        time.sleep(SLOW_S)
        return self._inner(environ, start_response)

    def _control(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            orders = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            self._fault, self._until = orders["fault"], time.monotonic() + orders["seconds"]
        body = json.dumps(self._hits).encode()
        start_response("200 OK", _about(body, "application/json"))
        return [body]


def _half(answer: Iterable[bytes]) -> Iterator[bytes]:
    """The first half of a body whose whole length was promised."""
    body = b"".join(answer)
    yield body[: len(body) // 2]
    raise ConnectionAbortedError("the body ends here")


def _about(body: bytes, content_type: str) -> list[tuple[str, str]]:
    return [("Content-Type", content_type), ("Content-Length", str(len(body)))]


def main(port: int, variables: Path) -> None:
    unique = uuid4().hex
    keys = {f"AKIA{unique[:16].upper()}": f"secret-{unique}"}
    (access_key, secret), *_ = keys.items()
    with serve(Faulty(Gate(MotoS3(), keys)), port=port) as url:
        server = S3Server(url, f"clueso-{unique}", "eu-central-1", access_key, secret)
        make_bucket(server)
        draft = variables.with_suffix(".draft")
        draft.write_text("\n".join(f"{name}={value}" for name, value in server.env.items()))
        draft.rename(variables)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
