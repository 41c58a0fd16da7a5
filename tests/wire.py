"""A wire between a client and a server that can be cut, or go silent, at a chosen moment."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url


class Wire:
    """A proxy on a port of its own that can fail.

    - `lose_answer_to`: drop the answer to the next request that contains these bytes, and cut its connection.
    - `is_silent`: forward nothing.
    - `refusals`: refuse this many of the next connections.
    """

    def __init__(self, family: int, address: "tuple[str, int] | str") -> None:
        self.lose_answer_to: bytes | None = None
        self.is_silent = False
        self.refusals = 0
        self.lost = 0
        self._family, self._address = family, address
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.refusals > 0:
                    self.refusals -= 1
                    near.close()
                    continue
                far = socket.socket(self._family, socket.SOCK_STREAM)
                far.connect(self._address)
                self._open += [near, far]
                cut = threading.Event()
                for source, target in ((near, far), (far, near)):
                    is_request = source is near
                    arguments = (source, target, cut, is_request)
                    threading.Thread(target=self._pass_on, args=arguments, daemon=True).start()

    def _pass_on(
        self, source: socket.socket, target: socket.socket, cut: threading.Event, is_request: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if self.is_silent:
                    continue
                if not is_request and cut.is_set():
                    self.lost += 1
                    break
                if is_request and self.lose_answer_to and self.lose_answer_to in data:
                    self.lose_answer_to = None
                    cut.set()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """End every connection that is open."""
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for end in (self._listener, *self._open):
            end.close()


@contextmanager
def wire_to_postgresql(database_url: str) -> Iterator[tuple[Wire, str]]:
    """A wire to the database, and the URL that leads through it."""
    url = make_url(database_url)
    host, port = str(url.query.get("host") or url.host), url.port or 5432
    is_local = host.startswith("/")
    wire = Wire(
        socket.AF_UNIX if is_local else socket.AF_INET,
        f"{host}/.s.PGSQL.{port}" if is_local else (host, port),
    )
    threading.Thread(target=wire.serve, daemon=True).start()
    # Without encryption, so that the wire can read; a server over a socket speaks no TLS anyway.
    through = url.set(drivername="postgresql", host="127.0.0.1", port=wire.port, query={"sslmode": "disable"})
    try:
        yield wire, through.render_as_string(hide_password=False)
    finally:
        wire.close()
