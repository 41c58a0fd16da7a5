"""Chooses the best of successive pictures of a screen: one that stands still, has loaded and is sharp."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from av.video.frame import VideoFrame

from clueso.media.looks import Thumb, fills, is_bare, is_blank
from clueso.media.places import Places

STILL = 0.5  # a smaller difference of two thumbs, in levels, is only a moving cursor or caret
DRIFT = 3 * STILL  # a larger difference from the screen's first shot is a slow fade, so another screen
STANDS_S = 0.21  # a shorter sight is part of a transition, even at five frames a second
SHARP_SHARE = 0.95  # of the sharpest shot: an encoder draws a new screen coarsely and sharpens it afterwards
YOUNG_S = 1.5  # a screen that stays empty for longer is meant to be empty
LEAVES_S = 0.15  # a screen that ends this soon after the moment is gone by the end of the sentence
MOVES_S = 2.0  # longest wait for a moving or loading screen; a later screen belongs to another step
HIDDEN_S = 4.0  # longest wait while the screen is blank
MOMENT_S = 0.7  # if nothing ever stands still, shots within this time belong to the moment


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame. It is on screen from `from_s` until the next frame at `to_s`."""

    from_s: float
    to_s: float
    thumb: Thumb
    sharpness: float = 0.0
    frame: VideoFrame | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen shot. `is_settled` is False if pictures further away might be better."""

    shot: Shot
    is_settled: bool


def marked(shots: Iterable[Shot]) -> Iterator[tuple[bool, Shot]]:
    """Yield each shot with whether a new screen begins with it."""
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
    """Choose the picture for the moment `at_s`.

    The shots are sorted, begin before the moment and end after it.

    - Choose the screen of the moment if it stands still, else the next one that does.
    - Prefer a later screen to one that is blank or only just loading.
    - If the screen stays blank, choose an earlier one.
    """
    screens = _screens(shots)
    standing = [screen for screen in screens if _stands(screen) and not is_blank(screen[0].thumb)]
    now = next((shot for shot in shots if shot.to_s > at_s), shots[-1])
    # A blank screen is worth a longer wait.
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
    """Return the last screen in a row of screens in which the first, bare one fills up; None if it does not
    fill.
    """
    full = None
    for before, after in pairwise(staying):
        if not fills(before[0].thumb, after[0].thumb):
            break
        full = after
    return full


def _sharp(screen: Sequence[Shot], at_s: float) -> Shot:
    """Return the first sharp shot from the moment on; if the screen ends before, the first sharp shot of all."""
    shots = [shot for shot in screen if shot.to_s > at_s] or screen
    enough = SHARP_SHARE * max(shot.sharpness for shot in shots)
    return next(shot for shot in shots if shot.sharpness >= enough)
