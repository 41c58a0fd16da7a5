"""Conversations joined from recordings of one voice each, with exactly known turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scripts.diarization_error import Spoken

RATE = 16_000
LOUDNESS = 0.06
"""The target root mean square of a voice, 1 being full scale."""
PAUSE_S = (0.05, 0.7)
QUIET = 0.06
"""Sound at the ends of a turn that is quieter than this share of the turn's maximum is cut off."""

Sound = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Conversation:
    name: str
    sound: Sound
    turns: list[Spoken]


def conversation(
    voices: Mapping[str, Sound], *, length_s: float, turn_s: tuple[float, float], seed: int
) -> Conversation:
    """Join random pieces of the voices, each voice at least once, in turns of `turn_s` seconds (from, to)."""
    chance = np.random.default_rng(seed)
    waiting = list(voices)
    pieces: list[Sound] = []
    turns: list[Spoken] = []
    at = 0
    while at < length_s * RATE:
        who = waiting.pop() if waiting else str(chance.choice(_others(list(voices), turns)))
        pause = np.zeros(int(chance.uniform(*PAUSE_S) * RATE), np.float32)
        said = _said(voices[who], chance.uniform(*turn_s), chance)
        turns.append(
            Spoken((at + len(pause)) * 1000 // RATE, (at + len(pause) + len(said)) * 1000 // RATE, who)
        )
        pieces += [pause, said]
        at += len(pause) + len(said)
    sound = np.concatenate(pieces)
    noise = chance.normal(0, 1e-4, len(sound))
    name = f"{len(voices)} voices, {length_s / 60:.1f} min, turns from {turn_s[0]:.0f} to {turn_s[1]:.0f} s"
    return Conversation(name, (sound + noise).astype(np.float32), turns)


def _others(voices: Sequence[str], turns: Sequence[Spoken]) -> list[str]:
    return [who for who in voices if len(voices) == 1 or who != turns[-1].who]


def _said(voice: Sound, length_s: float, chance: np.random.Generator) -> Sound:
    length = min(int(length_s * RATE), len(voice))
    start = int(chance.integers(0, len(voice) - length + 1))
    said = voice[start : start + length]
    level = np.convolve(np.abs(said), np.ones(400) / 400, "same")
    loud = np.flatnonzero(level > QUIET * level.max())
    said = said[loud[0] : loud[-1] + 1]
    scaled: Sound = said * np.float32(LOUDNESS / max(float(np.sqrt((voice**2).mean())), 1e-6))
    return scaled
