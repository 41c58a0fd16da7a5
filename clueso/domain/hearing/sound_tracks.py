"""Which of a recording's tracks of sound are heard: the one that holds the speech, or those that share it."""

from collections.abc import Sequence

from clueso.domain.transcript import Span

MUCH = 2 / 3
"""Of the most speech that a track holds: the first one with so much is heard, for it is the one that players
play. What holds less is the sound of the screen, or a microphone that picked up a few words."""
APART = 0.3
"""Of a track's speech: where no more falls together with what is heard already, somebody else speaks there, who
has a track of their own. A dubbed film, or a microphone that picks up the others, has more."""
LEAST_MS = 1000
"""A track with less speech adds nothing."""


def heard_tracks(speech: Sequence[Sequence[Span]]) -> list[int]:
    """The places of the tracks to hear, given the speech of each; none where nobody speaks."""
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
    """The stretches in which anybody of these speaks, in order, none touching the next."""
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
    """How long both speak: what both have alone, less what they have together."""
    return _length_ms(spans) + _length_ms(others) - _length_ms(together([spans, others]))
