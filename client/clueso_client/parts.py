"""The parts of a file on their way to storage: what is in them, where they go, and how much has arrived."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from hashlib import md5
from pathlib import Path
from threading import Event, Lock
from typing import Self

from clueso_client.connection import Connection
from clueso_client.errors import Changed
from clueso_client.shapes import SignedPart, Upload

BLOCK_BYTES = 1024 * 1024
SIGNED_FIRST, SIGNED_AT_ONCE = 8, 100
"""Parts that the first request signs, so that sending begins soon, and that each other one signs: a fast network sends more
parts a minute than a key may send requests.
"""
STILL_GOOD_S = 30.0
"""A URL that expires sooner is not begun with."""
Seen = Callable[[int], object]
"""Gets the bytes that are in storage so far."""


class Stopped(Exception):
    """Another part could not be sent, so the rest is not sent either."""


class Parts:
    """The parts of a file, as the upload divides it."""

    def __init__(self, path: Path, upload: Upload, size_bytes: int) -> None:
        self._path, self._part_bytes, self._size_bytes = path, upload["part_size_bytes"], size_bytes

    def length(self, number: int) -> int:
        return min(self._part_bytes, self._size_bytes - (number - 1) * self._part_bytes)

    def blocks(self, number: int) -> Iterator[bytes]:
        """Yield the bytes of a part. Raises Changed if the file has become shorter."""
        left = self.length(number)
        with self._path.open("rb", buffering=0) as file:
            file.seek((number - 1) * self._part_bytes)
            while left > 0:
                block = file.read(min(BLOCK_BYTES, left))
                if not block:
                    raise Changed(f"{self._path} became shorter while it was sent.")
                left -= len(block)
                yield block

    def digest(self, number: int) -> str:
        """Return the ETag that storage gives to this part: its MD5."""
        found = md5(usedforsecurity=False)
        for block in self.blocks(number):
            found.update(block)
        return found.hexdigest()


class Places:
    """The presigned URLs of an upload's parts. Threads may share it. While parts of a run are sent, a thread asks for the
    next run, so that no part waits for its URL.
    """

    def __init__(self, connection: Connection, upload: Upload) -> None:
        self._connection, self._upload = connection, upload
        self._runs: dict[int, Future[dict[int, SignedPart]]] = {}
        self._lock = Lock()
        self._ahead = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ahead.shutdown(wait=False, cancel_futures=True)

    def of(self, number: int) -> SignedPart:
        """Return a URL that is good for some time."""
        run = max(0, 1 + (number - 1 - SIGNED_FIRST) // SIGNED_AT_ONCE)
        found, _ = self._run(run), self._run(run + 1)
        signed = found.result()[number]
        return signed if _good_for_s(signed) >= STILL_GOOD_S else self.anew(number)

    def anew(self, number: int) -> SignedPart:
        """Return another URL in place of one that storage refused."""
        return self._sign([number])[number]

    def _run(self, run: int) -> "Future[dict[int, SignedPart]]":
        """Return the URLs of a run of parts, which come as soon as they are signed; none after the last run."""
        end = SIGNED_FIRST + run * SIGNED_AT_ONCE
        first = end - SIGNED_AT_ONCE + 1 if run else 1
        last = min(self._upload["part_count"], end)
        with self._lock:
            if run not in self._runs:
                numbers = list(range(first, last + 1))
                self._runs[run] = self._ahead.submit(self._sign, numbers)
            return self._runs[run]

    def _sign(self, numbers: list[int]) -> dict[int, SignedPart]:
        if not numbers:
            return {}
        body = {"part_numbers": numbers}
        answer = self._connection.call("POST", f"/uploads/{self._upload['id']}/parts", json=body)
        return {part["part_number"]: part for part in answer["parts"]}


def _good_for_s(part: SignedPart) -> float:
    return datetime.fromisoformat(part["expires_at"]).timestamp() - time.time()


class Arrived:
    """How many bytes of each part have arrived. Threads may share it. `seen` gets a sum that never falls."""

    def __init__(self, held: Mapping[int, int], seen: Seen) -> None:
        self._bytes, self._seen = dict(held), seen
        self._told = 0
        self._lock = Lock()

    def tell(self, number: int, bytes_: int) -> None:
        with self._lock:
            self._bytes[number] = bytes_
            arrived = sum(self._bytes.values())
            if arrived > self._told:
                self._told = arrived
                self._seen(arrived)


def told(parts: Parts, number: int, arrived: Arrived, over: Event) -> Iterator[bytes]:
    """Yield the bytes of a part, and tell how many there were. Raises Stopped once it is over."""
    sent = 0
    for block in parts.blocks(number):
        if over.is_set():
            raise Stopped
        yield block
        sent += len(block)
        arrived.tell(number, sent)
