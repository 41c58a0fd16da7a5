"""The diarization error rate (DER), as NIST's md-eval counts it without a collar."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

FRAME_MS = 10


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn of a person or a voice."""

    start_ms: int
    end_ms: int
    who: str


@dataclass(frozen=True, slots=True)
class Errors:
    """Seconds of speech, and the seconds that were missed, invented, or given to a wrong person."""

    speech_s: float
    missed_s: float
    invented_s: float
    confused_s: float

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            self.speech_s + other.speech_s,
            self.missed_s + other.missed_s,
            self.invented_s + other.invented_s,
            self.confused_s + other.confused_s,
        )

    @property
    def rate(self) -> float:
        return (self.missed_s + self.invented_s + self.confused_s) / self.speech_s


def errors(truth: Sequence[Spoken], found: Sequence[Spoken]) -> Errors:
    """Compare turns frame by frame.

    People and voices are paired so that they share the most frames. Where several speak at once, each counts.
    """
    frames = max(turn.end_ms for turn in [*truth, *found]) // FRAME_MS + 1
    people, voices = _frames(truth, frames), _frames(found, frames)
    shared = people.astype(np.int64) @ voices.T.astype(np.int64)
    pairs = linear_sum_assignment(-shared)
    spoken, heard = people.sum(axis=0), voices.sum(axis=0)
    seconds = FRAME_MS / 1000
    return Errors(
        float(spoken.sum()) * seconds,
        float(np.maximum(spoken - heard, 0).sum()) * seconds,
        float(np.maximum(heard - spoken, 0).sum()) * seconds,
        float(np.minimum(spoken, heard).sum() - shared[pairs].sum()) * seconds,
    )


def _frames(turns: Sequence[Spoken], frames: int) -> npt.NDArray[np.int64]:
    everybody = sorted({turn.who for turn in turns})
    speaks = np.zeros((len(everybody), frames), np.int64)
    for turn in turns:
        speaks[everybody.index(turn.who), round(turn.start_ms / FRAME_MS) : round(turn.end_ms / FRAME_MS)] = 1
    return speaks


def read_rttm(path: Path) -> dict[str, list[Spoken]]:
    """Return the turns of an RTTM file, by recording."""
    found: dict[str, list[Spoken]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, name, _, start_s, length_s, _, _, who, *_ = line.split()
        if kind == "SPEAKER":
            start_ms = round(float(start_s) * 1000)
            turn = Spoken(start_ms, start_ms + round(float(length_s) * 1000), who)
            found.setdefault(name, []).append(turn)
    return found
