"""Voice prints: 192 numbers that describe the voice in a window of 1.5 s, one window every half second."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clueso.domain.ports.watch import Watch
from clueso.voices.activity import FIRST_S, FRAME_S, Activity
from clueso.voices.networks import Array, Network
from clueso.voices.sound import FRAME, RATE, SPARE, Sound, features

WINDOW_S, STEP_S = 1.5, 0.5
WINDOW_FRAMES, STEP_FRAMES = 150, 50
BLOCK_STEPS = 120
"""Number of windows whose features are computed at once: one minute."""
SPEECH_MIN = 0.35
"""At this probability or more somebody speaks. 0.5 would miss a fifth of the speech in AMI's meetings."""
SHARE_MIN = 0.2
"""Smallest share of speech in a window that gets a print."""
BATCH = 8


@dataclass(frozen=True, slots=True)
class Prints:
    """Prints in order of time: their starts in seconds, the share of speech in each, and their vectors of
    length 1.
    """

    starts_s: Array
    shares: Array
    vectors: Array


def unit(vectors: Array) -> Array:
    """Return the vectors scaled to length 1."""
    scaled: Array = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return scaled


def prints(sound: Sound, activity: Activity, network: Network, watch: Watch) -> Prints:
    """Return the prints of all windows that contain enough speech."""
    steps, shares = _spoken(len(sound), activity)
    found: list[Array] = []
    for picked in _batches(sound, steps):
        watch.progress(len(found) * BATCH / len(steps))
        found.append(network(picked))
    vectors = np.concatenate(found) if found else np.zeros((0, 192), np.float32)
    return Prints(steps * STEP_S, shares, unit(vectors))


def _spoken(samples: int, activity: Activity) -> tuple[npt.NDArray[np.int64], Array]:
    """Return the numbers of the windows that contain enough speech, and the share of speech in each."""
    count = max(0, (samples - SPARE - WINDOW_FRAMES * FRAME) // (STEP_FRAMES * FRAME) + 1)
    starts_s = np.arange(count) * STEP_S
    spoken = np.concatenate([[0], np.cumsum(activity.speech >= SPEECH_MIN)])
    first, last = (
        frames_of(starts_s, len(activity.speech)),
        frames_of(starts_s + WINDOW_S, len(activity.speech)),
    )
    shares = ((spoken[last] - spoken[first]) / np.maximum(last - first, 1)).astype(np.float32)
    steps = np.flatnonzero(shares >= SHARE_MIN)
    return steps, shares[steps]


def frames_of(times_s: Array, frames: int) -> npt.NDArray[np.int64]:
    """Return the number of the activity frame at each time."""
    return np.clip(np.round((times_s - FIRST_S) / FRAME_S).astype(np.int64), 0, frames)


def _batches(sound: Sound, steps: npt.NDArray[np.int64]) -> Iterator[Array]:
    waiting: list[Array] = []
    for block in np.unique(steps // BLOCK_STEPS):
        there = steps[steps // BLOCK_STEPS == block] % BLOCK_STEPS
        length = (BLOCK_STEPS * STEP_FRAMES + WINDOW_FRAMES) * FRAME + SPARE
        banks = features(sound.block(int(block) * BLOCK_STEPS * STEP_FRAMES * FRAME, length))
        for step in there:
            window = banks[step * STEP_FRAMES : step * STEP_FRAMES + WINDOW_FRAMES]
            # CAM++ was trained on features without their mean.
            waiting.append(window - window.mean(axis=0))
            if len(waiting) == BATCH:
                yield np.stack(waiting)
                waiting = []
    if waiting:
        yield np.stack(waiting)


__all__ = ["RATE", "SPEECH_MIN", "STEP_S", "WINDOW_S", "Prints", "frames_of", "prints", "unit"]
