"""What a picture hides must not be told beside it: in its description, or in a text of its document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clueso.domain.box import Box, around, touches
from clueso.domain.documents.blurs import blurs_of
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.kinds.body import Body, Illustrated, Part, StepPicture
from clueso.domain.documents.parts import B, Placed, heads, illustrated, with_parts
from clueso.domain.screens.screen import Screen, ScreenLine
from clueso.domain.seen.descriptions import without_hidden
from clueso.domain.seen.moments import on_picture
from clueso.domain.words.stopwords import stop_words

HIDDEN = "A blur hides this on a picture. Remove it here too, if it is secret."
SHORTEST = 3
"""Letters from which a word says something about what is hidden."""
_WORD = re.compile(r"\w(?:\S*\w)?")


def well_described(body: B, screens: Sequence[Screen]) -> B:
    """Return the body with proposed descriptions that name nothing that their pictures hide: under a blur, or
    outside of the crop. What a person wrote stays.
    """

    def change(part: Part) -> Part:
        picture = part.picture if isinstance(part, Illustrated) else None
        screen = _screen(picture, screens)
        if picture is None or screen is None:
            return part
        hidden = [*_blurred(picture), *(around(picture.crop) if picture.crop else ())]
        alt = without_hidden(picture.alt, screen, hidden) if hidden else picture.alt
        return replace(part, picture=replace(picture, alt=alt))

    return with_parts(body, change)


def told(body: Body, screens: Sequence[Screen], language: str) -> tuple[Warning, ...]:
    """Return the names and numbers under a blur that the texts of the same part tell, its description included, or
    a text that stands beside the parts.
    """
    found = [
        Warning(pointer, match[0], HIDDEN)
        for placed in illustrated(body)
        if (screen := _screen(placed.part.picture, screens)) and (picture := placed.part.picture)
        if (words := _secrets(screen, _blurred(picture), language))
        for pointer, text in _texts(body, placed)
        for match in _any_of(words).finditer(text)
    ]
    return tuple(dict.fromkeys(found))


def _screen(picture: StepPicture | None, screens: Sequence[Screen]) -> Screen | None:
    return on_picture(screens, picture.at_ms) if picture and not picture.own else None


def _blurred(picture: StepPicture) -> list[Box]:
    return [mark.box for mark in blurs_of(picture)]


def _texts(body: Body, placed: Placed[Illustrated]) -> Iterator[tuple[str, str]]:
    yield from heads(body)
    yield from placed.texts()
    if placed.part.picture:
        yield f"{placed.pointer}/picture/alt", placed.part.picture.alt


def _secrets(screen: Screen, blurred: Sequence[Box], language: str) -> set[str]:
    """Return the words that the screen has only under a blur. A word in lower case is no name and no number."""
    words = [
        (word.casefold(), touches(box, blurred), word.isalpha() and word.islower())
        for line in screen.lines
        for word, box in _words(line)
    ]
    shown = {word for word, is_hidden, _ in words if not is_hidden}
    secrets = {word for word, is_hidden, is_common in words if is_hidden and not is_common} - shown
    return {word for word in secrets - stop_words(language) if len(word) >= SHORTEST}


def _words(line: ScreenLine) -> Iterator[tuple[str, Box]]:
    """Yield the words of a line, each with the box of its middle half: the letters have different widths, and
    the blur of a word may touch its neighbour.
    """
    left, top, width, height = line.box
    for match in _WORD.finditer(line.text):
        share = width * len(match[0]) / len(line.text)
        start = left + width * match.start() / len(line.text) + share / 4
        yield match[0], (start, top + height / 4, share / 2, height / 2)


def _any_of(words: set[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    one = f"(?:{'|'.join(map(re.escape, longest_first))})"
    return re.compile(rf"(?<!\w){one}(?:\W{{1,3}}{one})*(?!\w)", re.IGNORECASE)
