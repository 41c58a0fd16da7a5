"""Corrections that the screens of a recording suggest. A person accepts them; nothing changes by itself."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clueso.domain.screens.screen import Screen
from clueso.domain.seen.spelling import Reader
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.wording import tokens


@dataclass(frozen=True, slots=True)
class Offer:
    """A spelling on a screen, the text that was recognised in its place, and the number of these places.

    `at_ms` and `key` are the moment and the picture of the screen that proves it, the nearest one.
    """

    heard: str
    written: str
    count: int
    at_ms: int
    key: str


def offers(segments: Sequence[Segment], screens: Sequence[Screen], language: str) -> list[Offer]:
    """Return the names and labels that a screen spells in another way than the transcript, most frequent
    first.

    `language` is for segments without one of their own. Only text in that language is compared.
    """
    if not screens:
        return []
    reader = Reader(screens, segments, language)
    counted: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Segment] = {}
    for segment in segments:
        if (segment.language or language)[:2] != language[:2]:
            continue
        for heard, written in _in(segment, reader):
            counted[heard, written] += 1
            first.setdefault((heard, written), segment)
    found = []
    for (heard, written), count in counted.most_common():
        if shown := _nearest(screens, written, first[heard, written]):
            at_ms = max(shown.from_ms, min(first[heard, written].end_ms, shown.to_ms))
            found.append(Offer(heard, written, count, at_ms, shown.key))
    return found


def standing(found: Sequence[Offer], texts: Sequence[str]) -> list[Offer]:
    """Return the offers whose recognised words still stand in some texts, with the number of places now."""
    counted = [replace(offer, count=_count(offer.heard, texts)) for offer in found]
    return sorted((offer for offer in counted if offer.count), key=lambda offer: -offer.count)


def _count(words: str, texts: Sequence[str]) -> int:
    wanted = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    return sum(len(wanted.findall(text)) for text in texts)


def _in(segment: Segment, reader: Reader) -> Iterable[tuple[str, str]]:
    controls = reader.controls(segment.text, Span(segment.start_ms, segment.end_ms))
    named = {place for naming in controls for place in range(naming.first, naming.end)}
    yield from ((naming.heard, naming.label) for naming in controls if naming.is_alike)
    for naming in reader.names(segment.text):
        if named.isdisjoint(range(naming.first, naming.end)):
            yield naming.heard, naming.label


def _nearest(screens: Sequence[Screen], written: str, segment: Segment) -> Screen | None:
    """Return the screen with these words that is nearest to a segment in time."""
    wanted = tokens(written)
    having = [screen for screen in screens if any(_holds(line.text, wanted) for line in screen.lines)]
    return min(
        having,
        key=lambda screen: max(screen.from_ms - segment.end_ms, segment.start_ms - screen.to_ms, 0),
        default=None,
    )


def _holds(text: str, wanted: list[str]) -> bool:
    said = tokens(text)
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1))
