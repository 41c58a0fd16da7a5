"""An S3 that counts the bytes of parts and keeps none: `python -m tests.bench.swallowing_s3 PORT`.

It is as fast as a store on this machine can be, checks no signature, and knows the calls of an upload in parts.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock
from urllib.parse import parse_qs, urlsplit

BLOCK_BYTES = 1024 * 1024
IDS = count(1)


class Handler(BaseHTTPRequestHandler):
    """`uploads` has the sizes of the parts by upload, `sizes` those of whole objects by path."""

    protocol_version = "HTTP/1.1"
    uploads: dict[str, dict[int, int]] = {}
    sizes: dict[str, int] = {}
    lock = Lock()

    def do_GET(self) -> None:
        upload_id = self._query().get("uploadId")
        parts = self.uploads[upload_id] if upload_id else {}
        listed = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{_etag(number)}</ETag><Size>{size}</Size></Part>"
            for number, size in sorted(parts.items())
        )
        self._answer(f"<ListPartsResult>{listed}</ListPartsResult>")

    def do_POST(self) -> None:
        self._swallow()
        query, path = self._query(), urlsplit(self.path).path
        if "uploads" in query:
            upload_id = f"upload-{next(IDS)}"
            self.uploads[upload_id] = {}
            self._answer(f"<Result><UploadId>{upload_id}</UploadId></Result>")
        else:
            self.sizes[path] = sum(self.uploads.pop(query["uploadId"]).values())
            self._answer('<Result><ETag>"whole"</ETag></Result>')

    def do_PUT(self) -> None:
        query, size = self._query(), self._swallow()
        number = int(query["partNumber"])
        with self.lock:
            self.uploads[query["uploadId"]][number] = size
        self._answer("", ETag=_etag(number))

    def do_HEAD(self) -> None:
        size = self.sizes.get(urlsplit(self.path).path)
        self.send_response(200 if size is not None else 404)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(size or 0))
        self.end_headers()

    def _query(self) -> dict[str, str]:
        found = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[0] for name, values in found.items()}

    def _swallow(self) -> int:
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        left = size = int(self.headers.get("Content-Length") or 0)
        block = memoryview(bytearray(BLOCK_BYTES))
        while left > 0:
            left -= self.rfile.readinto(block[: min(left, BLOCK_BYTES)])
        return size

    def _answer(self, body: str, **headers: str) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def handle_expect_100(self) -> bool:
        return True  # `_swallow` says so just before it reads

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _etag(number: int) -> str:
    return f'"part-{number}"'


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
