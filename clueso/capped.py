"""An HTTP transport that limits the size and the duration of a response.

Import it only where a client is created.
"""

import time
from collections.abc import Iterator

import httpx2


class ReplyTooLarge(httpx2.TransportError):
    """The response has more bytes than allowed."""


class CappedTransport(httpx2.BaseTransport):
    """Sends requests, and aborts a response after `max_bytes` or `timeout_s` from the start of the request.

    A read timeout alone does not end a response that sends one byte per second.
    """

    def __init__(self, *, max_bytes: int, timeout_s: float, proxy: str | None = None) -> None:
        self._inner = httpx2.HTTPTransport(proxy=proxy)
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        deadline = time.monotonic() + self._timeout_s
        # A compressed response could expand to far more bytes than we count.
        request.headers["Accept-Encoding"] = "identity"
        response = self._inner.handle_request(request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        # A server may ignore the header.
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            raise httpx2.DecodingError("The answer is compressed though we asked for it as it is.")
        response.stream = _CappedStream(response.stream, self._max_bytes, deadline)
        return response

    def close(self) -> None:
        self._inner.close()


class _CappedStream(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, max_bytes: int, deadline: float) -> None:
        self._inner = inner
        self._left = max_bytes
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise ReplyTooLarge("The answer is larger than it may be.")
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("The answer did not end in time.")
            yield chunk

    def close(self) -> None:
        self._inner.close()
