"""Finds the voice of each frame: the likeliest path of single voices, plus a second voice where two speak at
once.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from clueso.domain.hearing.turns import Turn
from clueso.voices.activity import FIRST_S, FRAME_S, FRAMES, Activity
from clueso.voices.locals import LocalVoice
from clueso.voices.networks import Array
from clueso.voices.prints import SPEECH_MIN, WINDOW_S, Prints, frames_of

OVERLAP_MIN = 0.2
"""At this probability of two voices or more, two speak."""
HEARD_MIN = 0.02
"""Smallest activity of the second voice in the windows around, from 0 to 1."""
SPREAD_S = 0.45
"""Width of the Gaussian with which the weight of a print falls from its middle, in seconds."""
SHARPNESS = 12.0
CHANGE = 1.5
"""Cost of a change of voice, in nats. A single frame contributes at most 7 nats."""
GAP_S, TURN_MIN_S = 0.3, 0.15
"""A shorter pause belongs to the turn; a shorter turn is dropped. Both in seconds."""

Voices = npt.NDArray[np.intp]


def traced(
    activity: Activity, prints: Prints, locals_: Sequence[LocalVoice], vectors: Array, centres: Array
) -> list[Turn]:
    """Return the turns in order of time. Voices are numbered in the order of their first turns."""
    speaks = np.zeros((len(activity.speech), len(centres)), bool)
    likeness = prints.vectors @ centres.T
    for first, last in _runs(activity.speech >= SPEECH_MIN):
        speaks[np.arange(first, last), _path(_scores(prints, likeness, first, last))] = True
    if len(centres) > 1:
        _add_second(speaks, activity, _named(activity, locals_, vectors @ centres.T))
    return _numbered(_turns(speaks))


def turns_of_one(activity: Activity) -> list[Turn]:
    """Return the turns of a recording with a single voice."""
    return _turns((activity.speech >= SPEECH_MIN)[:, np.newaxis])


def _scores(prints: Prints, likeness: Array, first: int, last: int) -> Array:
    """Return the logarithm of each voice's probability in the frames of a run (frames by voices)."""
    scores = np.zeros((last - first, likeness.shape[1]), np.float32)
    weights = np.full((last - first, 1), 1e-9, np.float32)
    times = np.arange(first, last) * FRAME_S + FIRST_S
    low, high = np.searchsorted(prints.starts_s, [times[0] - WINDOW_S, times[-1]])
    frames = (
        frames_of(np.stack([prints.starts_s[low:high], prints.starts_s[low:high] + WINDOW_S]), last) - first
    )
    for number, (begin, end) in enumerate(frames.T.clip(0), low):
        middle_s = prints.starts_s[number] + WINDOW_S / 2
        weight = np.exp(-(((times[begin:end] - middle_s) / SPREAD_S) ** 2)) * prints.shares[number] ** 2
        scores[begin:end] += weight[:, np.newaxis] * likeness[number]
        weights[begin:end] += weight[:, np.newaxis]
    scores /= weights
    raised = np.exp((scores - scores.max(axis=1, keepdims=True)) * SHARPNESS)
    # The floor of 1e-3 is the limit of 7 nats for a frame.
    logarithms: Array = np.log(raised / raised.sum(axis=1, keepdims=True) + 1e-3)
    return logarithms


def _path(scores: Array) -> Voices:
    """Return the voice of each frame by the Viterbi algorithm, in which each change of voice costs CHANGE."""
    frames, voices = scores.shape
    if voices == 1:
        return np.zeros(frames, np.intp)
    stay = np.arange(voices)
    before = np.zeros((frames, voices), np.uint8)
    total = scores[0].copy()
    for frame in range(1, frames):
        best = total.argmax()
        changed = total[best] - CHANGE
        before[frame] = np.where(total >= changed, stay, best)
        total = np.maximum(total, changed) + scores[frame]
    path = np.zeros(frames, np.intp)
    path[-1] = total.argmax()
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = before[frame, path[frame]]
    return path


def _named(activity: Activity, locals_: Sequence[LocalVoice], likeness: Array) -> Array:
    """Return how active each voice of the recording is in each frame, from the activity of the local voices.

    The local voices of one window are assigned to different voices of the recording, as long as there are
    enough.
    """
    from scipy.optimize import linear_sum_assignment  # imported here for the reason given in `clusters.py`

    active = np.zeros((len(activity.speech), likeness.shape[1]), np.float32)
    for start, end in pairwise([*_window_borders(locals_), len(locals_)]):
        window = activity.windows[locals_[start].window]
        there = slice(window.first_frame, min(window.first_frame + FRAMES, len(active)))
        names = likeness[start:end].argmax(axis=1)
        # The Hungarian method: every local voice gets another name, at the greatest likeness in all.
        rows, columns = linear_sum_assignment(-likeness[start:end])
        names[rows] = columns
        for local, name in zip(locals_[start:end], names, strict=True):
            active[there, name] += window.active[: there.stop - there.start, local.voice] / np.float32(255)
    active /= np.maximum(activity.judged, 1)[:, np.newaxis]
    return active


def _window_borders(locals_: Sequence[LocalVoice]) -> list[int]:
    windows = [local.window for local in locals_]
    return [at for at, window in enumerate(windows) if at == 0 or window != windows[at - 1]]


def _add_second(speaks: npt.NDArray[np.bool_], activity: Activity, active: Array) -> None:
    # The first voice of a frame cannot be its second too.
    active[speaks] = -1
    second = active.argmax(axis=1)
    there = (activity.speech >= SPEECH_MIN) & (activity.overlap >= OVERLAP_MIN)
    frames = np.flatnonzero(there & (active.max(axis=1) >= HEARD_MIN))
    speaks[frames, second[frames]] = True


def _turns(speaks: npt.NDArray[np.bool_]) -> list[Turn]:
    found = []
    for voice in range(speaks.shape[1]):
        spans: list[list[float]] = []
        for first, last in _runs(speaks[:, voice]):
            start_s, end_s = (max(0.0, at * FRAME_S + FIRST_S - FRAME_S / 2) for at in (first, last))
            if spans and start_s - spans[-1][1] < GAP_S:
                spans[-1][1] = end_s
            else:
                spans.append([start_s, end_s])
        long = [span for span in spans if span[1] - span[0] >= TURN_MIN_S]
        found += [Turn(round(start_s * 1000), round(end_s * 1000), voice) for start_s, end_s in long]
    return sorted(found, key=lambda turn: (turn.start_ms, turn.end_ms))


def _runs(frames: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], frames.astype(np.int8), [0]])))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        yield int(first), int(last)


def _numbered(turns: list[Turn]) -> list[Turn]:
    order = {voice: number for number, voice in enumerate(dict.fromkeys(turn.voice for turn in turns))}
    return [Turn(turn.start_ms, turn.end_ms, order[turn.voice]) for turn in turns]
