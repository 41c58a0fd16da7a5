"""Clients that take their time, by kind, and a crowd of them that never gives up."""

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PACE_S = 0.5
"""A client that sends byte by byte sends one so often."""
SMALL_WINDOW_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of slow client.

    It sends `first`, then `then` repeatedly. `reads`: it reads more than a byte at a time. `hangs_up`: it
    closes when the server does.
    """

    name: str
    first: bytes
    then: bytes = b""
    reads: bool = True
    hangs_up: bool = True


def _head(start: str, *fields: str) -> bytes:
    return "\r\n".join([start, "Host: clueso.test", *fields, "", ""]).encode()


POST = "POST /api/v1/projects HTTP/1.1"
JSON = "Content-Type: application/json"
LONG_ANSWER = "/api/docs/swagger/js/swagger-ui-bundle.js"
"""1.4 MB that need no token; ten of them fit into no buffer of the system."""
KINDS = (
    Kind("says nothing", b""),
    Kind("stops within the head", b"GET /api/v1/config HTTP/1.1\r\nHost: clueso.test\r\n"),
    Kind("sends the head byte by byte", b"GET /api/v1/config HTTP/1.1\r\nX: ", then=b"x"),
    Kind("stops within the body", _head(POST, JSON, "Content-Length: 1000") + b'{"title": '),
    Kind("sends the body byte by byte", _head(POST, JSON, "Content-Length: 60000") + b"{", then=b" "),
    Kind("sends chunks without end", _head(POST, JSON, "Transfer-Encoding: chunked"), then=b"1\r\n \r\n"),
    Kind("reads long answers byte by byte", _head(f"GET {LONG_ANSWER} HTTP/1.1") * 10, reads=False),
    Kind("does not hang up", _head("GET /healthz HTTP/1.1", "Connection: close"), hangs_up=False),
)


@contextmanager
def crowd(port: int, kind: Kind, count: int) -> Iterator[None]:
    """So many clients of one kind for the length of the block; whoever is cut off comes again."""
    over = threading.Event()
    clients = _Crowd(port, kind, count)
    thread = threading.Thread(target=clients.run, args=(over,), daemon=True)
    thread.start()
    clients.is_here.wait(30)
    try:
        yield
    finally:
        over.set()
        thread.join()


class _Crowd:
    def __init__(self, port: int, kind: Kind, count: int) -> None:
        self._port, self._kind, self._count = port, kind, count
        self._selector = selectors.DefaultSelector()
        self._clients: set[socket.socket] = set()
        self.is_here = threading.Event()

    def run(self, over: threading.Event) -> None:
        acted = time.monotonic()
        while not over.is_set():
            self._fill_up()
            for key, _ in self._selector.select(0.05):
                key.data(key.fileobj)
            if time.monotonic() - acted >= PACE_S:
                acted = time.monotonic()
                for client in tuple(self._clients - self._arriving()):
                    self._act(client)
            if not self._arriving():
                self.is_here.set()
        for client in tuple(self._clients):
            self._leave(client)
        self._selector.close()

    def _arriving(self) -> set[socket.socket]:
        return {key.fileobj for key in self._selector.get_map().values() if key.data == self._arrive}  # type: ignore[misc]

    def _fill_up(self) -> None:
        while len(self._clients) < self._count:
            client = socket.socket()
            if not self._kind.reads:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_WINDOW_BYTES)
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.connect(("127.0.0.1", self._port))
            self._clients.add(client)
            self._selector.register(client, selectors.EVENT_WRITE, self._arrive)

    def _arrive(self, client: socket.socket) -> None:
        self._selector.unregister(client)
        if self._kind.reads:
            self._selector.register(client, selectors.EVENT_READ, self._read)
        self._try(client, lambda: client.send(self._kind.first))

    def _act(self, client: socket.socket) -> None:
        if not self._kind.reads:
            self._try(client, lambda: None if client.recv(1) else self._leave(client))
        elif self._kind.then:
            self._try(client, lambda: client.send(self._kind.then))

    def _read(self, client: socket.socket) -> None:
        def read() -> None:
            if client.recv(1 << 16):
                return
            if self._kind.hangs_up:
                self._leave(client)
            else:
                self._selector.unregister(client)

        self._try(client, read)

    def _try(self, client: socket.socket, act: Callable[[], object]) -> None:
        try:
            act()
        except BlockingIOError:
            pass
        except OSError:
            self._leave(client)

    def _leave(self, client: socket.socket) -> None:
        self._clients.discard(client)
        with contextlib.suppress(KeyError):
            self._selector.unregister(client)
        client.close()
