"""Splices: puts segments in the place of neighbours, with the words aligned over each run of changed ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, pairwise

from clueso.domain.editing.operations import Passage
from clueso.domain.editing.refusals import Refusal
from clueso.domain.editing.segment_edits import moved, squashed
from clueso.domain.spelling.term_traces import traced
from clueso.domain.transcript import Segment, Word
from clueso.domain.words.alignment import aligned
from clueso.domain.words.clock import clock
from clueso.domain.words.timed_words import divided, spoken


def inserted(removed: Sequence[Segment], passages: Sequence[Passage]) -> list[Segment]:
    """Return the segments of a splice, with the speakers of the segments that they replace. Raises Refusal
    for a wrong text.
    """
    parts = [_part(removed, at, passage) for at, passage in enumerate(passages)]
    if removed and not any(segment.words for segment in removed):
        return parts
    found: list[Segment] = []
    at = to = 0
    for same, stays in [*_unchanged(removed, parts), (len(removed), len(parts))]:
        found += _redivided(removed[at:same], parts[to:stays])
        if stays < len(parts):
            found.append(_as_before(removed[same], parts[stays]))
        at, to = same + 1, stays + 1
    return found


def _unchanged(removed: Sequence[Segment], parts: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """Yield the places of segments with the same id and text. Words are aligned only between them."""
    return aligned([(one.id, one.text) for one in removed], [(one.id, one.text) for one in parts])


def _as_before(before: Segment, after: Segment) -> Segment:
    """Return the segment with its earlier words, even if these don't spell it."""
    return replace(after, words=moved(before, after.start_ms, after.end_ms).words)


def _redivided(removed: Sequence[Segment], parts: Sequence[Segment]) -> Iterator[Segment]:
    """Yield the parts with the words of the segments that they replace."""
    old = tuple(chain.from_iterable(spoken(segment) for segment in removed))
    for part, words in zip(parts, _with_terms(old, divided(old, parts)), strict=True):
        yield replace(part, words=words)


def _part(removed: Sequence[Segment], at: int, passage: Passage) -> Segment:
    text = squashed(passage.text, field=f"insert/{at}/text")
    part = Segment(passage.id, passage.start_ms, passage.end_ms, text)
    replaced = _replaced(removed, part)
    if replaced is None:
        return part
    return replace(part, language=replaced.language, speaker_id=replaced.speaker_id, speaker=replaced.speaker)


def _replaced(removed: Sequence[Segment], part: Segment) -> Segment | None:
    """Return the segment that a part replaces: the one with the same id, else the one that shares most time
    with it.
    """
    same = next((segment for segment in removed if segment.id == part.id), None)
    return same or max(removed, key=lambda segment: _common_ms(segment, part), default=None)


def _common_ms(one: Segment, other: Segment) -> int:
    """Return the shared time in ms; if they don't meet, the gap between them as a negative number."""
    return min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)


def _with_terms(old: Sequence[Word], runs: Sequence[Sequence[Word]]) -> Iterator[tuple[Word, ...]]:
    words = iter(traced(old, tuple(chain.from_iterable(runs))))
    for run in runs:
        yield tuple(islice(words, len(run)))


def check_times(
    passages: Sequence[Passage],
    removed: Sequence[Segment],
    *,
    before: Segment | None,
    after: Segment | None,
    duration_ms: int | None,
) -> None:
    """Raise Refusal if a passage does not fit between `before` and `after`, the neighbours of the stretch.

    The recogniser may have left an overlap. An overlap may stay or shrink, not grow.
    """
    for at, passage in enumerate(passages):
        if passage.start_ms < 0:
            raise Refusal(f"insert/{at}/start_ms", "A passage cannot begin before the recording.")
        if passage.end_ms <= passage.start_ms:
            raise Refusal(f"insert/{at}/end_ms", "A passage must end after it begins.")
    # How far the removed segments overlapped: the new ones may do so too.
    overlap_ms = max((one.end_ms - other.start_ms for one, other in pairwise(removed)), default=0)
    for at, (one, other) in enumerate(pairwise(passages), 1):
        if other.start_ms < max(one.start_ms, one.end_ms - max(0, overlap_ms)):
            raise Refusal(f"insert/{at}/start_ms", f"The passage before ends at {clock(one.end_ms)}.")
    if not passages:
        return
    first, last, end = passages[0], passages[-1], f"insert/{len(passages) - 1}/end_ms"
    if before and first.start_ms < min([before.end_ms, *(one.start_ms for one in removed)]):
        raise Refusal("insert/0/start_ms", f"The passage before ends at {clock(before.end_ms)}.")
    reached_ms = max((one.end_ms for one in removed), default=0)
    if after and last.end_ms > max(after.start_ms, reached_ms):
        raise Refusal(end, f"The passage after begins at {clock(after.start_ms)}.")
    if duration_ms is not None and last.end_ms > max(duration_ms, reached_ms):
        raise Refusal(end, f"The recording ends at {clock(duration_ms)}.")
