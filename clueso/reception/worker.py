"""A worker class for gunicorn. Its main loop waits for slow clients, its threads never do."""

import contextlib
import errno
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from gunicorn.http import get_parser
from gunicorn.http.errors import InvalidRequestLine
from gunicorn.workers.gthread import TConn, ThreadWorker

from clueso.reception import line
from clueso.reception.incoming import Incoming
from clueso.reception.outbox import Outbox
from clueso.wire import write_problem

HEAD_S = 10.0
"""Timeout for the head of a request, from its first byte on, and for a new connection without a byte."""
GRACE_S = 20.0
PACE_BYTES_PER_S = 16 * 1024
"""A body, or a response, may take GRACE_S plus its length divided by this speed, that of a poor mobile
connection.
"""
PARTING_S = 2.0
"""How long we wait for a client to close the connection after a response, so that it can still read the
response.
"""
LONGEST_BODY = "LONGEST_BODY"
"""Key in the Flask app's config of a function that returns the longest body for a path, in bytes."""
RECEIVE_BYTES = 64 * 1024
MEMORY_BYTES = 64 * 1024 * 1024
"""Memory for all incomplete requests and unsent responses together."""
HEALTH_THREADS = 2
FAULTY = "not what HTTP allows"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A client's connection: first the incoming request, then the outgoing response."""

    def __init__(
        self, cfg: Any, sock: socket.socket, client: Any, server: Any, begin: Callable[[], Incoming]
    ):
        super().__init__(cfg, Outbox(sock), client, server)
        self.data_ready = True
        self.stays = False
        self.deadline = 0.0
        self.since = 0.0
        self.late: Callable[[Connection], None]
        self._begin = begin
        self.incoming = begin()

    def begin_next(self) -> bytes:
        """Prepare for the next request. Return the bytes of it that have already arrived."""
        rest = self.incoming.rest
        self.incoming.close()
        self.incoming = self._begin()
        return rest

    def hand_over(self) -> None:
        """Prepare the request for reading by a thread."""
        self.incoming.rewind()
        self.parser = get_parser(self.cfg, self.incoming, self.client)

    @property
    def is_read_to_its_end(self) -> bool:
        """Whether both parsers found the same end of the request.

        If not, the start of the next one is unknown.
        """
        return not self.parser.unreader.take_buffered() and not self.incoming.recv(1)

    @property
    def in_memory_bytes(self) -> int:
        return self.incoming.in_memory_bytes + int(self.sock.in_memory_bytes)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's gthread worker, except that only the main loop waits for clients.

    - The main loop receives complete requests and sends the rest of responses, each within a timeout. A
      thread is busy only while the application works.
    - With more than `worker_connections` connections, the one that has been waited for longest is closed.
    - With more than MEMORY_BYTES in use, connections are closed, those with the nearest deadline first.
    - Health checks have their own threads. The worker speaks plain HTTP/1.
    """

    def init_process(self) -> None:
        self.held: set[Connection] = set()
        self.health_pool = ThreadPoolExecutor(HEALTH_THREADS)
        self._sweep_at = 0.0
        super().init_process()

    def longest_body(self, target: str) -> int:
        """Return the longest body, in bytes, that is received for `target`.

        The application refuses a longer one.
        """
        path = unquote(target.partition("?")[0])
        return int(self.wsgi.config[LONGEST_BODY](path))

    # Called by gunicorn's loop

    def accept(self, listener: socket.socket) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            # No descriptor is left. The connection that has been waited for longest gives up its own.
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                # The client has gone, or another worker has taken the connection.
                raise
            return
        begin = partial(Incoming, self.cfg, self.longest_body)
        self.nr_conns += 1
        self._receive_from(Connection(self.cfg, sock, client, listener.getsockname(), begin), HEAD_S)
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def enqueue_req(self, conn: Connection) -> None:
        conn.hand_over()
        pool = self.health_pool if conn.incoming.asks_for_health else self.tpool
        # Only requests for the application count as waiting.
        if pool is self.tpool:
            line.join(id(conn))
        work = pool.submit(self.handle, conn)
        # A thread must not touch the poller, so the main loop ends the request.
        work.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def handle(self, conn: Connection) -> Any:
        line.leave(id(conn))
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        # The main loop has already sent 100 Continue.
        req._expected_100_continue = False
        if conn.incoming.is_faulty:
            req.body.read()
            raise InvalidRequestLine(FAULTY)  # unless reading has already raised a more exact error
        if conn.incoming.is_cut:
            req.force_close()
            _set_length(req, self.longest_body(req.uri) + 1)
        return super().handle_request(req, conn)

    def finish_request(self, conn: Connection, done: "Future[Any]") -> None:
        if conn.sock.fileno() < 0:  # gunicorn closes it if the application fails in the middle of a response
            self._end(conn)
            return
        conn.stays = not done.cancelled() and not done.exception() and bool(done.result())
        conn.stays = conn.stays and conn.is_read_to_its_end
        self._hold(
            conn, selectors.EVENT_WRITE, self._send, allowance_s(conn.sock.left_bytes), late=self._drop
        )
        # Most responses are sent at once, without waiting for the poller.
        self._send(conn)

    def murder_pending(self) -> None:
        now = time.monotonic()
        if now >= self._sweep_at:
            self._sweep_at = now + 1
            # A copy, because `late` changes the set.
            for conn in [conn for conn in self.held if conn.deadline < now]:
                conn.late(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        # At shutdown gunicorn shortens the time that a client gets for its next request.
        for conn in self.held:
            if conn.late == self._refuse_as_too_slow:
                conn.deadline = min(conn.deadline, deadline)

    # A connection between two visits to a thread

    def _receive_from(self, conn: Connection, timeout_s: float) -> None:
        self._hold(conn, selectors.EVENT_READ, self._receive, timeout_s, late=self._refuse_as_too_slow)

    def _receive(self, conn: Connection, _socket: object = None) -> None:
        if data := self._read(conn):
            self._take_in(conn, data)

    def _take_in(self, conn: Connection, data: bytes) -> None:
        incoming, had_head = conn.incoming, conn.incoming.has_head
        # The first byte of a request: the time of a kept connection was that between two requests.
        if not incoming.size_bytes:
            conn.deadline = time.monotonic() + HEAD_S
        try:
            is_whole = incoming.feed(data)
        except OSError as error:
            self.log.error("An incoming request cannot be stored: %s", error)
            self._refuse(conn, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        if is_whole:
            self._let_go(conn)
            self.enqueue_req(conn)
        elif incoming.has_head and not had_head:
            conn.deadline = time.monotonic() + allowance_s(incoming.expected_bytes)
            if incoming.wants_leave:
                with contextlib.suppress(OSError):  # the next read notices a client that is gone
                    conn.sock.sendall(CONTINUE)
        else:
            self._save_memory(conn)

    def _send(self, conn: Connection, _socket: object = None) -> None:
        # The same round of the poller may have dropped it.
        if conn not in self.held:
            return
        try:
            is_sent = conn.sock.flush()
        except OSError:
            self._drop(conn)
            return
        if not is_sent:
            self._save_memory(conn)
        elif conn.stays:
            self._let_go(conn)
            rest = conn.begin_next()
            self._receive_from(conn, self.cfg.keepalive)
            # A pipelining client has sent its next request already. The poller would not report these bytes
            # again.
            if rest:
                self._take_in(conn, rest)
        else:
            self._part_from(conn)

    def _part_from(self, conn: Connection) -> None:
        """Send no more, and wait until the client closes: closing first would discard bytes that are still on
        their way.
        """
        self._let_go(conn)
        with contextlib.suppress(OSError):
            conn.sock.shutdown(socket.SHUT_WR)
        self._hold(conn, selectors.EVENT_READ, self._read, PARTING_S, late=self._drop)

    def _refuse_as_too_slow(self, conn: Connection) -> None:
        if conn.incoming.size_bytes:
            self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
        else:
            self._drop(conn)

    def _refuse(self, conn: Connection, status: HTTPStatus) -> None:
        with contextlib.suppress(OSError):
            write_problem(conn.sock, status)
        self._part_from(conn)

    def _read(self, conn: Connection, _socket: object = None) -> bytes:
        """Return the received bytes. Drop the connection if the client has closed it."""
        if conn not in self.held:
            return b""
        try:
            data: bytes = conn.sock.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._drop(conn)
        return data

    # Connections that the main loop holds, and for how long

    def _hold(
        self,
        conn: Connection,
        event: int,
        act: Callable[..., object],
        timeout_s: float,
        *,
        late: Callable[[Connection], None],
    ) -> None:
        conn.since = time.monotonic()
        conn.deadline = conn.since + timeout_s
        conn.late = late
        self.held.add(conn)
        self.poller.register(conn.sock, event, partial(act, conn))

    def _let_go(self, conn: Connection) -> None:
        self.held.discard(conn)
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection) -> None:
        self._let_go(conn)
        self._end(conn)

    def _end(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.incoming.close()
        conn.close()

    def _make_room(self) -> None:
        if self.held:
            # A new connection needs its place only for a moment, so the oldest one goes.
            self._drop(min(self.held, key=lambda conn: conn.since))

    def _save_memory(self, conn: Connection) -> None:
        """Drop connections that hold much memory until all together are below the limit.

        Call it for a waiting one.
        """
        if conn.in_memory_bytes > RECEIVE_BYTES:
            greedy = sorted(
                (one for one in self.held if one.in_memory_bytes > RECEIVE_BYTES),
                key=lambda one: one.deadline,
            )
            held_bytes = sum(one.in_memory_bytes for one in greedy)
            for one in greedy:
                if held_bytes <= MEMORY_BYTES:
                    return
                held_bytes -= one.in_memory_bytes
                self._drop(one)


def allowance_s(size_bytes: int) -> float:
    """Return how long a transfer of this many bytes may take, in seconds."""
    return GRACE_S + size_bytes / PACE_BYTES_PER_S


def _set_length(req: Any, size_bytes: int) -> None:
    """Give a cut chunked body a Content-Length that is too long, so that the application refuses it."""
    if any(name == "TRANSFER-ENCODING" for name, _ in req.headers):
        req.headers = [field for field in req.headers if field[0] != "TRANSFER-ENCODING"]
        req.headers.append(("CONTENT-LENGTH", str(size_bytes)))
