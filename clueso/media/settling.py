"""Which of successive pictures of a screen is worth keeping: one that stands still, is full and is sharp."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from av.video.frame import VideoFrame

from clueso.media.looks import Thumb, fills, is_bare, is_blank
from clueso.media.places import Places

STILL = 0.5  # levels between two thumbs: a cursor or a caret moves, nothing else
DRIFT = 3 * STILL  # since the screen began: a slow fade is no still screen
STANDS_S = 0.21  # a shorter sight is part of a transition, be it one frame of five in a second
SHARP_SHARE = 0.95  # of the sharpest: an encoder draws a new screen coarsely and sharpens it in what follows
YOUNG_S = 1.5  # an empty screen that is there for longer is meant to be empty
LEAVES_S = 0.15  # a screen that leaves so soon is gone by the end of the speech
MOVES_S = 2.0  # how long a moving or a loading screen is waited for; a later one is another step's
HIDDEN_S = 4.0  # and how long a blank one
MOMENT_S = 0.7  # where nothing ever stands still, what belongs to the moment


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame, on screen from `from_s` until the next frame comes at `to_s`."""

    from_s: float
    to_s: float
    thumb: Thumb
    sharpness: float = 0.0
    frame: VideoFrame | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """`is_settled` is false where it may be worth looking further than these pictures go."""

    shot: Shot
    is_settled: bool


def marked(shots: Iterable[Shot]) -> Iterator[tuple[bool, Shot]]:
    """Each shot, and whether another screen begins with it."""
    first = before = None
    places = Places()
    for shot in shots:
        begins = True
        if first is not None and before is not None:
            places.see(before.thumb, shot.thumb)
            is_still = places.difference(before.thumb, shot.thumb) < STILL
            begins = not is_still or places.difference(first.thumb, shot.thumb) >= DRIFT
        if begins:
            first = shot
        before = shot
        yield begins, shot


def chosen(shots: Sequence[Shot], at_s: float) -> Choice:
    """The picture for the moment `at_s`, of shots in their order that begin before and end after it.

    The screen of the moment if it stands still, else the next one that does. A blank screen, or one that is
    only just loading, gives way to what comes after; a blank one at the last to what was before.
    """
    screens = _screens(shots)
    standing = [screen for screen in screens if _stands(screen) and not is_blank(screen[0].thumb)]
    now = next((shot for shot in shots if shot.to_s > at_s), shots[-1])
    patience_s = HIDDEN_S if is_blank(now.thumb) else MOVES_S
    staying = [
        screen
        for screen in standing
        if screen[-1].to_s > at_s + LEAVES_S and screen[0].from_s <= at_s + patience_s
    ]
    if staying and staying[0] is not screens[0] and _may_be_loading(staying[0], at_s):
        full = _filled(staying)
        return Choice(_sharp(full or staying[0], at_s), is_settled=full is not None)
    if staying:
        return Choice(_sharp(staying[0], at_s), is_settled=True)
    if standing and (is_blank(now.thumb) or standing[-1][-1].to_s > at_s):
        return Choice(_sharp(standing[-1], at_s), is_settled=False)
    moving = [shot for shot in shots if shot.to_s > at_s and shot.from_s <= at_s + MOMENT_S]
    shown = [shot for shot in moving if not is_blank(shot.thumb)] or [now]
    return Choice(max(shown, key=lambda shot: shot.sharpness), is_settled=False)


def _screens(shots: Sequence[Shot]) -> list[list[Shot]]:
    screens: list[list[Shot]] = []
    for begins, shot in marked(shots):
        if begins:
            screens.append([])
        screens[-1].append(shot)
    return screens


def _stands(screen: Sequence[Shot]) -> bool:
    return screen[-1].to_s - screen[0].from_s >= STANDS_S


def _may_be_loading(screen: Sequence[Shot], at_s: float) -> bool:
    return screen[0].from_s > at_s - YOUNG_S and is_bare(screen[0].thumb)


def _filled(staying: Sequence[Sequence[Shot]]) -> Sequence[Shot] | None:
    """The last of the screens in which the first, a bare one, fills; None when it stays as it is."""
    full = None
    for before, after in pairwise(staying):
        if not fills(before[0].thumb, after[0].thumb):
            break
        full = after
    return full


def _sharp(screen: Sequence[Shot], at_s: float) -> Shot:
    """The first that is sharp, from the moment on where the screen lasts so long."""
    shots = [shot for shot in screen if shot.to_s > at_s] or screen
    enough = SHARP_SHARE * max(shot.sharpness for shot in shots)
    return next(shot for shot in shots if shot.sharpness >= enough)
