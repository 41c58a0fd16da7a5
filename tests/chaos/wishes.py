"""What people want of a project and do with it afterwards: drawn before, so that a seed plays it again."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

GONE = "gone"
T = TypeVar("T")


class Recording(StrEnum):
    """Files beside each other in one folder."""

    TALK = "talk.wav"
    FILM = "speech.mp4"
    NOT_MEDIA = "not-media.wav"

    @classmethod
    def recordings(cls) -> "tuple[Recording, ...]":
        """Those in which something is said."""
        return (cls.TALK, cls.FILM)


class Fate(StrEnum):
    """What an owner does after the project was accepted."""

    NOTHING = ""
    CANCELLED = "cancelled"
    RETRIED = "cancelled, then retried"
    DELETED = "deleted"
    RESTORED = "deleted, then restored"
    EXPORTED = "exported"


KINDS: tuple[list[str], ...] = (
    ["summary"],
    ["summary", "article"],
    ["script"],
    ["summary", "article", "script"],
    [],
)
FILM_KINDS = (["guide"], ["guide", "summary"])
RECORDINGS: Mapping[Recording, float] = {
    Recording.TALK: 0.78,
    Recording.FILM: 0.18,
    Recording.NOT_MEDIA: 0.04,
}
FATES: Mapping[Fate, float] = {
    Fate.NOTHING: 0.6,
    Fate.EXPORTED: 0.16,
    Fate.CANCELLED: 0.06,
    Fate.RETRIED: 0.06,
    Fate.DELETED: 0.06,
    Fate.RESTORED: 0.06,
}
LATEST_S = 12.0
"""After acceptance: by then most projects are in their last steps."""
PAUSE_S = 3.0
"""At most, between the two things that an owner does."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One project to be: `after_s` its acceptance its fate begins, `pause_s` later the second part of it."""

    number: int
    recording: Recording
    kinds: list[str]
    fate: Fate
    after_s: float
    pause_s: float
    format: str

    @property
    def instructions(self) -> str:
        return f"project {self.number}"


@dataclass
class Accepted:
    """A project that was answered with 202.

    `ends` is how it must end according to the answers to its owner: "ready", "failed", "cancelled" or GONE.
    """

    id: str
    number: int
    wish: str
    kinds: list[str]
    recording: Recording
    fate: Fate
    ends: str


def draw_wishes(dice: random.Random, count: int) -> list[Wish]:
    """Every recording and every fate at least once where there is room."""
    recordings = _drawn(dice, RECORDINGS, count)
    fates = _drawn(dice, FATES, sum(recording is not Recording.NOT_MEDIA for recording in recordings))
    return [_wish(dice, number, recording, fates) for number, recording in enumerate(recordings)]


def _drawn(dice: random.Random, weights: Mapping[T, float], count: int) -> list[T]:
    names = list(weights)[:count]
    drawn = [*names, *dice.choices(list(weights), list(weights.values()), k=count - len(names))]
    dice.shuffle(drawn)
    return drawn


def _wish(dice: random.Random, number: int, recording: Recording, fates: list[Fate]) -> Wish:
    kinds = dice.choice(FILM_KINDS if recording is Recording.FILM else KINDS)
    after_s, pause_s = dice.uniform(0, LATEST_S), dice.uniform(0, PAUSE_S)
    format = dice.choice(("html", "docx", "pdf", "zip"))
    # What is no recording is over before anybody can do a thing.
    fate = Fate.NOTHING if recording is Recording.NOT_MEDIA else fates.pop()
    return Wish(number, recording, kinds, fate, after_s, pause_s, format)
