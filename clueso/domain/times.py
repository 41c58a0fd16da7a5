"""Times of parts, derived from the segments they cite: never asked from a writer."""

from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher

from clueso.domain.documents import Body, DocumentKind
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.wording import tokens

SETTLE_MS = 400
"""How long before the end of a step's speech its picture is taken: what is spoken of is on the screen
by then, and the next step has not begun."""
AROUND_MS = 4_000
LONG_MS = 22_000
"""What is looked through for other pictures of a step is at most half a minute."""


def cited_span(segment_ids: Sequence[str], by_id: Mapping[str, Segment], within: Span) -> Span:
    """From the start of the first to the end of the last segment that is cited, clamped to `within`;
    empty, at its start, when none of them exists."""
    cited = [by_id[id_] for id_ in segment_ids if id_ in by_id]
    if not cited:
        return Span(within.start_ms, within.start_ms)
    start = _clamp(min(segment.start_ms for segment in cited), within)
    end = _clamp(max(segment.end_ms for segment in cited), within)
    return Span(start, max(start, end))


def main_ids(segment_ids: Collection[str], segments: Sequence[Segment]) -> list[str]:
    """Of the cited segments those that follow each other where most of it is said: an aside that belongs to a
    step and comes much later is said over another screen."""
    ids = set(segment_ids)
    cited = [(number, segment) for number, segment in enumerate(segments) if segment.id in ids]
    stretches: list[list[tuple[int, Segment]]] = []
    for number, segment in cited:
        if not stretches or number > stretches[-1][-1][0] + 2:
            stretches.append([])
        stretches[-1].append((number, segment))
    longest = max(stretches, key=_spoken_ms, default=[])
    return [segment.id for _, segment in longest]


def _spoken_ms(stretch: Sequence[tuple[int, Segment]]) -> int:
    return sum(segment.end_ms - segment.start_ms for _, segment in stretch)


def picture_ms(step: Span, duration_ms: int) -> int:
    """The moment at which the screen shows what a step speaks of: shortly before its speech ends."""
    before_end = min(SETTLE_MS, (step.end_ms - step.start_ms) // 4)
    return max(0, min(step.end_ms - before_end, duration_ms - 1))


def surroundings(step: Span, duration_ms: int) -> Span:
    """Where other pictures for a step are looked for: around its speech; of a long one around its end."""
    start_ms = max(step.start_ms, step.end_ms - LONG_MS)
    return Span(max(0, start_ms - AROUND_MS), min(duration_ms, step.end_ms + AROUND_MS))


def set_times(
    kind: DocumentKind, body: Body, segments: Sequence[Segment], *, within: Span, has_video: bool
) -> None:
    """Put `start_ms`, `end_ms` and `picture` into the parts of a body that has only texts and citations."""
    by_id = {segment.id: segment for segment in segments}
    if kind is DocumentKind.CHAPTERS:
        _set_chapters(body, by_id, within)
    elif kind is DocumentKind.GUIDE:
        for step in body["steps"]:
            span = cited_span(step["segment_ids"], by_id, within)
            step |= {"start_ms": span.start_ms, "end_ms": span.end_ms}
            shown = cited_span(main_ids(step["segment_ids"], segments), by_id, within)
            step["picture"] = {"at_ms": picture_ms(shown, within.end_ms)} if has_video else None
    elif kind is DocumentKind.SCRIPT:
        _set_lines(body, by_id, within)


def _set_chapters(body: Body, by_id: Mapping[str, Segment], within: Span) -> None:
    chapters = body["chapters"]
    starts = [cited_span(chapter["segment_ids"], by_id, within).start_ms for chapter in chapters]
    for index, chapter in enumerate(chapters):
        start = starts[index] if index else within.start_ms
        end = starts[index + 1] if index + 1 < len(chapters) else within.end_ms
        chapter |= {"start_ms": start, "end_ms": end}


def _set_lines(body: Body, by_id: Mapping[str, Segment], within: Span) -> None:
    earliest = within.start_ms
    for line in body["lines"]:
        cited = [by_id[id_] for id_ in line["segment_ids"] if id_ in by_id]
        span = _spoken(line["text"], cited) or cited_span(line["segment_ids"], by_id, within)
        earliest = max(earliest, _clamp(span.start_ms, within))
        line |= {"start_ms": earliest, "end_ms": max(earliest, _clamp(span.end_ms, within))}


def _spoken(text: str, cited: Sequence[Segment]) -> Span | None:
    """Where a polished sentence was spoken within its segments, by the words that both have in order."""
    timed = [pair for segment in cited for pair in timed_tokens(segment)]
    said = [token for token, _ in timed]
    blocks = SequenceMatcher(None, tokens(text), said, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return None
    first, last = blocks[0].b, blocks[-1].b + blocks[-1].size - 1
    return Span(timed[first][1].start_ms, timed[last][1].end_ms)


def timed_tokens(segment: Segment) -> list[tuple[str, Span]]:
    """The tokens of a segment with their times: the recogniser's word times, else spread evenly."""
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


def _clamp(at_ms: int, within: Span) -> int:
    return min(max(at_ms, within.start_ms), within.end_ms)
