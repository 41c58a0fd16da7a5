"""Hearing a stretch again: which segments it replaces, and what becomes of their speakers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clueso.domain.transcript import Segment, Span


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


def with_speakers(heard: Iterable[Segment], before: Sequence[Segment]) -> list[Segment]:
    """The segments that were heard, each said by whoever spoke for the longest at that time before."""
    return [_with_speaker(segment, before) for segment in heard]


def _with_speaker(segment: Segment, before: Sequence[Segment]) -> Segment:
    nearest = max(before, key=lambda other: _overlap_ms(segment, other), default=None)
    if nearest is None:
        return segment
    return replace(segment, speaker=nearest.speaker, speaker_id=nearest.speaker_id)


def _overlap_ms(one: Segment, other: Segment) -> int:
    """Negative by the pause between them where they do not meet."""
    return min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)


def _middle_ms(segment: Segment) -> int:
    return (segment.start_ms + segment.end_ms) // 2
