"""Connections to checked addresses, all of whose reads and writes end at a deadline."""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

from clueso.outgoing.resolving import Resolver, checked_addresses
from clueso.outgoing.targets import Target


class Deadline:
    """The moment at which a connection is given up, by the monotonic clock. It can be put off."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def put_off(self, seconds: float) -> None:
        """Give the connection so many seconds from now."""
        self.at = time.monotonic() + seconds

    @property
    def left_s(self) -> float:
        return self.at - time.monotonic()


class CheckedBackend(httpcore2.SyncBackend):
    """Connects to an address of the target that was checked a moment before.

    The connection pool calls it with the host of the URL, for which TLS then demands a certificate.
    """

    def __init__(self, target: Target, resolve: Resolver, deadline: Deadline) -> None:
        self._target = target
        self._resolve = resolve
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        assert host == self._target.host, "a pool is made for one target"
        give_up_at = min(self._deadline.at, time.monotonic() + (timeout or 0.0))
        addresses = checked_addresses(self._target, self._resolve, _left_s(give_up_at))
        for rest in range(len(addresses), 0, -1):
            try:
                stream = super().connect_tcp(
                    addresses[-rest], port, _left_s(give_up_at), local_address, socket_options
                )
                return TimedStream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if rest == 1:
                    raise
        raise AssertionError("unreachable: a checked target has an address")


class TimedStream(httpcore2.NetworkStream):
    """A connection of which no read or write lasts beyond the deadline.

    A timeout per read alone does not end an answer that sends one byte per second.
    """

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._bounded(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._bounded(timeout, httpcore2.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        bounded = self._bounded(timeout, httpcore2.ConnectTimeout)
        return TimedStream(self._inner.start_tls(ssl_context, server_hostname, bounded), self._deadline)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _bounded(self, timeout: float | None, late: type[Exception]) -> float:
        left = self._deadline.left_s
        if left <= 0:
            raise late("The answer did not end in time.")
        return left if timeout is None else min(timeout, left)


def _left_s(deadline: float) -> float:
    """Return the seconds until then; never 0, which would mean not to wait at all."""
    return max(deadline - time.monotonic(), 0.001)
