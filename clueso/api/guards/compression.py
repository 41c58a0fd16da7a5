"""Gzips responses for clients that accept it; Heroku-style platforms don't.

Our ETags name a version, not the bytes of a response. So compression leaves them as they are: `If-Match` must
recognise them, and the small response to an edit has the same tag. The ETag of a file names its bytes, so
compression makes it weak.
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
"""A shorter response fits into one network packet anyway."""
LEVEL = 4
"""Measured on a ten-hour transcript: level 1 leaves a fifth more bytes; level 6 takes twice as long and gains
nothing.
"""
GZIP = 31
"""zlib's `wbits` for the gzip format with a 32 KiB window."""


def init_app(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Return the response, compressed if its type is text, it is long enough and the client accepts gzip.

    Streams stay uncompressed.
    """
    if response.status_code == 304 or response.mimetype in TYPES:
        # Also on a response that stays uncompressed: a cache must not give it to every client, nor the other
        # way round.
        response.vary.add("Accept-Encoding")
    if not _is_wanted(response):
        return response
    if response.direct_passthrough:  # a file from disk: read it into memory so that it can be compressed
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
        and accepts_gzip()
    )


def accepts_gzip() -> bool:
    """Return whether the client of this request accepts gzip."""
    # `quality` honours `gzip;q=0`, with which a client refuses it.
    return request.accept_encodings.quality("gzip") > 0


def _weaken_tag(response: Response) -> None:
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
