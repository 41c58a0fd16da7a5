"""One request on its way in, kept until it is whole."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn.asgi.parser import ParseError, PythonProtocol

IN_MEMORY_BYTES = 1024 * 1024
"""A request that is longer waits in a temporary file."""
UNMEASURED_BYTES = 64 * 1024
"""The longest request that does not tell its length: one in chunks of a byte costs 0.4 s of CPU per MB."""
END_OF_HEAD = b"\r\n\r\n"
HEALTH = (b"/healthz", b"/readyz")


class Incoming:
    """The bytes of one request, and whether all of them are here.

    Where it ends is told by gunicorn's parser for bytes as they come; what it means is read afterwards by
    the one for threads, for which this is the socket. A body longer than `longest_body(target)` bytes is
    not taken in: the request then counts as whole with its head alone, and `is_cut`. So does one that is
    malformed, and `is_faulty`.
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
        """Take in what came, and keep in `rest` what belongs to the next request. Returns whether it is whole.

        Raises OSError when there is no room for it on the disk.
        """
        try:
            self._framing.feed(data)
        except (ParseError, ValueError):  # Python reads no number of more than 4,300 digits
            self.is_faulty = True
        self.rest = self._framing.remaining()
        own = data[: len(data) - len(self.rest)]
        self._kept.write(own)
        self.size_bytes += len(own)
        if self._framing.is_chunked and self.size_bytes > UNMEASURED_BYTES:
            self.is_cut = True
        if self.is_faulty and not self._has_head:
            self._kept.write(END_OF_HEAD)  # the other parser looks for the fault only once it has this
        return bool(self._framing.is_complete or self.is_cut or self.is_faulty)

    @property
    def has_head(self) -> bool:
        return self._has_head

    @property
    def expected_bytes(self) -> int:
        """The length of the body, as far as the head tells; of one in chunks the longest that is taken in."""
        return UNMEASURED_BYTES if self._framing.is_chunked else self._framing.content_length or 0

    @property
    def wants_leave(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body."""
        return any(
            name == b"expect" and told.lower() == b"100-continue" for name, told in self._framing.headers
        )

    @property
    def asks_for_health(self) -> bool:
        return (self._framing.path or b"").partition(b"?")[0].endswith(HEALTH)

    @property
    def in_memory_bytes(self) -> int:
        return self.size_bytes if self.size_bytes <= IN_MEMORY_BYTES else 0

    def rewind(self) -> None:
        """Be read from the beginning."""
        self._kept.seek(0)

    def recv(self, size: int) -> bytes:
        """The next bytes, as a socket gives them; empty at the end."""
        return self._kept.read(size)

    def close(self) -> None:
        self._kept.close()

    def _meet_head(self) -> bool:
        """Whether the body stays outside."""
        self._has_head = True
        target = self._framing.path.decode("latin-1")
        self.is_cut = self.expected_bytes > UNMEASURED_BYTES and self.expected_bytes > self._longest_body(
            target
        )
        return self.is_cut
