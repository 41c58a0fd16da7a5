"""Makes sentences as segments, from the recogniser's words and punctuation and the pauses between them.

Whisper's own borders show how it decodes, not how a person speaks: it cuts within sentences, and in its
batched mode only where a window ends.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby
from typing import NamedTuple

from clueso.domain.hearing.gaps import gaps
from clueso.domain.hearing.hallucination import clean
from clueso.domain.transcript import Segment, Span, Word
from clueso.domain.words.sentence_ends import begins_in_lower_case, ends_sentence, has_end_sign
from clueso.domain.words.timed_words import joined, places_of, spoken

LONGEST_MS = 30_000
"""A longer sentence is divided: nobody finds a place in it, and a recogniser without full stops would make
one segment of an hour. Whisper's own segments are no longer either.
"""
PAUSE_MS = 1_000
"""From this pause on, text without a full stop ends, unless it continues in lower case."""
CLAUSE_BONUS_MS, GAP_BONUS_MS = 500, 1_000
"""The pause that a comma is worth when a sentence is too long, and the pause that a space or the end of the
recogniser's segment is worth. In a script without spaces, these two show that no word continues.
"""
CLAUSE_SIGNS = tuple(",;:–—、，；：،")  # noqa: RUF001


class _Unit(NamedTuple):
    """A word with the text up to the next one. `source` is its segment from the recogniser."""

    text: str
    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    source: Segment


class _Known(NamedTuple):
    """Properties of the whole text: its language, whether it has capitals, and the starts of speech without
    words.
    """

    language: str
    has_capitals: bool
    missed: Sequence[int] = ()


def in_sentences(segments: Sequence[Segment], speech: Sequence[Span], *, language: str) -> list[Segment]:
    """Return the same words in the same order, with one segment for each sentence.

    No segment ends before lower case, unless the sentence is longer than LONGEST_MS or words are missing
    there: speech without words, or hallucinated text, which stays separate and unchanged.
    """
    known = _Known(language, any(map(str.isupper, (sign for segment in segments for sign in segment.text))))
    pieces = [piece for segment in segments for piece in _sentences(_units(segment), known)]
    _, invented = clean(pieces, speech)
    known = known._replace(missed=[gap.start_ms for gap in gaps(speech, pieces)])
    apart = {id(segment) for segment in invented}
    found: list[Segment] = []
    run: list[_Unit] = []
    for segment in pieces:
        if id(segment) in apart:
            found += [*_sentences(run, known), segment]
            run = []
        else:
            run += _units(segment)
    return found + list(_sentences(run, known))


def _units(segment: Segment) -> list[_Unit]:
    """Return the words of a segment; the whole segment as one unit if its words don't spell its text."""
    words = spoken(segment)
    starts = places_of(segment.text, words)
    if starts is None:
        return [_Unit(segment.text, segment.start_ms, segment.end_ms, segment.words, segment)]
    units: list[_Unit] = []
    for at, (word, start) in enumerate(zip(words, starts, strict=True)):
        text = segment.text[start : starts[at + 1] if at + 1 < len(starts) else None]
        own = (word,) if segment.words else ()
        if units and not any(map(str.isalnum, text)):  # a stand-alone sign belongs to the word before it
            last = units[-1]
            units[-1] = last._replace(text=last.text + text, end_ms=word.end_ms, words=last.words + own)
        else:
            units.append(_Unit(text, word.start_ms, word.end_ms, own, segment))
    units[0] = units[0]._replace(text=segment.text[: starts[0]] + units[0].text, start_ms=segment.start_ms)
    units[-1] = units[-1]._replace(end_ms=segment.end_ms)
    return units


def _sentences(units: Sequence[_Unit], known: _Known) -> Iterator[Segment]:
    begin = 0
    for at in range(1, len(units) + 1):
        if at == len(units) or _ends(units[at - 1], units[at], known, first=at - 1 == begin):
            yield from map(_segment, _bearable(units[begin:at]))
            begin = at


def _ends(before: _Unit, after: _Unit, known: _Known, *, first: bool) -> bool:
    if before.source.speaker != after.source.speaker:
        return True
    if bisect_left(known.missed, before.start_ms) < bisect_left(known.missed, after.start_ms):
        return True
    pause_ms = after.start_ms - before.end_ms
    # A text without any capitals says nothing by its lower case.
    following = after.text if known.has_capitals else after.text.upper()
    if has_end_sign(before.text):
        return ends_sentence(before.text, following, language=known.language, pause_ms=pause_ms, first=first)
    return pause_ms >= PAUSE_MS and not begins_in_lower_case(following)


def _bearable(units: Sequence[_Unit]) -> Iterator[Sequence[_Unit]]:
    """Yield units in stretches of at most LONGEST_MS, halved at the widest pause or comma near the middle.

    The cut lies within the middle half of the words, so that a few rounds are enough even for odd times.
    """
    length_ms = units[-1].end_ms - units[0].start_ms
    if length_ms <= LONGEST_MS or len(units) == 1:
        yield units
        return
    middle_ms = units[0].start_ms + length_ms // 2
    quarter = len(units) // 4
    places = range(max(1, quarter), len(units) - quarter)
    at = max(places, key=lambda at: _worth_ms(units[at - 1], units[at], middle_ms))
    yield from _bearable(units[:at])
    yield from _bearable(units[at:])


def _worth_ms(before: _Unit, after: _Unit, middle_ms: int) -> float:
    bonus_ms = CLAUSE_BONUS_MS if before.text.rstrip().endswith(CLAUSE_SIGNS) else 0
    if before.text[-1:].isspace() or before.source is not after.source:
        bonus_ms += GAP_BONUS_MS
    # 10 ms away from the middle weigh as much as 1 ms of pause.
    return after.start_ms - before.end_ms + bonus_ms - abs(before.end_ms - middle_ms) / 10


def _segment(units: Sequence[_Unit]) -> Segment:
    source = units[0].source
    texts = ["".join(unit.text for unit in own) for _, own in groupby(units, lambda unit: id(unit.source))]
    # Nothing was cut or joined, so the recogniser's own segment stays, with its times.
    if texts == [source.text]:
        return source
    text = reduce(joined, (text.strip() for text in texts))
    has_words = all(unit.words for unit in units)
    words = tuple(word for unit in units for word in unit.words) if has_words else ()
    return replace(source, start_ms=units[0].start_ms, end_ms=units[-1].end_ms, text=text, words=words)
