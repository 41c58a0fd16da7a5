"""Finds stretches whose text may be in another language than the speech.

A recogniser with the wrong language makes up a text in it, and is unsure of nearly every word. The lowest
mean probability of 12 words in a row (Whisper `base`, int8) was 0.68 to 0.93 in 15 recordings in their own
language (13 English, of which 5 meetings, German, Japanese). In 9 of 10 transcriptions in a wrong language it
was 0.24 to 0.58. In the tenth, which had 0.76, the text was in the language of the speech all the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from clueso.domain.transcript import Segment, Span

RUN_WORDS = 12
"""Fewer words are no evidence: "Six." alone had 0.43 in its own language."""
LEAST_MEAN = 0.6


def doubtful_stretches(segments: Sequence[Segment]) -> tuple[Span, ...]:
    """Return the stretches in which the words of whole segments, RUN_WORDS or more of them, are mostly
    guesses.

    The segments are in order. Segments without words, from recognisers that give none, are never doubtful.
    """
    spoken = [segment for segment in segments if segment.words]
    doubtful = {
        place
        for run in _runs(spoken)
        if _mean(spoken[place] for place in run) < LEAST_MEAN
        for place in run
        if _mean([spoken[place]]) < LEAST_MEAN  # a clear sentence beside a long guess stays
    }
    return tuple(_stretches(spoken, sorted(doubtful)))


def _runs(segments: Sequence[Segment]) -> Iterator[range]:
    """Yield ranges of indices: each segment, with as many after it as have RUN_WORDS words together."""
    for first in range(len(segments)):
        counts = accumulate(len(segment.words) for segment in segments[first : first + RUN_WORDS])
        length = next((length for length, count in enumerate(counts, 1) if count >= RUN_WORDS), None)
        if length:
            yield range(first, first + length)


def _mean(segments: Iterable[Segment]) -> float:
    probabilities = [word.probability for segment in segments for word in segment.words]
    return sum(probabilities) / len(probabilities)


def _stretches(segments: Sequence[Segment], places: Sequence[int]) -> Iterator[Span]:
    """Yield the stretches of the segments at these indices. Neighbours make one stretch."""
    start = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] != places[at - 1] + 1:
            yield Span(segments[places[start]].start_ms, segments[places[at - 1]].end_ms)
            start = at
