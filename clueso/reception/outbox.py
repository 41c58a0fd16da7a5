"""A socket whose sends never block: bytes that the client does not take at once are kept and sent later."""

import os
import socket
from collections import deque
from typing import IO, Any


class Outbox(socket.socket):
    """The client's socket as a thread sees it.

    Sending succeeds at once, or raises OSError if the client is gone.

    `flush` sends the kept bytes.
    """

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(fileno=sock.detach())
        super().setblocking(False)
        self._kept: deque[memoryview | _Stretch] = deque()

    def setblocking(self, flag: bool, /) -> None:
        """Do nothing: gunicorn's threads would make the socket blocking."""

    def send(self, data: Any, flags: int = 0, /) -> int:
        self.sendall(data, flags)
        return len(data)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        del flags
        if data:
            # Copied, because the caller may reuse its buffer.
            self._kept.append(memoryview(bytes(data)))
        self.flush()

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]
        """Send `count` bytes of a file. The caller may close the file at once."""
        assert count is not None
        # A descriptor of our own, because the caller closes the file before it is sent.
        self._kept.append(_Stretch(os.dup(file.fileno()), offset, count))
        self.flush()
        return count

    def flush(self) -> bool:
        """Send as much as the client takes now.

        Return whether all is sent. Raises OSError if the client is gone.
        """
        while self._kept:
            try:
                self._send_from(self._kept[0])
            except BlockingIOError:
                return False
        return True

    @property
    def in_memory_bytes(self) -> int:
        return sum(piece.nbytes for piece in self._kept if isinstance(piece, memoryview))

    @property
    def left_bytes(self) -> int:
        """The number of bytes that are still to be sent, files included."""
        return sum(piece.nbytes for piece in self._kept)

    def close(self) -> None:
        self._kept.clear()
        super().close()

    def _send_from(self, piece: "memoryview | _Stretch") -> None:
        if isinstance(piece, memoryview):
            rest: memoryview | _Stretch = piece[super().send(piece) :]
        else:
            rest = piece.send(self)
        self._kept.popleft()
        if rest.nbytes:
            self._kept.appendleft(rest)


class _Stretch:
    """A range of an open file: `nbytes` from an offset on."""

    def __init__(self, descriptor: int, offset: int, nbytes: int) -> None:
        self._file = open(descriptor, "rb", buffering=0)  # noqa: SIM115 - closed with this object
        self._offset = offset
        self.nbytes = nbytes

    def send(self, sock: socket.socket) -> "_Stretch":
        """Send as much as the client takes and return the rest.

        Raises OSError if the file has become shorter.
        """
        sent = os.sendfile(sock.fileno(), self._file.fileno(), self._offset, self.nbytes)
        if not sent:
            raise OSError("the file ended early")
        self._offset += sent
        self.nbytes -= sent
        return self
