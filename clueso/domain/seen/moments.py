"""Chooses the moments of pictures by the screens: a picture shows what a step leads to."""

from collections.abc import Sequence

from clueso.domain.screens.screen import Screen

HAND_MS = 4_500
"""How long after its words the hand and the answer of the screen may take."""
HEAD_START_MS = 700
"""How long after the words of the next step its own action can begin at the earliest."""
SETTLED_MS = 400
"""How long after a screen has begun it surely stands."""
STAYS_MS = 300
"""How long before its end a screen surely stands."""

APART_MS = 1_000
"""Between screens that stand still the picture moves; a screen that begins later says nothing about it."""


def standing_at(screens: Sequence[Screen], at_ms: int) -> Screen | None:
    """Return the screen that stands at a moment; between two screens the next one; None after the last."""
    return next((screen for screen in screens if at_ms < screen.to_ms), None)


def on_picture(screens: Sequence[Screen], at_ms: int) -> Screen | None:
    """Return the screen that a picture taken at a moment shows; None if it is not known."""
    screen = standing_at(screens, at_ms)
    return screen if screen and screen.from_ms <= at_ms + APART_MS else None


def after_action(screens: Sequence[Screen], *, said_ms: int, next_ms: int) -> int:
    """Return the moment at which the screen shows what an action led to.

    `said_ms` is shortly before the end of the action's words, `next_ms` the beginning of the next action's.
    The screen is the last to begin within HAND_MS, and before the next action; if none begins, the one that
    stands. Its late moments are best: a word that is being typed is whole by then.
    """
    latest_ms = min(said_ms + HAND_MS, next_ms + HEAD_START_MS)
    shown = standing_at(screens, said_ms)
    for screen in screens:
        if said_ms < screen.from_ms <= latest_ms:
            shown = screen
    if shown is None:
        return said_ms
    late_ms = min(said_ms + HAND_MS, next_ms - STAYS_MS, shown.to_ms - STAYS_MS)
    first_ms = min(shown.from_ms + SETTLED_MS, max(shown.from_ms, shown.to_ms - 1))
    return max(said_ms, late_ms, first_ms) if shown.from_ms > said_ms else max(said_ms, late_ms)
