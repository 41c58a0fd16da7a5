"""What every recogniser owes its caller: segments in order, inside the chunk, with words inside them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from clueso.domain.transcript import Segment, Word

UNDETERMINED = "und"  # ISO 639-2's code for a language that nobody has determined

LONG_MS = 10_000  # Whisper's batched mode gives one segment per window of up to 30 seconds

T = TypeVar("T")


def well_formed(segments: Iterable[Segment], length_ms: int) -> tuple[Segment, ...]:
    """Put segments in order of time and move what sticks out into the chunk and words into their segment.

    Segments without text are dropped; each that stays lasts at least 1 ms and has its number as id.
    """
    told = sorted(_with_text(segments), key=lambda segment: (segment.start_ms, segment.end_ms))
    return tuple(_inside(segment, length_ms, str(number)) for number, segment in enumerate(told, 1))


def cut(items: Sequence[T], breaks: Callable[[T, T], bool]) -> Iterator[Sequence[T]]:
    """Cut a row of items between each two neighbours for which `breaks` is true."""
    start = 0
    for at in range(1, len(items)):
        if breaks(items[at - 1], items[at]):
            yield items[start:at]
            start = at
    if items:
        yield items[start:]


def at_sentences(segment: Segment) -> Iterator[Segment]:
    """Cut a long segment after each sentence, by its words, whose texts together are its text."""
    if segment.end_ms - segment.start_ms <= LONG_MS or not segment.words:
        yield segment
        return
    for words in cut(segment.words, lambda word, _: ends_sentence(word.text)):
        text = "".join(word.text for word in words)
        yield Segment("", words[0].start_ms, words[-1].end_ms, text, tuple(words), segment.speaker)


def ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’»)] ").endswith((".", "?", "!", "…", "。", "？", "！", "।", "؟"))  # noqa: RUF001


def _with_text(segments: Iterable[Segment]) -> Iterator[Segment]:
    for segment in segments:
        if text := segment.text.strip():
            yield replace(segment, text=text)


def _inside(segment: Segment, length_ms: int, number: str) -> Segment:
    start_ms = min(max(segment.start_ms, 0), length_ms - 1)
    end_ms = min(max(segment.end_ms, start_ms + 1), length_ms)
    words = tuple(_word_inside(word, start_ms, end_ms) for word in segment.words if word.text.strip())
    return Segment(number, start_ms, end_ms, segment.text, words, segment.speaker)


def _word_inside(word: Word, low_ms: int, high_ms: int) -> Word:
    start_ms = min(max(word.start_ms, low_ms), high_ms)
    end_ms = min(max(word.end_ms, start_ms), high_ms)
    return Word(start_ms, end_ms, word.text.strip(), min(max(word.probability, 0.0), 1.0))
