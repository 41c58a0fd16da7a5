"""An incoming request, stored until it is complete."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn.asgi.parser import ParseError, PythonProtocol

IN_MEMORY_BYTES = 1024 * 1024
"""A longer request is stored in a temporary file."""
UNMEASURED_BYTES = 64 * 1024
"""The longest chunked request, which announces no length: sent in chunks of one byte, it costs 0.4 s of CPU
per MB.
"""
END_OF_HEAD = b"\r\n\r\n"
HEALTH = (b"/healthz", b"/readyz")


class Incoming:
    """The bytes of one request, and whether it is complete.

    gunicorn's incremental parser finds the end of the request. Afterwards its parser for threads reads the
    content; for that parser this object is the socket.

    A body longer than `longest_body(target)` bytes is not received: the request then counts as complete with
    its head alone, and `is_cut` is set. A malformed request counts as complete too, and `is_faulty` is set.
    """

    def __init__(self, cfg: Any, longest_body: Callable[[str], int]) -> None:
        self.size_bytes = 0
        self.is_cut = False
        self.is_faulty = False
        self.rest = b""
        self._longest_body = longest_body
        self._kept = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - it ends with this object
        self._has_head = False
        self._framing = PythonProtocol(
            on_headers_complete=self._meet_head,
            limit_request_line=cfg.limit_request_line,
            limit_request_fields=cfg.limit_request_fields,
            limit_request_field_size=cfg.limit_request_field_size,
        )

    def feed(self, data: bytes) -> bool:
        """Add received bytes.

        Return whether the request is complete. `rest` then holds bytes of the next request.

        Raises OSError if the disk has no room for it.
        """
        try:
            self._framing.feed(data)
        except (ParseError, ValueError):  # int() raises ValueError for more than 4,300 digits
            self.is_faulty = True
        self.rest = self._framing.remaining()
        own = data[: len(data) - len(self.rest)]
        self._kept.write(own)
        self.size_bytes += len(own)
        if self._framing.is_chunked and self.size_bytes > UNMEASURED_BYTES:
            self.is_cut = True
        if self.is_faulty and not self._has_head:
            self._kept.write(END_OF_HEAD)  # the other parser reports the fault only after a complete head
        return bool(self._framing.is_complete or self.is_cut or self.is_faulty)

    @property
    def has_head(self) -> bool:
        return self._has_head

    @property
    def expected_bytes(self) -> int:
        """The length of the body according to the head; for a chunked body the longest that is received."""
        return UNMEASURED_BYTES if self._framing.is_chunked else self._framing.content_length or 0

    @property
    def wants_leave(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body."""
        return any(
            name == b"expect" and value.lower() == b"100-continue" for name, value in self._framing.headers
        )

    @property
    def asks_for_health(self) -> bool:
        return (self._framing.path or b"").partition(b"?")[0].endswith(HEALTH)

    @property
    def in_memory_bytes(self) -> int:
        return self.size_bytes if self.size_bytes <= IN_MEMORY_BYTES else 0

    def rewind(self) -> None:
        """Let `recv` start from the beginning."""
        self._kept.seek(0)

    def recv(self, size: int) -> bytes:
        """Return the next bytes, as a socket does; empty at the end."""
        return self._kept.read(size)

    def close(self) -> None:
        self._kept.close()

    def _meet_head(self) -> bool:
        """Called at the end of the head. Return whether the body is left unread."""
        self._has_head = True
        # Every byte is a Latin-1 character, so no target fails to decode.
        target = self._framing.path.decode("latin-1")
        self.is_cut = self.expected_bytes > UNMEASURED_BYTES and self.expected_bytes > self._longest_body(
            target
        )
        return self.is_cut
