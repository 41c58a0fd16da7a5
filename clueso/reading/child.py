"""The child process that reads pictures: it limits itself, loads the models, then reads one picture per
request.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clueso.child import Json, serve
from clueso.confinement import Limits, confine
from clueso.domain.ports.watch import Watch
from clueso.domain.screens.screen import ScreenLine
from clueso.errors import ModelUnavailable
from clueso.reading.lines import LONGEST, boxed, in_order

if TYPE_CHECKING:
    from rapidocr import RapidOCR

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
        _engine()
        return {}
    return {
        "lines": [
            [line.text, line.box, line.confidence, line.control] for line in _lines(Path(request["picture"]))
        ]
    }


@cache
def _engine() -> "RapidOCR":
    """Return the reader with the models in its wheel, on one thread: the step shares the machine with the
    recogniser.
    """
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise ModelUnavailable("The reader of screens could not be loaded.") from error
    onnxruntime = "EngineConfig.onnxruntime"
    return RapidOCR(
        params={
            f"{onnxruntime}.intra_op_num_threads": 1,
            f"{onnxruntime}.inter_op_num_threads": 1,
            "Global.log_level": "critical",
        }
    )


def _lines(picture: Path) -> list[ScreenLine]:
    import cv2
    import numpy as np

    from clueso.reading.frames import with_controls

    image = cv2.imread(str(picture), cv2.IMREAD_COLOR)
    if image is None or max(image.shape[:2]) > LONGEST_SIDE:
        return []
    height, width = image.shape[:2]
    found: Any = _engine()(image)  # the class of the answer depends on parameters that are not used here
    if found.boxes is None or found.txts is None:
        return []
    read = in_order(
        ScreenLine(text.strip()[:LONGEST], boxed(corners, width, height), round(float(score), 3))
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if text.strip()
    )
    return list(with_controls(np.asarray(image), read))


if __name__ == "__main__":
    serve(handle)
