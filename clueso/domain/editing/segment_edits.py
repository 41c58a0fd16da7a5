"""Applies operations to one segment: new text, a split, a merge with its neighbour, new times."""

from dataclasses import replace
from itertools import takewhile

from clueso.domain.editing.refusals import Refusal
from clueso.domain.spelling.term_traces import traced
from clueso.domain.transcript import TEXT_MAX, Segment, Span
from clueso.domain.words.clock import clock
from clueso.domain.words.timed_words import cut_text, inside, joined, respelled, spoken


def with_text(segment: Segment, text: str, *, field: str = "text") -> Segment:
    text = squashed(text, field=field)
    if text == segment.text:
        return segment
    return replace(segment, text=text, words=traced(segment.words, respelled(segment, text)))


def squashed(text: str, *, field: str = "text") -> str:
    """Return the text of a segment with single spaces. Raises Refusal if it is empty or too long."""
    text = " ".join(text.split())
    if not text:
        raise Refusal(field, "A passage needs a text. Delete the passage to remove it.")
    if len(text) > TEXT_MAX:
        raise Refusal(field, f"A passage can have at most {TEXT_MAX:,} characters.")
    return text


def halves(segment: Segment, at_ms: int, new_id: str) -> tuple[Segment, Segment]:
    if not segment.start_ms < at_ms < segment.end_ms:
        raise Refusal(
            "at_ms", f"The passage lasts from {clock(segment.start_ms)} to {clock(segment.end_ms)}."
        )
    # A word belongs to the half that holds its middle. Doubled, to stay with whole numbers.
    left = tuple(takewhile(lambda word: word.start_ms + word.end_ms < 2 * at_ms, segment.words))
    right = segment.words[len(left) :]
    if segment.words and not (left and right):
        raise Refusal("at_ms", "There are no words on one side of the cut.")
    first, second = cut_text(segment, len(left), at_ms)
    if not first or not second:
        raise Refusal("at_ms", "There is no text on one side of the cut.")
    # Each half ends and begins with its words, so the pause between them belongs to neither.
    end_ms = min(max(left[-1].end_ms, segment.start_ms + 1), at_ms) if left else at_ms
    start_ms = max(min(right[0].start_ms, segment.end_ms - 1), at_ms) if right else at_ms
    return (
        replace(segment, end_ms=end_ms, text=first, words=inside(left, Span(segment.start_ms, end_ms))),
        replace(
            segment,
            id=new_id,
            start_ms=start_ms,
            text=second,
            words=inside(right, Span(start_ms, segment.end_ms)),
        ),
    )


def merged(first: Segment, second: Segment) -> Segment:
    text = joined(first.text, second.text)
    if len(text) > TEXT_MAX:
        raise Refusal("segment_id", f"The two passages have more than {TEXT_MAX:,} characters together.")
    has_words = bool(first.words or second.words)
    return replace(
        first,
        end_ms=max(first.end_ms, second.end_ms),
        text=text,
        words=spoken(first) + spoken(second) if has_words else (),
        speaker_id=first.speaker_id or second.speaker_id,
    )


def moved(segment: Segment, start_ms: int, end_ms: int) -> Segment:
    words = inside(segment.words, Span(start_ms, end_ms))
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=words)
