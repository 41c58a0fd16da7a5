"""A site that holds a recording: a real HTTP server, which may also misbehave."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BLOCK_BYTES = 64 * 1024


@dataclass
class Site:
    """Answers each GET with `content`.

    - `status` and `headers` are the first line and more headers of each answer.
    - `etag` None means that the server knows no versions; without `has_ranges` it always begins at the beginning.
    - `breaks_after` holds, for each request in turn, after how many bytes the connection is cut.
    - `announces` is the Content-Length, if it is not the true one; with `is_chunked` there is none.
    - `holds_after` bytes it waits until `go_on` is set.
    """

    content: bytes = b""
    content_type: str = "video/mp4"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = '"first"'
    has_ranges: bool = True
    is_chunked: bool = False
    announces: int | None = None
    breaks_after: list[int] = field(default_factory=list)
    holds_after: int | None = None
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    holding: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/recordings/My%20talk.mp4?signature=secret"

    @property
    def ranges(self) -> list[str | None]:
        return [headers.get("range") for headers in self.asked]


@contextmanager
def recording_site(content: bytes = b"", **behaviour: Any) -> Iterator[Site]:
    site = Site(content, **behaviour)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(asked)
            first = self._first(asked)
            self.send_response(206 if first else site.status)
            self.send_header("Content-Type", site.content_type)
            if site.etag:
                self.send_header("ETag", site.etag)
            if first:
                self.send_header(
                    "Content-Range", f"bytes {first}-{len(site.content) - 1}/{len(site.content)}"
                )
            if site.is_chunked:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(site.announces or len(site.content) - first))
            for name, value in site.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # nobody need read to the end
                self._send(site.content[first:])
            self.close_connection = True

        def _first(self, asked: dict[str, str]) -> int:
            is_rest = site.has_ranges and "range" in asked and asked.get("if-range") == site.etag
            return int(asked["range"].removeprefix("bytes=").removesuffix("-")) if is_rest else 0

        def _send(self, data: bytes) -> None:
            most = site.breaks_after.pop(0) if site.breaks_after else len(data)
            for start in range(0, min(most, len(data)), BLOCK_BYTES):
                if site.holds_after is not None and start >= site.holds_after:
                    site.holding.set()
                    site.go_on.wait()
                block = data[start : min(start + BLOCK_BYTES, most)]
                self.wfile.write(b"%x\r\n%b\r\n" % (len(block), block) if site.is_chunked else block)
            if site.is_chunked and most >= len(data):
                self.wfile.write(b"0\r\n\r\n")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.go_on.set()
            server.shutdown()
            thread.join()
