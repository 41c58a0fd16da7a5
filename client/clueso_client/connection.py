"""Requests to the server and to its storage, with retries."""

import os
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from clueso_client.errors import NoKey, Problem, Unreachable

URL = "http://127.0.0.1:8000"
"""Where `make dev` serves Clueso."""
PREFIX = "/api/v1"
TRIES = 6
LONGEST_PAUSE_S = 60.0
TEMPORARY = frozenset({429, 502, 503, 504})
NOT_SOON = "quota-exceeded"
"""The problem of a quota that no short pause renews."""
RUNNING = "request-in-progress"
"""The problem of a request whose first try has not ended yet."""


class Connection:
    """Signs in with a key, which goes to the server only: storage gets presigned URLs and no key."""

    def __init__(self, url: str | None = None, key: str | None = None) -> None:
        self.url = (url or os.environ.get("CLUESO_URL") or URL).rstrip("/")
        key = key or os.environ.get("CLUESO_KEY")
        if not key:
            raise NoKey
        # A proxy of the environment cannot reach this machine.
        own: dict[str, httpx.BaseTransport | None] = {"all://127.0.0.1": None, "all://localhost": None}
        headers = {"Authorization": f"Bearer {key.strip()}", "User-Agent": "clueso-client"}
        self._server = httpx.Client(headers=headers, timeout=60, mounts=own)
        self._storage = httpx.Client(timeout=httpx.Timeout(60, write=300, read=300), mounts=own)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()
        self._storage.close()

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Send a request that must succeed and return its JSON. Raises Problem, Unreachable."""
        response = self.ask(method, path, **options)
        return response.json() if response.content else None

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request that must succeed and return the response. Raises Problem, Unreachable.

        Each POST has an Idempotency-Key, so that a retry after a lost response makes nothing twice.
        """
        if method == "POST":
            options["headers"] = {"Idempotency-Key": str(uuid4())}
        response = _tried(
            lambda: self._server.request(method, f"{self.url}{PREFIX}{path}", **options), self.url
        )
        if response.is_error:
            raise Problem(response)
        return response

    def put(self, url: str, headers: dict[str, str], content: Callable[[], Any]) -> httpx.Response:
        """Send `content()` to a presigned URL. Raises Unreachable. Returns the response, whatever its status."""
        return _tried(lambda: self._storage.put(url, headers=headers, content=content()), _place(url))

    def fetch(self, url: str) -> bytes:
        """Return the bytes behind a presigned URL. Raises Problem, Unreachable."""
        response = _tried(lambda: self._storage.get(url), _place(url))
        if response.is_error:
            raise Problem(response)
        return response.content


def _tried(send: Callable[[], httpx.Response], place: str) -> httpx.Response:
    """Return the response after as many tries as help: of a server that is busy, restarting or unreachable."""
    for number in range(1, TRIES):
        pause_s = float(2 ** (number - 1))
        try:
            response = send()
        except httpx.TransportError as error:
            if isinstance(error, httpx.ConnectError) and number > 2:
                raise Unreachable(place) from error
        else:
            wait_s = _wait_s(response)
            if wait_s is None:
                return response
            pause_s = max(pause_s, wait_s)
        time.sleep(pause_s)
    try:
        return send()
    except httpx.TransportError as error:
        raise Unreachable(place) from error


def _wait_s(response: httpx.Response) -> float | None:
    """Return how long the server asks to wait before the next try; None if none would help soon."""
    if response.status_code not in TEMPORARY and response.status_code != httpx.codes.CONFLICT:
        return None
    slug = Problem(response).slug
    if slug == NOT_SOON or (response.status_code == httpx.codes.CONFLICT and slug != RUNNING):
        return None
    told = response.headers.get("Retry-After", "")
    wait_s = float(told) if told.isdigit() else 0.0
    return wait_s if wait_s <= LONGEST_PAUSE_S else None


def _place(url: str) -> str:
    """Return the host of a presigned URL, without its signature."""
    return f"Storage ({urlsplit(url).netloc})"
