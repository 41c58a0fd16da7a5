"""Finds the segments that an edit may touch, before their words are read."""

from collections.abc import Sequence
from itertools import takewhile

from clueso.domain.editing.operations import (
    Delete,
    Merge,
    Operation,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    Splice,
    Until,
)
from clueso.domain.transcript import Segment


def reach(segments: Sequence[Segment], operations: Sequence[Operation]) -> set[str]:
    """Return the ids of the segments whose words `apply` may need or change: never too few, rarely too many.

    The segments need no words themselves.
    """
    match operations:
        case [SetSpeaker() as alone]:
            return _spoken_by_another(segments, alone)
    merges = [operation for operation in operations if isinstance(operation, Merge)]
    replaces = [operation.pattern for operation in operations if isinstance(operation, ReplaceAll)]
    splices = [operation for operation in operations if isinstance(operation, Splice)]
    spread = {op.segment_id for op in operations if isinstance(op, SetSpeaker) and op.until}
    if (merges and (replaces or splices)) or (spread and splices):
        # The following segments may have changed by then, or may follow one that a splice inserts.
        return {segment.id for segment in segments}
    renamed = {operation.old for operation in operations if isinstance(operation, RenameSpeaker)}
    found = {
        segment.id
        for segment in segments
        if segment.speaker in renamed or any(pattern.search(segment.text) for pattern in replaces)
    }
    found |= {operation.segment_id for operation in operations if hasattr(operation, "segment_id")}
    found.update(id_ for splice in splices for id_ in splice.remove)
    first = next((index for index, segment in enumerate(segments) if segment.id in spread), len(segments))
    found.update(segment.id for segment in segments[first:])
    # After that many segments are merged or deleted, a segment this far away may be the next one.
    window = len(merges) + sum(isinstance(operation, Delete) for operation in operations)
    merged = {operation.segment_id for operation in merges}
    for index, segment in enumerate(segments):
        if segment.id in merged:
            found.update(following.id for following in segments[index : index + window + 1])
    return found


def _spoken_by_another(segments: Sequence[Segment], operation: SetSpeaker) -> set[str]:
    """Return the ids of the segments whose speaker the operation changes."""
    first = next((segment for segment in segments if segment.id == operation.segment_id), None)
    if first is None:
        return set()
    is_known = operation.speaker is None  # the id for a name is found later
    return {
        one.id
        for one in said_until(segments, first, operation.until)
        if not (is_known and one.speaker_id == operation.speaker_id)
    }


def said_until(segments: Sequence[Segment], first: Segment, until: Until | None) -> Sequence[Segment]:
    """Return `first`, and the following segments that `until` includes."""
    if until is None:
        return [first]
    following = segments[segments.index(first) :]
    if until is Until.END:
        return following
    return list(takewhile(lambda segment: segment.speaker_id == first.speaker_id, following))
