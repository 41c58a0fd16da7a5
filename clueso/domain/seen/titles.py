"""Reads the title of a recording off its title slide, if that says what the speaker says."""

from collections.abc import Sequence

from clueso.domain.checking.content import Spoken, content
from clueso.domain.screens.screen import Screen, ScreenLine

EARLY_MS = 10_000
HEARD_MS = 60_000
"""How long after the beginning the speaker has said what the slide says."""
MOST_LINES = 6
"""Lines of a slide. A screen with more shows the app already."""
SURE = 0.9
LARGE, SMALL = 0.05, 0.5
"""Least height of a slide's largest line, and of the lines under it, as a share of that one's."""
LONGEST = 80
LEAST_SAID = 0.6


def slide_title(screens: Sequence[Screen], said: Sequence[str], language: str) -> str | None:
    """Return the title on the title slide of a recording; None without a slide, or if it says something else
    than `said`, the texts of the first minute with the names as the screens spell them.
    """
    spoken = Spoken(said, language)
    for screen in screens:
        title = _title(screen) if screen.from_ms < EARLY_MS else None
        if title and len(title) <= LONGEST and content(title, language):
            missing, total = spoken.lacks(title)
            if total - len(missing) >= LEAST_SAID * total:
                return title
    return None


def _title(screen: Screen) -> str | None:
    """Return the large lines of a slide: "Borealis: Send the quarterly invoices" for a name over a line."""
    lines = [
        line for line in screen.lines if line.confidence >= SURE and sum(map(str.isalpha, line.text)) > 2
    ]
    if not 0 < len(lines) <= MOST_LINES:
        return None
    largest = max(lines, key=lambda line: line.box[3])
    if largest.box[3] < LARGE:
        return None
    under = [line for line in lines if _is_under(line, largest)]
    if not under:
        return largest.text
    [following, *_] = sorted(under, key=lambda line: line.box[1])
    is_name = len(largest.text.split()) <= 2 < len(following.text.split())
    return f"{largest.text}: {following.text}" if is_name else largest.text


def _is_under(line: ScreenLine, largest: ScreenLine) -> bool:
    return line.box[1] > largest.box[1] and line.box[3] >= SMALL * largest.box[3]
