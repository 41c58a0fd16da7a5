"""Transcribing a stretch again: which segments it replaces, and which speakers the new segments get."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from clueso.domain.transcript import Segment, Span

LONGEST_MS = 3_600_000
"""At most an hour is transcribed again at once. For more, a person can transcribe the recording again."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch to transcribe again, and the ids of the segments that it replaces, in order."""

    span: Span
    replaces: tuple[str, ...]


def stretch_of(segments: Sequence[Segment], wanted: Span) -> Stretch:
    """Return `wanted` with the whole segments whose middle lies in it, cut off at the neighbours of these.

    So no word of a segment that stays is transcribed twice. The segments are in order. If no segment lies
    there, none is replaced and the new text is added.
    """
    inside = [segment for segment in segments if wanted.start_ms <= _middle_ms(segment) < wanted.end_ms]
    before = [segment.end_ms for segment in segments if _middle_ms(segment) < wanted.start_ms]
    after = [segment.start_ms for segment in segments if _middle_ms(segment) >= wanted.end_ms]
    start_ms = min([wanted.start_ms, *(segment.start_ms for segment in inside)])
    end_ms = max([wanted.end_ms, *(segment.end_ms for segment in inside)])
    # Never into a neighbour, whose words would be there twice.
    span = Span(max([start_ms, *before]), min([end_ms, *after]))
    return Stretch(span, tuple(segment.id for segment in inside))


def with_speakers(heard: Iterable[Segment], before: Iterable[Segment]) -> list[Segment]:
    """Return the new segments, each with the speaker who spoke longest at that time before."""
    spoken = _Spoken(before)
    return [_said_as(spoken.nearest(segment), segment) for segment in heard]


class _Spoken:
    """Finds the segment that shares most time with a given one, or is nearest to it."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._segments = sorted(segments, key=lambda segment: segment.start_ms)
        self._starts = [segment.start_ms for segment in self._segments]
        self._last = list(accumulate(self._segments, _who_ends_last))
        """For each index, the segment up to there that ends last."""
        self._ends = [segment.end_ms for segment in self._last]

    def nearest(self, segment: Segment) -> Segment | None:
        first = bisect_right(self._ends, segment.start_ms)  # all segments before it end earlier
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
    """Return the shared time; if they don't meet, the pause between them as a negative number."""
    return min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)


def _middle_ms(segment: Segment) -> int:
    return (segment.start_ms + segment.end_ms) // 2
