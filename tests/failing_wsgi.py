"""What gunicorn serves where requests are to go wrong: the app, and answers and bodies that break off."""

import errno
import os
from collections.abc import Iterator

from flask import Response

from clueso.reception import worker
from clueso.reception.incoming import Incoming
from wsgi import app


@app.get("/process")
def process() -> str:
    return str(os.getpid())


@app.post("/broken-off")
def broken_off() -> Response:
    return Response(begun())


def begun() -> Iterator[bytes]:
    yield b"This much, and "
    raise RuntimeError("no more")


class FullDisk(Incoming):
    """The body of a request for `/no-room` meets a full disk."""

    def feed(self, data: bytes) -> bool:
        if b"/no-room" in data:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().feed(data)


worker.Incoming = FullDisk  # type: ignore[attr-defined]
