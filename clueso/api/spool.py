"""Long responses: collected in a file, so that neither their length nor a slow client takes memory."""

import tempfile
import zlib
from collections.abc import Mapping
from typing import IO, Any, cast

from flask import Response, request
from werkzeug.wsgi import wrap_file

from clueso.api.guards.compression import GZIP, LEVEL, accepts_gzip

IN_MEMORY_CHARACTERS = 64 * 1024
"""A shorter response stays in memory, and a longer one is written in pieces of this length."""


class _Kept:
    """A temporary file that is gone with its last user, also where nobody closes the response."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed below

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __del__(self) -> None:
        self._file.close()


class Spool:
    """A sink for the body of a response. Compresses what does not stay in memory, if the client accepts it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self._packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP) if accepts_gzip() else None

    def write(self, text: str, /) -> None:
        self._pieces.append(text)
        self._size += len(text)
        if self._size > IN_MEMORY_CHARACTERS:
            self._spill()

    def response(self, content_type: str, headers: Mapping[str, str]) -> Response:
        """Return the response with all that was written."""
        if self._file is None:
            return Response("".join(self._pieces), headers=headers, content_type=content_type)
        self._spill()
        if self._packer:
            self._file.write(self._packer.flush())
        size_bytes = self._file.tell()
        self._file.seek(0)
        # gunicorn sends it from the file, which is gone once it is closed.
        body = wrap_file(request.environ, self._file)
        response = Response(body, headers=headers, content_type=content_type, direct_passthrough=True)
        response.content_length = size_bytes
        if self._packer:
            response.content_encoding = "gzip"
        return response

    def _spill(self) -> None:
        if self._file is None:
            self._file = cast("IO[bytes]", _Kept())
        data = "".join(self._pieces).encode()
        self._file.write(self._packer.compress(data) if self._packer else data)
        self._pieces.clear()
        self._size = 0
