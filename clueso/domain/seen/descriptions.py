"""Says what is on a picture, for people who cannot see it: "Screen “Invoices” with “Export”"."""

from collections.abc import Sequence
from statistics import median

from clueso.domain.box import Box
from clueso.domain.screens.screen import Screen, ScreenLine
from clueso.domain.seen.labels import labels
from clueso.domain.words.labels import Label, in_language

CLEARLY_LARGER, UPPER = 1.15, 0.35
"""How much higher a heading is than most lines of its screen, and the part of the screen in which it begins."""
LONGEST = 60


def described(screen: Screen, controls: Sequence[str], *, language: str, hidden: Sequence[Box] = ()) -> str:
    """Return a description of the picture of a screen, on which these controls are marked; empty if nothing
    on it says what it is. Lines that touch a `hidden` box are not read.
    """

    def quoted(text: str) -> str:
        return in_language(Label.QUOTED, language, text=text)

    heading = _heading([line for line in screen.lines if not _touches(line.box, hidden)])
    others = [text for text in dict.fromkeys(controls) if text != heading]
    with_ = ", ".join(map(quoted, others))
    if heading and with_:
        return in_language(Label.SCREEN_WITH, language, name=quoted(heading), controls=with_)
    if heading:
        return in_language(Label.SCREEN, language, name=quoted(heading))
    return in_language(Label.SOME_SCREEN_WITH, language, controls=with_) if with_ else ""


def _heading(lines: Sequence[ScreenLine]) -> str:
    """Return the largest label without digits and addresses, if it is clearly larger than most lines."""
    usual = median([line.box[3] for line in lines]) if lines else 0.0
    best = max(
        (line for line in lines if _may_head(line)),
        key=lambda line: (line.box[3], -line.box[1]),
        default=None,
    )
    if best is None or best.box[3] < CLEARLY_LARGER * usual:
        return ""
    return labels(best)[0].text


def _may_head(line: ScreenLine) -> bool:
    if line.box[1] > UPPER:
        return False
    found = labels(line)
    text = found[0].text if found and found[0].is_whole else ""
    return 3 <= len(text) <= LONGEST and "@" not in text and not any(map(str.isdecimal, text))


def _touches(box: Box, hidden: Sequence[Box]) -> bool:
    return any(
        box[0] < other[0] + other[2]
        and other[0] < box[0] + box[2]
        and box[1] < other[1] + other[3]
        and other[1] < box[1] + box[3]
        for other in hidden
    )
