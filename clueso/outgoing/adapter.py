"""Sends requests to addresses that users name, one connection for each."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urldefrag, urljoin

import httpcore2
import httpx2

from clueso.domain.ports.outgoing import LINK_MAX, REDIRECTS_MAX, URL_MAX, Download, Reply
from clueso.errors import AddressRefused, AddressUnreachable
from clueso.outgoing.connecting import CheckedBackend, Deadline
from clueso.outgoing.resolving import Resolver, checked_addresses, system_resolver
from clueso.outgoing.targets import Target, target_of
from clueso.retry_after import pause_s

CONNECT_TIMEOUT_S, TIMEOUT_S = 5.0, 10.0
READ_TIMEOUT_S = 15.0
"""For a file: shorter than the time in which a worker that is told to stop must have stopped."""
STRETCH_BYTES, STRETCH_S = 1024**2, 60.0
"""A file that comes more slowly than this is given up, so that no server holds a worker for days."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REPLY_BYTES = 4096
"""As much of a reply as is read; the rest stays with its server."""
OUR_HEADERS = {"User-Agent": "Clueso", "Accept-Encoding": "identity", "Connection": "close"}


class PublicSites:
    """The Outgoing port. In development it also connects to this machine."""

    def __init__(
        self,
        *,
        in_development: bool,
        resolve: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
        timeout_s: float = TIMEOUT_S,
        read_timeout_s: float = READ_TIMEOUT_S,
        stretch_s: float = STRETCH_S,
    ) -> None:
        self._in_development = in_development
        self._resolve = resolve
        self._ssl_context = ssl_context or httpx2.create_ssl_context()
        self._timeout_s = timeout_s
        self._read_timeout_s = read_timeout_s
        self._stretch_s = stretch_s

    def check(self, url: str, *, longest: int = URL_MAX) -> None:
        try:
            checked_addresses(self._target(url, longest), self._resolve, CONNECT_TIMEOUT_S)
        except AddressUnreachable as error:
            raise AddressRefused(error.detail) from error

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        deadline, target = Deadline(self._timeout_s), self._target(url, URL_MAX)
        with self._sent("POST", target, headers, body, deadline=deadline, wait_s=self._timeout_s) as response:
            return Reply(response.status, _beginning(response), pause_s(_header(response, b"retry-after")))

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[Download]:
        for _ in range(REDIRECTS_MAX + 1):
            deadline, target = Deadline(self._stretch_s), self._target(url, LINK_MAX)
            with self._sent(
                "GET", target, headers, None, deadline=deadline, wait_s=self._read_timeout_s
            ) as response:
                location = _header(response, b"location")
                if response.status not in REDIRECTS or location is None:
                    yield self._download(url, target, response, deadline)
                    return
            url = urldefrag(urljoin(url, location)).url
        raise AddressUnreachable(f"{target.host} leads from one address to the next without end.")

    def _download(
        self, url: str, target: Target, response: httpcore2.Response, deadline: Deadline
    ) -> Download:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
        }
        blocks = _at_pace(response, deadline, self._stretch_s)
        return Download(
            response.status, url, target.host, headers, blocks, pause_s(headers.get("retry-after"))
        )

    def _target(self, url: str, longest: int) -> Target:
        return target_of(url, in_development=self._in_development, longest=longest)

    @contextmanager
    def _sent(
        self,
        method: str,
        target: Target,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        deadline: Deadline,
        wait_s: float,
    ) -> Iterator[httpcore2.Response]:
        """Send a request and give the response, whose body is not read yet. Raises AddressRefused,
        AddressUnreachable.
        """
        url = httpcore2.URL(
            scheme=target.url.raw_scheme,
            host=target.url.raw_host,
            port=target.url.port,
            target=target.url.raw_path,
        )
        timeouts = {"connect": CONNECT_TIMEOUT_S, "read": wait_s, "write": wait_s, "pool": wait_s}
        sent = [*OUR_HEADERS.items(), *headers.items()]
        pool = httpcore2.ConnectionPool(
            ssl_context=self._ssl_context,
            max_connections=1,
            network_backend=CheckedBackend(target, self._resolve, deadline),
        )
        try:
            with (
                pool,
                pool.stream(
                    method, url, headers=sent, content=body, extensions={"timeout": timeouts}
                ) as response,
            ):
                yield response
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise AddressUnreachable(_in_words(error, target.host)) from error


def _at_pace(response: httpcore2.Response, deadline: Deadline, stretch_s: float) -> Iterator[bytes]:
    """Yield the body. Each further STRETCH_BYTES put the deadline off."""
    read = 0
    deadline.put_off(stretch_s)
    for block in response.iter_stream():
        read += len(block)
        if read >= STRETCH_BYTES:
            read = 0
            deadline.put_off(stretch_s)
        yield block


def _header(response: httpcore2.Response, name: bytes) -> str | None:
    values = (value for found, value in response.headers if found.lower() == name)
    return next(values, b"").decode("latin-1") or None


def _beginning(response: httpcore2.Response) -> str:
    read = bytearray()
    for chunk in response.iter_stream():
        read += chunk
        if len(read) >= REPLY_BYTES:
            break
    return bytes(read[:REPLY_BYTES]).decode(errors="replace")


def _in_words(error: Exception, host: str) -> str:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not valid: {cause.verify_message}."
    if isinstance(cause, ssl.SSLError):
        return f"{host} does not speak TLS as it should."
    if isinstance(error, httpcore2.ConnectTimeout | httpcore2.ConnectError):
        return f"{host} could not be reached."
    if isinstance(error, httpcore2.TimeoutException):
        return f"{host} did not answer in time."
    return f"{host} broke off, or its answer is no HTTP."
