"""Spells names and labels as the screens of a recording do."""

import re
from collections.abc import Iterable, Sequence

from clueso.domain.screens.beside import beside
from clueso.domain.screens.screen import Screen
from clueso.domain.seen.names import Names
from clueso.domain.seen.naming import Named, Naming
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.controls import openings
from clueso.domain.words.terms import Names as Capitals

_PIECE = re.compile(r"\S+")


class Reader:
    """Reads texts about a recording beside its screens."""

    def __init__(self, screens: Sequence[Screen], segments: Iterable[Segment], language: str) -> None:
        self.screens = screens
        self.language = language
        self._names = Names(screens, language)
        self._capitals = Capitals("\n".join(segment.text for segment in segments))
        self._named: dict[tuple[str, ...], Named] = {}

    def near(self, span: Span) -> list[Screen]:
        """Return the screens that stand around some words."""
        return beside(self.screens, span.start_ms, span.end_ms)

    def controls(self, text: str, span: Span) -> list[Naming]:
        """Return the controls that a text about this stretch names, in order."""
        words = text.split()
        places = openings(words, self.language)
        return self._among(self.near(span)).among(words, places) if places else []

    def names(self, text: str) -> list[Naming]:
        """Return the words of a text that the screens spell as a name in another way, in order."""
        return self._names.among(text.split(), self._capitals)

    def spelled(self, text: str, span: Span) -> str:
        """Return a text about this stretch with the labels and names as the screens spell them."""
        controls = [naming for naming in self.controls(text, span) if naming.is_clear]
        return replaced(text, [*controls, *self.names(text)])

    def _among(self, screens: Sequence[Screen]) -> Named:
        # Steps next to each other have the same screens.
        key = tuple(screen.id for screen in screens)
        if key not in self._named:
            self._named[key] = Named(screens, self.language)
        return self._named[key]


def replaced(text: str, namings: Iterable[Naming]) -> str:
    """Return the text with the labels in the place of the words that name them. White space and the signs
    around them stay. Of namings that overlap, the first stays.
    """
    pieces = list(_PIECE.finditer(text))
    made, done, after = "", 0, 0
    for naming in sorted(namings, key=lambda naming: naming.first):
        if naming.first < after:
            continue
        start, end = pieces[naming.first].start(), pieces[naming.end - 1].end()
        said = text[start:end]
        at = said.find(naming.heard)
        if at < 0:
            continue
        made += text[done : start + at] + naming.label
        done, after = start + at + len(naming.heard), naming.end
    return made + text[done:]
