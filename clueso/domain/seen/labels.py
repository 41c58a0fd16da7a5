"""The labels on a screen: its lines, and the parts of lines that the reader joined."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clueso.domain.box import Box
from clueso.domain.screens.screen import Screen, ScreenLine
from clueso.domain.words.wording import tokens

MOST_WORDS = 6
"""Words of a line up to which it is a label. A longer one is a sentence."""
LEAST_CONFIDENCE = 0.7
_PIECE = re.compile(r"\S+")
_EDGES = ".,;:!?\u2026\"'\u2018\u2019\u201c\u201d()[]{}<>|*+\u203a\u2190\u2192\u25be\u25bc\u00d7\u2022\u00b7-"


@dataclass(frozen=True, slots=True)
class Label:
    """A text on a screen, as it is spelled there. `is_whole` says that nothing else stands on its line. `control`
    is the box of the control that a whole line labels.
    """

    text: str
    box: Box
    is_whole: bool
    control: Box | None = None


def spelling(text: str) -> tuple[str, ...]:
    """Return what two spellings of one label have in common."""
    return tuple(tokens(text))


@lru_cache(maxsize=4_096)
def labels(line: ScreenLine) -> tuple[Label, ...]:
    """Return the label on a line, then the parts of it that may be labels of their own."""
    if line.confidence < LEAST_CONFIDENCE:
        return ()
    pieces = list(_PIECE.finditer(line.text))
    found = []
    if 0 < len(pieces) <= MOST_WORDS and (text := line.text.strip().strip(_EDGES).strip()):
        found.append(Label(text, line.box, is_whole=True, control=line.control))
    for first in range(len(pieces)):
        for end in range(first + 1, min(len(pieces), first + MOST_WORDS) + 1):
            if end - first < len(pieces) and _stands_alone(pieces, first, end):
                run = (pieces[first].start(), pieces[end - 1].end())
                text = line.text[slice(*run)].strip(_EDGES)
                found.append(Label(text, _part(line, *run), is_whole=False))
    return tuple(label for label in found if tokens(label.text))


def _stands_alone(pieces: Sequence[re.Match[str]], first: int, end: int) -> bool:
    """Return whether some words can be a label between others: they begin with a capital, and so do the
    words after them. "report" of "Sales report" and "Corvane" of "Send to Corvane" do not.
    """
    begins = _is_head(pieces[first][0])
    goes_on = end < len(pieces) and not _is_head(pieces[end][0])
    before = [piece[0] for piece in pieces[:first]]
    return begins and not goes_on and all(map(_is_head, before))


def _is_head(piece: str) -> bool:
    letter = next((sign for sign in piece if sign.isalnum()), "")
    return not letter or not letter.islower()


def _part(line: ScreenLine, start: int, end: int) -> Box:
    """Return the box of some characters, by their share of the line's."""
    left, top, width, height = line.box
    size = len(line.text)
    return left + width * start / size, top, width * (end - start) / size, height


def on(screen: Screen) -> Iterable[Label]:
    """Yield the labels on a screen, in reading order."""
    for line in screen.lines:
        yield from labels(line)


def places(text: str, screen: Screen) -> list[Label]:
    """Return where a screen has this label. Whole lines come first: with one, no part of a line counts."""
    wanted = spelling(text)
    found = [label for label in on(screen) if spelling(label.text) == wanted]
    return [label for label in found if label.is_whole] or found
