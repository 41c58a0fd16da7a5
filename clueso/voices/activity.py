"""Finds how many people speak at each moment, and which of at most three voices in each window of 10 s.

The network is pyannote's segmentation 3.0. For each frame of a window it returns the probabilities of
silence, of each of three voices, and of each pair of them. A window starts every second, so most frames are
judged ten times; we take the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span
from clueso.voices.networks import Array, Network
from clueso.voices.sound import RATE, Sound

WINDOW = 10 * RATE
STEP = RATE
FRAMES = 589
"""Frames in a window. A frame is FRAME_S long. The first one is centred on FIRST_S (the network's receptive
field).
"""
FRAME_S = 270 / RATE
FIRST_S = 991 / RATE / 2
VOICES = 3
CLASSES = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=np.float32
)
"""Which voices speak in each of the network's classes."""
PAIRS = slice(4, 7)


@dataclass(frozen=True, slots=True)
class Window:
    """The network's result for the window that begins at sample `start`. Both arrays are FRAMES by VOICES.

    `active` is how active each local voice is in each frame (0 to 255), `alone` whether it speaks there
    alone.
    """

    start: int
    active: npt.NDArray[np.uint8]
    alone: npt.NDArray[np.bool_]

    @property
    def first_frame(self) -> int:
        return frame_at(self.start / RATE)


@dataclass(frozen=True, slots=True)
class Activity:
    """For each frame of the recording: the probability that somebody speaks, that two speak, and the number
    of windows that judged it.
    """

    speech: Array
    overlap: Array
    windows: list[Window]
    judged: Array


def frame_at(time_s: float) -> int:
    return round(time_s / FRAME_S)


def activity(sound: Sound, speech: Sequence[Span], network: Network, watch: Watch) -> Activity:
    """Run the network on every window that contains some of the `speech`."""
    frames = frame_at(len(sound) / RATE) + 1
    found = Activity(
        np.zeros(frames, np.float32), np.zeros(frames, np.float32), [], np.zeros(frames, np.float32)
    )
    starts = _starts(len(sound), speech)
    for number, start in enumerate(starts):
        watch.progress(number / len(starts))
        _add(found, start, _softmax(network(sound.block(start, WINDOW)[np.newaxis, np.newaxis])[0]))
    known = np.maximum(found.judged, 1)
    np.divide(found.speech, known, out=found.speech)
    np.divide(found.overlap, known, out=found.overlap)
    return found


def _starts(samples: int, speech: Sequence[Span]) -> list[int]:
    last = max(0, samples - WINDOW)
    starts: set[int] = set()
    for span in speech:
        # The first window whose sound reaches into the span, on the grid of STEP.
        first = max(0, span.start_ms * RATE // 1000 - WINDOW + STEP) // STEP * STEP
        starts.update(min(at, last) for at in range(first, max(first + 1, span.end_ms * RATE // 1000), STEP))
    return sorted(starts)


def _add(found: Activity, start: int, probabilities: Array) -> None:
    first = frame_at(start / RATE)
    there = slice(first, min(first + FRAMES, len(found.speech)))
    length = there.stop - there.start
    found.speech[there] += 1 - probabilities[:length, 0]
    found.overlap[there] += probabilities[:length, PAIRS].sum(axis=1)
    found.judged[there] += 1
    likeliest = CLASSES[probabilities.argmax(axis=1)] > 0
    alone = likeliest & (likeliest.sum(axis=1, keepdims=True) == 1)
    active = np.round(probabilities @ CLASSES * 255).astype(np.uint8)
    found.windows.append(Window(start, active, alone))


def _softmax(logits: Array) -> Array:
    # Subtracting the largest keeps `exp` from overflowing.
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    softened: Array = raised / raised.sum(axis=-1, keepdims=True)
    return softened
