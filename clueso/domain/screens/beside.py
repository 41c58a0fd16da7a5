"""The screens beside passages of a transcript."""

from bisect import bisect_left
from collections.abc import Sequence

from clueso.domain.screens.screen import Screen
from clueso.domain.transcript import Segment
from clueso.domain.words.wording import tokens

BEFORE_MS, AFTER_MS = 3_000, 5_000
"""How long before and after its mention a thing may stand on a screen."""


def beside(screens: Sequence[Screen], start_ms: int, end_ms: int) -> list[Screen]:
    """Return the screens that stand around a stretch. They are in order of time."""
    first = bisect_left(screens, start_ms - BEFORE_MS, key=lambda screen: screen.to_ms)
    end = bisect_left(screens, end_ms + AFTER_MS, key=lambda screen: screen.from_ms)
    return list(screens[first:end])


def words_beside(segments: Sequence[Segment], screens: Sequence[Screen]) -> dict[str, frozenset[str]]:
    """Return the words (no numbers) on the screens beside each segment, by its id; empty without screens."""
    if not screens:
        return {}
    words = {screen.id: _words(screen) for screen in screens}
    return {
        segment.id: frozenset().union(
            *(words[screen.id] for screen in beside(screens, segment.start_ms, segment.end_ms))
        )
        for segment in segments
    }


def _words(screen: Screen) -> frozenset[str]:
    return frozenset(token for line in screen.lines for token in tokens(line.text) if token.isalpha())
