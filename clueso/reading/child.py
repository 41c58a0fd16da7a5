"""The child process that reads pictures: it limits itself, loads the models, then reads one picture per
request.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from clueso.child import Json, serve
from clueso.confinement import Limits, confine
from clueso.domain.ports.watch import Watch
from clueso.errors import ModelUnavailable

if TYPE_CHECKING:
    from clueso.domain.screens.screen import ScreenLine
    from clueso.reading.reader import Reader

NICE = 5
"""Niceness: the recogniser, for which everything waits, goes first."""
LONGEST_SIDE = 8192
"""The media child writes no larger picture."""


def handle(request: Json, watch: Watch) -> Json:
    """Answer `{"limits"}` once, then `{"picture"}` with `{"lines": [[text, box, confidence, control], …]}`."""
    del watch
    if "limits" in request:
        os.nice(NICE)
        confine(Limits.from_json(request["limits"]))
        _reader()
        return {}
    return {
        "lines": [
            [line.text, line.box, line.confidence, line.control] for line in _lines(Path(request["picture"]))
        ]
    }


@cache
def _reader() -> "Reader":
    try:
        from clueso.reading.reader import Reader, engine

        return Reader(engine())
    except ImportError as error:
        raise ModelUnavailable("The reader of screens could not be loaded.") from error


def _lines(picture: Path) -> "list[ScreenLine]":
    import cv2
    import numpy as np

    image = cv2.imread(str(picture), cv2.IMREAD_COLOR)
    if image is None or max(image.shape[:2]) > LONGEST_SIDE:
        return []
    return _reader().read(np.asarray(image, np.uint8))


if __name__ == "__main__":
    serve(handle)
