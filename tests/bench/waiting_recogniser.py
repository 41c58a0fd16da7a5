"""A stack of real processes whose recogniser only waits: an endpoint that answers each chunk after some time."""

import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg

from clueso.dev.stack import Stack
from clueso.domain.hearing.pcm import BYTES_PER_MS
from tests.servers import database, postgresql_running

LAST_LINES = 40
SETTINGS = {
    "TRANSCRIBER": "openai",
    "OPENAI_API_KEY": "sk-bench",
    "WRITER": "extractive",
    "SCREEN_READER": "none",
    "READS_PER_MINUTE": "0",
    "WRITES_PER_MINUTE": "0",
    "SOUND_MINUTES_PER_DAY": "0",
    "ACTIVE_PROJECTS_MAX": "1000",
    "LOG_LEVEL": "WARNING",
}
"""The other settings are those that are shipped, leases and the places in a queue among them."""


@dataclass
class WaitingStack:
    """A stack that is up. An answer takes `wait_s`, and `sound_s` for each second of sound. `calls` counts the answers."""

    stack: Stack
    folder: Path
    database_url: str
    wait_s: float
    sound_s: float
    calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def answer(self, size_bytes: int) -> bytes:
        """Wait, and tell some words; the times are guessed by the pipeline."""
        time.sleep(self.wait_s + self.sound_s * size_bytes / BYTES_PER_MS / 1000)
        with self.lock:
            self.calls += 1
        said = " ".join(f"Sentence {number} of chunk {self.calls} was said." for number in range(20))
        return json.dumps({"language": "english", "text": said}).encode()


@contextmanager
def waiting_stack(
    folder: Path,
    *,
    wait_s: float = 0,
    sound_s: float = 0,
    copies: Mapping[str, int],
    settings: Mapping[str, str] = {},
) -> Iterator[WaitingStack]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    lines: list[str] = []
    with postgresql_running() as server, database(server) as url, _endpoint() as endpoint:
        env = known | SETTINGS | {"DATABASE_URL": url, "OPENAI_BASE_URL": endpoint.url} | dict(settings)
        stack = Stack(
            folder / "data",
            environment=env,
            copies=copies,
            tell=lambda *line: lines.append(": ".join(line)),
        )
        ready = WaitingStack(stack, folder, url, wait_s, sound_s)
        endpoint.stack = ready
        try:
            with stack:
                yield ready
        except BaseException as error:
            error.add_note("\n".join(lines[-LAST_LINES:]))
            raise


class _Endpoint(ThreadingHTTPServer):
    daemon_threads = True
    stack: WaitingStack

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Endpoint

    def do_POST(self) -> None:
        size_bytes = int(self.headers["Content-Length"])
        self.rfile.read(size_bytes)
        body = self.server.stack.answer(size_bytes)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _endpoint() -> Iterator[_Endpoint]:
    server = _Endpoint(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
