"""Answers gzipped for who takes them so: a platform with dynos compresses nothing by itself.

An ETag of ours names a version, not the bytes of one answer, so it stays what it is: `If-Match` must know it
again, and an edit's small answer tells the same tag. A file's ETag names bytes, and becomes weak.
"""

import zlib

from flask import Flask, Response, request

TYPES = frozenset(
    {
        "application/json",
        "application/problem+json",
        "application/x-subrip",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/markdown",
        "text/plain",
        "text/tab-separated-values",
        "text/vtt",
    }
)
SUCCESSES = (200, 201, 202)
LEAST_BYTES = 1000
"""Less fits into one packet as it is."""
LEVEL = 4
"""Of a transcript of ten hours: level 1 leaves a fifth more, 6 takes twice as long for nothing."""
GZIP = 31
"""zlib's name for its window of 32 KiB in gzip's frame."""


def init_app(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The answer, compressed when that makes sense and the caller takes it; streams are left alone."""
    if response.status_code == 304 or response.mimetype in TYPES:
        response.vary.add("Accept-Encoding")
    if not _is_wanted(response):
        return response
    if response.direct_passthrough:
        response.direct_passthrough = False
        _weaken_tag(response)
    data = response.get_data()
    if len(data) >= LEAST_BYTES:
        response.set_data(zlib.compress(data, LEVEL, GZIP))
        response.content_encoding = "gzip"
    return response


def _is_wanted(response: Response) -> bool:
    is_stream = response.is_streamed and not response.direct_passthrough
    return (
        response.status_code in SUCCESSES
        and response.mimetype in TYPES
        and not is_stream
        and not response.content_encoding
        and request.accept_encodings.quality("gzip") > 0
    )


def _weaken_tag(response: Response) -> None:
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
