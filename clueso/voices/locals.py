"""The voices in each window of 10 s (local voices), and a vector for the sound of each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clueso.voices.activity import FRAME_S, FRAMES, VOICES, Activity, Window
from clueso.voices.networks import Array
from clueso.voices.prints import WINDOW_S, Prints, unit
from clueso.voices.sound import RATE

AUDIBLE_S = 0.25
"""A voice that speaks for less in a window is ignored, in seconds."""


@dataclass(frozen=True, slots=True)
class LocalVoice:
    """A voice in one window: the window's number, the voice's number there, and for how long it speaks alone."""

    window: int
    voice: int
    alone_s: float


def local_voices(activity: Activity, prints: Prints) -> tuple[list[LocalVoice], Array]:
    """Return every local voice that speaks alone somewhere, and their vectors.

    A vector is the mean of the prints in the window, each weighted by how much of it is this voice alone.
    """
    voices: list[LocalVoice] = []
    vectors: list[Array] = []
    for number, window in enumerate(activity.windows):
        start_s = window.start / RATE
        first, last = np.searchsorted(
            prints.starts_s, [start_s - 0.01, start_s + FRAMES * FRAME_S - WINDOW_S + 0.1]
        )
        weights = _weights(window, prints.starts_s[first:last] - start_s)
        for voice in audible(window):
            if weights[:, voice].sum() > 1e-6:
                voices.append(LocalVoice(number, voice, float(window.alone[:, voice].sum() * FRAME_S)))
                vectors.append(unit(weights[:, voice] @ prints.vectors[first:last]))
    return voices, np.stack(vectors) if vectors else np.zeros((0, prints.vectors.shape[1]), np.float32)


def audible(window: Window) -> list[int]:
    """Return the numbers of the voices that speak for AUDIBLE_S or more in a window."""
    speaks_s = (window.active >= 128).sum(axis=0) * FRAME_S
    return [voice for voice in range(VOICES) if speaks_s[voice] >= AUDIBLE_S]


def alone_shares(activity: Activity, prints: Prints) -> Array:
    """Return, for each print, the share of it in which one voice speaks alone, according to the nearest
    window.
    """
    starts_s = np.array([window.start / RATE for window in activity.windows])
    middles_s = starts_s + FRAMES * FRAME_S / 2
    nearest = [int(np.abs(middles_s - at_s - WINDOW_S / 2).argmin()) for at_s in prints.starts_s]
    shares = [
        _alone(activity.windows[number], at_s - starts_s[number])
        for number, at_s in zip(nearest, prints.starts_s, strict=True)
    ]
    return np.array(shares, np.float32)


def _alone(window: Window, offset_s: float) -> float:
    first = max(0, int(offset_s / FRAME_S))
    frames = window.alone[first : first + int(WINDOW_S / FRAME_S) + 1]
    return float(frames.mean(axis=0).max()) if len(frames) else 0.0


def _weights(window: Window, offsets_s: Array) -> Array:
    """Return a weight for each print and local voice.

    It is the share of the print in which the voice speaks alone, times that share divided by all speech in
    the print.
    """
    first = np.maximum(0, (offsets_s / FRAME_S).astype(int))
    last = np.minimum(FRAMES, ((offsets_s + WINDOW_S) / FRAME_S).astype(int))
    length = np.maximum(last - first, 1)[:, np.newaxis]
    alone = _sums(window.alone, first, last) / length
    said = _sums(window.active >= 128, first, last).sum(axis=1, keepdims=True) / length
    weights: Array = alone * alone / np.maximum(said, 1e-6)
    return weights


def _sums(frames: npt.NDArray[Any], first: npt.NDArray[Any], last: npt.NDArray[Any]) -> Array:
    summed = np.concatenate([np.zeros((1, frames.shape[1])), np.cumsum(frames, axis=0)])
    between: Array = summed[last] - summed[first]
    return between
