"""A subscriber of webhooks: a real HTTP server that checks signatures with the library of the standard."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> Any:
        return json.loads(self.body)

    def verified(self, secret: str) -> Any:
        """The event. Raises WebhookVerificationError unless it is signed with this secret, a moment ago."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Subscriber:
    """Answers each request with `status`, `headers` and `body`, and keeps what it got."""

    port: int = 0
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def events(self) -> list[str]:
        return [received.event["type"] for received in self.received]


@contextmanager
def subscribed(**answer: Any) -> Iterator[Subscriber]:
    subscriber = Subscriber(**answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            subscriber.received.append(Received(self.path, headers, body))
            self.send_response(subscriber.status)
            for name, value in subscriber.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(subscriber.body)))
            self.end_headers()
            with suppress(ConnectionError):  # of a long answer only the beginning is read
                self.wfile.write(subscriber.body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        subscriber.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield subscriber
        finally:
            server.shutdown()
            thread.join()
