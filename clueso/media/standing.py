"""Finds the screens that stand still in a row of shots."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from av.video.stream import VideoStream

from clueso.media.looks import is_blank
from clueso.media.settling import SHARP_SHARE, Shot

STOOD_S = 0.8  # a shorter sight of a screen is too short for people to notice
APART_S = 0.25
QUICK_FPS = 20  # at this frame rate or more, frames that no other frame refers to are not decoded


@dataclass(slots=True)
class Standing:
    """A screen that stands still, and the last sharp shot of it before it changes."""

    from_s: float
    best: Shot
    latest: Shot
    to_s: float

    @property
    def stood_s(self) -> float:
        return self.to_s - self.from_s

    def add(self, shot: Shot) -> None:
        # Keep one shot behind: the very last one may already show the transition to the next screen.
        if self.latest.sharpness >= SHARP_SHARE * self.best.sharpness:
            self.best = self.latest
        self.latest = shot
        self.to_s = shot.to_s


def hurry(stream: VideoStream) -> None:
    """Leave out frames of a quick recording that no other frame refers to: the others still decode
    correctly.
    """
    if stream.average_rate and stream.average_rate >= QUICK_FPS:
        stream.codec_context.skip_frame = "NONREF"


def standing(shots: Iterable[tuple[bool, Shot]]) -> Iterator[Standing]:
    """Yield the screens that stand still for long enough and are not blank.

    Each shot comes with whether a new screen begins with it.
    """
    screen: Standing | None = None
    for begins, shot in shots:
        if screen is None or begins:
            if screen and _is_worth_showing(screen):
                yield screen
            screen = Standing(shot.from_s, shot, shot, shot.to_s)
        else:
            screen.add(shot)
    if screen and _is_worth_showing(screen):
        yield screen


def _is_worth_showing(screen: Standing) -> bool:
    return screen.stood_s >= STOOD_S and not is_blank(screen.best.thumb)
