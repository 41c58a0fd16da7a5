"""Hearing a stretch again: which segments it replaces, and what becomes of their speakers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from clueso.domain.transcript import Segment, Span

LONGEST_MS = 3_600_000
"""What is heard again at once: an hour. For more there is transcribing the recording again."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is heard again, and the ids of the segments that it replaces, in order."""

    span: Span
    replaces: tuple[str, ...]


def stretch_of(segments: Sequence[Segment], wanted: Span) -> Stretch:
    """The whole segments whose middle lies in what is `wanted`, and all that is between their neighbours.

    No word of a segment that stays is heard twice. The segments are in order; where none of them lies there,
    nothing is replaced and what is heard comes beside them.
    """
    inside = [segment for segment in segments if wanted.start_ms <= _middle_ms(segment) < wanted.end_ms]
    before = [segment.end_ms for segment in segments if _middle_ms(segment) < wanted.start_ms]
    after = [segment.start_ms for segment in segments if _middle_ms(segment) >= wanted.end_ms]
    start_ms = min([wanted.start_ms, *(segment.start_ms for segment in inside)])
    end_ms = max([wanted.end_ms, *(segment.end_ms for segment in inside)])
    span = Span(max([start_ms, *before]), min([end_ms, *after]))
    return Stretch(span, tuple(segment.id for segment in inside))


def with_speakers(heard: Iterable[Segment], before: Iterable[Segment]) -> list[Segment]:
    """The segments that were heard, each said by whoever spoke for the longest at that time before."""
    spoken = _Spoken(before)
    return [_said_as(spoken.nearest(segment), segment) for segment in heard]


class _Spoken:
    """Finds the segment that a stretch has most in common with, or that is nearest to it."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._segments = sorted(segments, key=lambda segment: segment.start_ms)
        self._starts = [segment.start_ms for segment in self._segments]
        self._last = list(accumulate(self._segments, _who_ends_last))
        """Of each segment and all before it the one that ends last."""
        self._ends = [segment.end_ms for segment in self._last]

    def nearest(self, segment: Segment) -> Segment | None:
        first = bisect_right(self._ends, segment.start_ms)  # all before it are over by then
        end = bisect_left(self._starts, segment.end_ms)
        near = self._segments[first:end] or [
            *self._last[max(first - 1, 0) : first],
            *self._segments[end : end + 1],
        ]
        return max(near, key=lambda other: _overlap_ms(segment, other), default=None)


def _who_ends_last(one: Segment, other: Segment) -> Segment:
    return other if other.end_ms > one.end_ms else one


def _said_as(before: Segment | None, segment: Segment) -> Segment:
    if before is None:
        return segment
    return replace(segment, speaker=before.speaker, speaker_id=before.speaker_id)


def _overlap_ms(one: Segment, other: Segment) -> int:
    """Negative by the pause between them where they do not meet."""
    return min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)


def _middle_ms(segment: Segment) -> int:
    return (segment.start_ms + segment.end_ms) // 2
