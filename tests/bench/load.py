"""Clients that cost little: raw sockets in one thread, each with one request on its way.

They read of a response what they must: status, head and length. Their own CPU time is told apart.
"""

import heapq
import itertools
import math
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

RECEIVE_BYTES = 256 * 1024
NO_BODY = (204, 304)


@dataclass(slots=True)
class Load:
    """What came of it: how long each answer took and when it came, the statuses, and the CPU time of the clients."""

    seconds: float = 0.0
    cpu_s: float = 0.0
    taken_s: list[float] = field(default_factory=list)
    at_s: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return len(self.taken_s) / self.seconds

    def percentile_ms(self, share: float, *, since_s: float = 0, until_s: float = math.inf) -> float:
        """Return how many ms this share of the answers took at most, of those that came within this time."""
        ordered = sorted(
            took for took, at in zip(self.taken_s, self.at_s, strict=True) if since_s <= at < until_s
        )
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


@dataclass(slots=True)
class Answer:
    """A whole response: its head as bytes, and its body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        mark = f"\r\n{name}: ".encode()
        at = self.head.lower().find(mark.lower())
        return self.head[at + len(mark) :].partition(b"\r\n")[0].decode() if at >= 0 else None


@dataclass(frozen=True, slots=True)
class Due:
    """A request and when it is sent, in seconds from the beginning; `then` makes the next one of its answer and the time."""

    at_s: float
    request: bytes
    then: "Callable[[Answer, float], Due | None] | None" = None


class Wire:
    """One kept connection. `due_s` is when its request was to be sent."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due_s = 0.0
        self.then: Callable[[Answer, float], Due | None] | None = None
        self._got = b""

    def send(self, request: bytes, due_s: float) -> None:
        self.due_s = due_s
        self._got = b""
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Return the answer once it is whole."""
        data = self.socket.recv(RECEIVE_BYTES)
        if not data:
            raise ConnectionError("the server closed a connection on which an answer is due")
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return None
        status = int(self._got[9:12])
        answer = Answer(status, self._got[:end], self._got[end + 4 :])
        length = 0 if status in NO_BODY else int(answer.header("Content-Length") or 0)
        return answer if len(answer.body) >= length else None


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """Return the bytes of a request to the API."""
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def hurried(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Load:
    """Send a request on each connection as soon as the one before is answered."""
    with _Crowd(port, connections) as crowd:
        for wire in crowd.idle:
            wire.send(next(requests), crowd.now_s())
        crowd.idle.clear()
        while crowd.now_s() < seconds:
            for wire, _ in crowd.answered(seconds - crowd.now_s()):
                wire.send(next(requests), crowd.now_s())
        return crowd.end()


def timed(port: int, due: list[Due], *, connections: int, seconds: float) -> Load:
    """Send each request at its time, and then what follows from its answer.

    An answer's time begins when its request was due: waiting for a free connection counts.
    """
    with _Crowd(port, connections) as crowd:
        for one in due:
            crowd.plan(one)
        while (now_s := crowd.now_s()) < seconds:
            for wire, answer in crowd.answered(crowd.send_due(now_s, seconds)):
                crowd.idle.append(wire)
                if wire.then and (following := wire.then(answer, crowd.now_s())):
                    crowd.plan(following)
        return crowd.end()


def at_rate(requests: Iterator[bytes], *, per_second: float, seconds: float) -> list[Due]:
    """Return requests at equal distances."""
    return [Due(number / per_second, next(requests)) for number in range(int(per_second * seconds))]


class _Crowd:
    """Connections, those among them that are idle, and what is to be sent."""

    def __init__(self, port: int, connections: int) -> None:
        self.idle = [Wire(port) for _ in range(connections)]
        self._all = list(self.idle)
        self._poller = selectors.DefaultSelector()
        for wire in self.idle:
            self._poller.register(wire.socket, selectors.EVENT_READ, wire)
        self._planned: list[tuple[float, int, Due]] = []
        self._numbers = itertools.count()
        self._load = Load()
        self._cpu_s, self._begun = time.thread_time(), time.perf_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._poller.close()
        for wire in self._all:
            wire.socket.close()

    def now_s(self) -> float:
        return time.perf_counter() - self._begun

    def plan(self, due: Due) -> None:
        heapq.heappush(self._planned, (due.at_s, next(self._numbers), due))

    def send_due(self, now_s: float, until_s: float) -> float:
        """Send what is due on idle connections. Return for how long nothing else can be sent."""
        while self.idle and self._planned and self._planned[0][0] <= now_s:
            _, _, due = heapq.heappop(self._planned)
            wire = self.idle.pop(0)  # in turns: web closes a connection without a first request
            wire.then = due.then
            wire.send(due.request, due.at_s)
        next_s = self._planned[0][0] if self.idle and self._planned else until_s
        return min(next_s, until_s) - now_s

    def answered(self, timeout_s: float) -> Iterator[tuple[Wire, Answer]]:
        for key, _ in self._poller.select(max(0.0, timeout_s)):
            wire: Wire = key.data
            if answer := wire.receive():
                now_s = self.now_s()
                self._load.taken_s.append(now_s - wire.due_s)
                self._load.at_s.append(now_s)
                self._load.statuses[answer.status] += 1
                yield wire, answer

    def end(self) -> Load:
        """Return what came of it. What is still on its way is not waited for."""
        self._load.seconds = self.now_s()
        self._load.cpu_s = time.thread_time() - self._cpu_s
        return self._load
