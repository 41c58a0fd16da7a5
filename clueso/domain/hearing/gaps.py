"""Gaps: stretches of speech for which a transcript has no words."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from clueso.domain.transcript import Segment, Span

LONGEST_UNHEARD_MS = 1_500
"""Longer speech holds words. Shorter stretches are breath, "hm", and inexact word times."""
LONGEST_WORD_MS = 1_000
"""The time that a word covers at most. A longer word is one that Whisper stretched over speech that it left
out: "and" over 8.7 s.
"""


def gaps(speech: Iterable[Span], segments: Sequence[Segment]) -> list[Span]:
    """Return the stretches of `speech` longer than LONGEST_UNHEARD_MS without any word, in order.

    A segment without words counts as covered throughout, a word for LONGEST_WORD_MS at most.
    """
    heard = merged(span for segment in segments for span in covered(segment))
    unheard = (rest for span in speech for rest in without(span, heard))
    return [span for span in unheard if span.end_ms - span.start_ms > LONGEST_UNHEARD_MS]


def covered(segment: Segment) -> Iterator[Span]:
    """Yield the stretches in which a segment has words."""
    if not segment.words:
        yield Span(segment.start_ms, segment.end_ms)
    for word in segment.words:
        yield Span(word.start_ms, min(word.end_ms, word.start_ms + LONGEST_WORD_MS))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same time as ordered, separate spans."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start_ms):
        if found and span.start_ms <= found[-1].end_ms:
            found[-1] = Span(found[-1].start_ms, max(found[-1].end_ms, span.end_ms))
        else:
            found.append(span)
    return found


def without(span: Span, heard: Sequence[Span]) -> Iterator[Span]:
    """Yield the parts of a span between the spans of `heard`, which are in order and disjoint."""
    start_ms = span.start_ms
    first = bisect_right(heard, start_ms, key=lambda taken: taken.end_ms)
    for taken in takewhile(lambda taken: taken.start_ms < span.end_ms, islice(heard, first, None)):
        if taken.start_ms > start_ms:
            yield Span(start_ms, taken.start_ms)
        start_ms = taken.end_ms
    if start_ms < span.end_ms:
        yield Span(start_ms, span.end_ms)
