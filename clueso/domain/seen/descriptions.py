"""Says what is on a picture, for people who cannot see it: "Screen “Invoices” with “Export”"."""

from collections.abc import Sequence
from statistics import median

from clueso.domain.box import Box
from clueso.domain.screens.screen import Screen, ScreenLine
from clueso.domain.seen.labels import labels
from clueso.domain.words.labels import Label, in_language

CLEARLY_LARGER, UPPER = 1.15, 0.35
"""How much higher a heading is than most lines of its screen, and the part of the screen in which it begins."""
ALONE = 1.05
"""How much higher a heading is than the next line."""
FEW = 2
LONGEST = 60


def described(screen: Screen, controls: Sequence[str], *, language: str, hidden: Sequence[Box] = ()) -> str:
    """Return a description of the picture of a screen, on which these controls are marked: its heading and the
    controls, else its largest labels; empty if it has none. Lines that touch a `hidden` box are not read.
    """

    def quoted(text: str) -> str:
        return in_language(Label.QUOTED, language, text=text)

    lines = [line for line in screen.lines if not _touches(line.box, hidden)]
    heading = _heading(lines)
    others = [text for text in dict.fromkeys(controls) if text != heading]
    if not heading and not others:
        others = _largest(lines)
    with_ = ", ".join(map(quoted, others))
    if heading and with_:
        return in_language(Label.SCREEN_WITH, language, name=quoted(heading), controls=with_)
    if heading:
        return in_language(Label.SCREEN, language, name=quoted(heading))
    return in_language(Label.SOME_SCREEN_WITH, language, controls=with_) if with_ else ""


def _heading(lines: Sequence[ScreenLine]) -> str:
    """Return the largest label without digits and addresses, if it is clearly larger than most lines, and no
    other is about as large: the days of a calendar are no heading.
    """
    usual = median([line.box[3] for line in lines]) if lines else 0.0
    able = sorted(filter(_may_head, lines), key=lambda line: (-line.box[3], line.box[1]))
    if not able or able[0].box[3] < CLEARLY_LARGER * usual:
        return ""
    if able[1:] and able[0].box[3] < ALONE * able[1].box[3]:
        return ""
    return labels(able[0])[0].text


def _largest(lines: Sequence[ScreenLine]) -> list[str]:
    able = sorted(filter(_may_head, lines), key=lambda line: (-line.box[3], line.box[1]))
    return list(dict.fromkeys(labels(line)[0].text for line in able))[:FEW]


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
