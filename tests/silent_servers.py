"""Servers that take a connection and then never answer, or never come to an end."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

DRIP_S = 0.1
BEGINNING = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"


@contextmanager
def black_hole() -> Iterator[int]:
    """The port of a server that accepts and says nothing."""
    with _listening() as listener:
        held: list[socket.socket] = []

        def hold() -> None:
            with contextlib.suppress(OSError):
                while True:
                    held.append(listener.accept()[0])

        threading.Thread(target=hold, daemon=True).start()
        yield int(listener.getsockname()[1])
        for connection in held:
            connection.close()


@contextmanager
def dripping(beginning: bytes = BEGINNING, drop: bytes = b" ") -> Iterator[int]:
    """The port of a server that begins an answer and adds a byte now and then, for ever."""
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.recv(1 << 16)
            connection.sendall(beginning)
            while not over.wait(DRIP_S):
                connection.sendall(drop)

    with _listening() as listener:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield int(listener.getsockname()[1])
        over.set()


@contextmanager
def _listening() -> Iterator[socket.socket]:
    listener = socket.create_server(("127.0.0.1", 0))
    try:
        yield listener
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
