"""The form of a recogniser's result: segments in order, inside the chunk, with words inside them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from clueso.domain.hearing.spoken_languages import UNDETERMINED as UNDETERMINED
from clueso.domain.transcript import TEXT_MAX, Segment, Word

T = TypeVar("T")


def well_formed(segments: Iterable[Segment], length_ms: int) -> tuple[Segment, ...]:
    """Sort segments by time, and move their times into the chunk and their words' times into the segment.

    Segments without text are dropped, and too long ones are cut. Each segment lasts at least 1 ms and has its
    number as id.
    """
    short = (part for segment in _with_text(segments) for part in _short(segment))
    ordered = sorted(short, key=lambda segment: (segment.start_ms, segment.end_ms))
    return tuple(_inside(segment, length_ms, str(number)) for number, segment in enumerate(ordered, 1))


def cut(items: Sequence[T], breaks: Callable[[T, T], bool]) -> Iterator[Sequence[T]]:
    """Cut a sequence between two neighbours wherever `breaks` is true."""
    start = 0
    for at in range(1, len(items)):
        if breaks(items[at - 1], items[at]):
            yield items[start:at]
            start = at
    if items:
        yield items[start:]


def _with_text(segments: Iterable[Segment]) -> Iterator[Segment]:
    for segment in segments:
        if text := segment.text.strip():
            yield replace(segment, text=text)


def _short(segment: Segment) -> Iterator[Segment]:
    """Yield the segment, or equal parts of a too long one: an endpoint may send a text without punctuation."""
    length, lasts_ms = len(segment.text), segment.end_ms - segment.start_ms
    if length <= TEXT_MAX:
        yield segment
        return
    for at in range(0, length, TEXT_MAX):
        text = segment.text[at : at + TEXT_MAX].strip()
        start_ms = segment.start_ms + lasts_ms * at // length
        end_ms = segment.start_ms + lasts_ms * min(at + TEXT_MAX, length) // length
        if text:
            yield replace(segment, start_ms=start_ms, end_ms=end_ms, text=text, words=())


def _inside(segment: Segment, length_ms: int, number: str) -> Segment:
    # A segment needs at least 1 ms, even at the very end of the chunk.
    start_ms = min(max(segment.start_ms, 0), length_ms - 1)
    end_ms = min(max(segment.end_ms, start_ms + 1), length_ms)
    words = tuple(_word_inside(word, start_ms, end_ms) for word in segment.words if word.text.strip())
    return replace(segment, id=number, start_ms=start_ms, end_ms=end_ms, words=words)


def _word_inside(word: Word, low_ms: int, high_ms: int) -> Word:
    start_ms = min(max(word.start_ms, low_ms), high_ms)
    end_ms = min(max(word.end_ms, start_ms), high_ms)
    return Word(start_ms, end_ms, word.text.strip(), min(max(word.probability, 0.0), 1.0))
