"""The second look: speech without words is transcribed again by itself.

Whisper leaves whole sentences out of some windows, for example where two recordings meet. It finds them when
it gets the stretch alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from clueso.domain.hearing.gaps import covered, gaps
from clueso.domain.hearing.hallucination import clean
from clueso.domain.transcript import Segment, Span, Word, overlap
from clueso.domain.words.timed_words import cut_text
from clueso.domain.words.wording import tokens

MARGIN_MS = 200
"""How much sound around a gap is transcribed with it: word times are off by about as much."""

Listen = Callable[[Span], Sequence[Segment]]
"""Transcribes one stretch of a chunk by itself. The segments have times from the chunk's start."""


def look_again(heard: Sequence[Segment], speech: Sequence[Span], listen: Listen) -> list[Segment]:
    """Return the segments of `speech`, with those that `listen` finds in the gaps between their words.

    A loop counts as no words: its speech is transcribed again, and the new segments replace the loop. A
    segment with a gap inside is divided there. A word that reaches into a gap ends where the gap begins.
    """
    kept, invented = clean(heard, speech)
    missed = _gathered(gaps(speech, kept), kept)
    if not missed:
        return list(heard)
    kept = [part for segment in kept for part in _divided(_shortened(segment, missed), missed)]
    found = [segment for gap in missed for segment in _found(gap, kept, speech, listen)]
    invented = [segment for segment in invented if not any(overlap(segment, other) for other in found)]
    return sorted([*kept, *found, *invented], key=lambda segment: segment.start_ms)


def _gathered(missed: Sequence[Span], kept: Sequence[Segment]) -> list[Span]:
    """Join gaps with no word between them: Whisper understands a whole sentence better than half of it."""
    heard = [span for segment in kept for span in covered(segment)]
    gathered: list[Span] = []
    for gap in missed:
        last = gathered[-1] if gathered else None
        if last and not any(last.end_ms <= span.start_ms < gap.start_ms for span in heard):
            gathered[-1] = Span(last.start_ms, gap.end_ms)
        else:
            gathered.append(gap)
    return gathered


def _found(gap: Span, kept: Sequence[Segment], speech: Sequence[Span], listen: Listen) -> list[Segment]:
    """Return the segments of a gap, without neighbouring words that the margin repeats."""
    start_ms = max(gap.start_ms - MARGIN_MS, speech[0].start_ms)
    end_ms = min(gap.end_ms + MARGIN_MS, speech[-1].end_ms)
    words = [word for segment in kept for word in segment.words]
    before = max((word for word in words if word.end_ms <= gap.start_ms), key=_end_ms, default=None)
    after = min((word for word in words if word.start_ms >= gap.end_ms), key=_start_ms, default=None)
    found = list(listen(Span(start_ms, end_ms)))
    # The margin may hold the word before the gap, or the one behind it.
    if found and found[0].words and _same(found[0].words[0], before):
        found[0] = _halves(found[0], 1)[1]
    if found and found[-1].words and _same(found[-1].words[-1], after):
        found[-1] = _halves(found[-1], len(found[-1].words) - 1)[0]
    return [segment for segment in found if segment.text.strip()]


def _shortened(segment: Segment, missed: Sequence[Span]) -> Segment:
    words = tuple(_before_gaps(word, missed) for word in segment.words)
    if words == segment.words:
        return segment
    return replace(segment, end_ms=max(word.end_ms for word in words), words=words)


def _before_gaps(word: Word, missed: Sequence[Span]) -> Word:
    end_ms = min(
        (gap.start_ms for gap in missed if word.start_ms < gap.start_ms < word.end_ms), default=word.end_ms
    )
    return word if end_ms == word.end_ms else replace(word, end_ms=end_ms)


def _divided(segment: Segment, missed: Sequence[Span]) -> Iterator[Segment]:
    words = segment.words
    for at in range(1, len(words)):
        if any(words[at - 1].end_ms <= gap.start_ms and gap.end_ms <= words[at].start_ms for gap in missed):
            first, rest = _halves(segment, at)
            yield first
            yield from _divided(rest, missed)
            return
    yield segment


def _halves(segment: Segment, at: int) -> tuple[Segment, Segment]:
    """Divide a segment behind its first `at` words. One half may be empty."""
    left, right = segment.words[:at], segment.words[at:]
    end_ms = left[-1].end_ms if left else segment.start_ms
    start_ms = right[0].start_ms if right else segment.end_ms
    texts = (
        cut_text(segment, at, end_ms)
        if left and right
        else (segment.text, "")
        if left
        else ("", segment.text)
    )
    return (
        replace(segment, end_ms=end_ms, text=texts[0], words=left),
        replace(segment, start_ms=start_ms, text=texts[1], words=right),
    )


def _same(word: Word, other: Word | None) -> bool:
    return other is not None and tokens(word.text) == tokens(other.text) != []


def _start_ms(word: Word) -> int:
    return word.start_ms


def _end_ms(word: Word) -> int:
    return word.end_ms
