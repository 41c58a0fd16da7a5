"""Chooses the tracks of sound to transcribe: the one that holds the speech, or those that share it."""

from collections.abc import Sequence

from clueso.domain.transcript import Span

MUCH = 2 / 3
"""Share of the longest track's speech. The first track with this much is chosen, because players play it. A
track with less is screen sound, or a microphone that picked up a few words.
"""
APART = 0.3
"""Share of a track's speech. If no more of it overlaps the chosen tracks, another person speaks there on a
track of their own. A dubbed film, or a microphone that picks up the others, overlaps more.
"""
LEAST_MS = 1000
"""A track with less speech is left out."""


def heard_tracks(speech: Sequence[Sequence[Span]]) -> list[int]:
    """Return the indices of the tracks to transcribe, given the speech of each; none if nobody speaks."""
    lengths = [_length_ms(spans) for spans in speech]
    if not any(lengths):
        return []
    first = next(place for place, length in enumerate(lengths) if length >= MUCH * max(lengths))
    chosen, heard = [first], list(speech[first])
    for place, spans in enumerate(speech):
        if place == first or lengths[place] < LEAST_MS:
            continue
        if _shared_ms(spans, heard) <= APART * lengths[place]:
            chosen.append(place)
            heard = together([heard, spans])
    return sorted(chosen)


def together(speech: Sequence[Sequence[Span]]) -> list[Span]:
    """Return the stretches in which anybody speaks, in order. None touches the next."""
    joined: list[Span] = []
    for span in sorted((span for spans in speech for span in spans), key=lambda span: span.start_ms):
        if joined and span.start_ms <= joined[-1].end_ms:
            joined[-1] = Span(joined[-1].start_ms, max(joined[-1].end_ms, span.end_ms))
        else:
            joined.append(span)
    return joined


def _length_ms(spans: Sequence[Span]) -> int:
    return sum(span.end_ms - span.start_ms for span in spans)


def _shared_ms(spans: Sequence[Span], others: Sequence[Span]) -> int:
    """Return how long both speak at once: the sum of both, less the time in which any of them speaks."""
    return _length_ms(spans) + _length_ms(others) - _length_ms(together([spans, others]))
