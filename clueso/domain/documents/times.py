"""Derives the times of a document's parts from the segments that they cite. No writer chooses them."""

from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher

from clueso.domain.transcript import Segment, Span
from clueso.domain.words.wording import tokens

SETTLE_MS = 400
"""How long before the end of a step's speech its picture is taken: by then the screen shows the spoken
action, and the next step has not begun.
"""
AROUND_MS = 4_000
LONG_MS = 22_000
"""The stretch searched for alternative pictures of a step is at most half a minute."""


def cited_span(segment_ids: Sequence[str], by_id: Mapping[str, Segment], within: Span) -> Span:
    """Return the span from the start of the first to the end of the last cited segment, cut to `within`.

    Return an empty span at the start of `within` if no cited segment exists.
    """
    cited = [by_id[id_] for id_ in segment_ids if id_ in by_id]
    if not cited:
        return Span(within.start_ms, within.start_ms)
    start = clamp(min(segment.start_ms for segment in cited), within)
    end = clamp(max(segment.end_ms for segment in cited), within)
    return Span(start, max(start, end))


def main_ids(segment_ids: Collection[str], segments: Sequence[Segment]) -> list[str]:
    """Return the run of neighbouring cited segments that holds most of the cited speech."""
    # An aside that belongs to a step but comes much later is spoken over another screen.
    ids = set(segment_ids)
    cited = [(number, segment) for number, segment in enumerate(segments) if segment.id in ids]
    stretches: list[list[tuple[int, Segment]]] = []
    for number, segment in cited:
        # One or two segments in between, such as "okay", do not end a stretch.
        if not stretches or number > stretches[-1][-1][0] + 2:
            stretches.append([])
        stretches[-1].append((number, segment))
    longest = max(stretches, key=_spoken_ms, default=[])
    return [segment.id for _, segment in longest]


def _spoken_ms(stretch: Sequence[tuple[int, Segment]]) -> int:
    return sum(segment.end_ms - segment.start_ms for _, segment in stretch)


def picture_ms(step: Span, duration_ms: int) -> int:
    """Return the moment at which the screen shows a step's action: shortly before its speech ends."""
    before_end = min(SETTLE_MS, (step.end_ms - step.start_ms) // 4)
    # The last millisecond still has a picture; the end itself has none.
    return max(0, min(step.end_ms - before_end, duration_ms - 1))


def surroundings(step: Span, duration_ms: int) -> Span:
    """Return the stretch in which to look for alternative pictures of a step: around its speech.

    Of long speech only the last LONG_MS count.
    """
    start_ms = max(step.start_ms, step.end_ms - LONG_MS)
    return Span(max(0, start_ms - AROUND_MS), min(duration_ms, step.end_ms + AROUND_MS))


def spoken_span(text: str, cited: Sequence[Segment]) -> Span | None:
    """Return the time of a polished sentence within its segments, by the words that both have in order.

    Return None if they have no word in common.
    """
    timed = [pair for segment in cited for pair in timed_tokens(segment)]
    said = [token for token, _ in timed]
    # The last block is SequenceMatcher's end marker.
    blocks = SequenceMatcher(None, tokens(text), said, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return None
    first, last = blocks[0].b, blocks[-1].b + blocks[-1].size - 1
    return Span(timed[first][1].start_ms, timed[last][1].end_ms)


def timed_tokens(segment: Segment) -> list[tuple[str, Span]]:
    """Return the tokens of a segment with their times: the recogniser's word times, else spread evenly."""
    if segment.words:
        return [
            (token, Span(word.start_ms, word.end_ms)) for word in segment.words for token in tokens(word.text)
        ]
    said = tokens(segment.text)
    length = (segment.end_ms - segment.start_ms) / max(1, len(said))
    return [
        (token, Span(round(segment.start_ms + i * length), round(segment.start_ms + (i + 1) * length)))
        for i, token in enumerate(said)
    ]


def clamp(at_ms: int, within: Span) -> int:
    """Return the moment, clamped to the span."""
    return min(max(at_ms, within.start_ms), within.end_ms)
