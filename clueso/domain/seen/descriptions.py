"""Says what is on a picture, for people who cannot see it: "Screen “Invoices” with “Export”"."""

from collections.abc import Sequence
from statistics import median

from clueso.domain.box import Box, touches
from clueso.domain.screens.screen import Screen, ScreenLine
from clueso.domain.seen.labels import labels, on
from clueso.domain.words.labels import TRANSLATED, Label, in_language

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
    lines = _open(screen, hidden)
    heading = _heading(lines)
    others = [text for text in dict.fromkeys(controls) if text != heading]
    if not heading and not others:
        others = _largest(lines)
    return _put(heading, others, language)


def without_hidden(text: str, screen: Screen, hidden: Sequence[Box]) -> str:
    """Return a text that `described` made of this screen, made anew without the labels that stand only in `hidden`
    boxes. Any other text stays as it is.
    """
    open_labels = {label.text for line in _open(screen, hidden) for label in labels(line)}
    for language in TRANSLATED.keys() | {"en"}:
        quoted = {_quoted(label.text, language): label.text for label in on(screen)}
        named = [quoted[each] for each in sorted(filter(text.__contains__, quoted), key=text.index)]
        if not named or text not in (_put("", named, language), _put(named[0], named[1:], language)):
            continue
        if open_labels.issuperset(named):
            return text
        controls = named if text == _put("", named, language) else named[1:]
        left = [label for label in controls if label in open_labels]
        return described(screen, left, language=language, hidden=hidden)
    return text


def _put(heading: str, others: Sequence[str], language: str) -> str:
    name = _quoted(heading, language)
    controls = ", ".join(_quoted(text, language) for text in others)
    if heading and controls:
        return in_language(Label.SCREEN_WITH, language, name=name, controls=controls)
    if heading:
        return in_language(Label.SCREEN, language, name=name)
    return in_language(Label.SOME_SCREEN_WITH, language, controls=controls) if controls else ""


def _quoted(text: str, language: str) -> str:
    return in_language(Label.QUOTED, language, text=text)


def _open(screen: Screen, hidden: Sequence[Box]) -> list[ScreenLine]:
    return [line for line in screen.lines if not touches(line.box, hidden)]


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
