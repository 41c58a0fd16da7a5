"""Removes hallucinations of a recogniser from a transcript: loops, echoes, and text over silence."""

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from clueso.domain.transcript import Segment, Span, Word

COMPRESSION = 2.4  # a text that shrinks more is a loop (openai/whisper, compression_ratio_threshold)
SHORTEST_WORD_MS = 133  # a spoken word takes longer (openai/whisper, word_anomaly_score)
SLACK_MS = 500  # error of word times (faster-whisper, add_word_timestamps)
OFTEN = 6  # repeats in a row that make a loop, if COMPRESSION is reached too: our own number
TWICE_AND_MORE = 3  # repeats that make a loop if nobody can speak at that pace
SHORTEST_ECHO = 2  # words; people say one word twice within a breath
LONGEST_PHRASE = 40  # words, or segments, of the longest phrase to look for
LETTERS_PER_WORD = 12  # if words are longer on average, the script has no spaces: compare letters instead


@dataclass(frozen=True, slots=True)
class _Run:
    """A phrase of `length` items, repeated `repeats` times in a row from item `start` on."""

    start: int
    length: int
    repeats: int

    @property
    def end(self) -> int:
        return self.start + self.length * self.repeats


def clean(segments: Sequence[Segment], speech: Sequence[Span]) -> tuple[list[Segment], list[Segment]]:
    """Separate segments into spoken and invented ones. Everything is in order of time.

    A segment is invented if it touches no speech (within half a second), or if it is a loop: a phrase that is
    repeated at least six times in a row so that its text compresses by more than 2.4, or at least three times
    at less than 133 ms a word. Inside one segment the loop must fill half of it, and the segment is removed.
    Across segments the first round stays. Repetitions of a person ("no, no, no", a sentence said three times)
    are shorter or slower than that.

    An echo is invented as well: two words or more that repeat the words before them at less than 133 ms a word.
    At the end of a segment they are taken off.
    """
    segments = [_without_echo(segment) for segment in segments]
    heard = [segment for segment in segments if touches(segment, speech) and not _is_loop(segment)]
    repeated = set(_repeated(heard))
    kept = [segment for at, segment in enumerate(heard) if at not in repeated]
    # By identity, because two segments may have equal values.
    stays = {id(segment) for segment in kept}
    return kept, [segment for segment in segments if id(segment) not in stays]


def touches(segment: Segment, speech: Sequence[Span]) -> bool:
    """Return whether the last stretch of speech that begins before the segment ends also lasts until the
    segment begins, within SLACK_MS.
    """
    later = bisect_left(speech, segment.end_ms + SLACK_MS, key=lambda span: span.start_ms)
    return later > 0 and speech[later - 1].end_ms > segment.start_ms - SLACK_MS


def _is_loop(segment: Segment) -> bool:
    words = _normal(segment.text).split()
    if not words:
        return False
    spaced = sum(map(len, words)) <= LETTERS_PER_WORD * len(words)
    items = words if spaced else list("".join(words))
    runs = [run for run in _runs(items) if 2 * (run.end - run.start) >= len(items)]
    hurried = spaced and _word_ms([segment]) < SHORTEST_WORD_MS
    joint = " " if spaced else ""
    return any(_tells_loop(run, joint.join(items[run.start : run.end]), hurried=hurried) for run in runs)


def _repeated(segments: Sequence[Segment]) -> Iterator[int]:
    """Yield the indices of the segments that repeat a looping phrase of whole segments, or are an echo."""
    texts = [_normal(segment.text) for segment in segments]
    for run in _runs(texts):
        members = segments[run.start : run.end]
        if _tells_loop(
            run, " ".join(texts[run.start : run.end]), hurried=_word_ms(members) < SHORTEST_WORD_MS
        ):
            yield from range(run.start + run.length, run.end)
    for at, (before, segment) in enumerate(pairwise(segments), 1):
        if _is_echo(before, segment):
            yield at


def _without_echo(segment: Segment) -> Segment:
    words = segment.words
    if " ".join(word.text for word in words) != segment.text:
        return segment
    said = [_normal(word.text) for word in words]
    for length in range(min(LONGEST_PHRASE, len(words) // 2), SHORTEST_ECHO - 1, -1):
        kept, echo = words[:-length], words[-length:]
        if said[-length:] == said[-2 * length : -length] and _mean_ms(echo) < SHORTEST_WORD_MS:
            text = " ".join(word.text for word in kept)
            return replace(segment, text=text, words=kept, end_ms=kept[-1].end_ms)
    return segment


def _is_echo(before: Segment, segment: Segment) -> bool:
    said = _normal(segment.text).split()
    is_same = len(said) >= SHORTEST_ECHO and said == _normal(before.text).split()
    return is_same and bool(segment.words) and _mean_ms(segment.words) < SHORTEST_WORD_MS


def _mean_ms(words: Sequence[Word]) -> float:
    return sum(word.end_ms - word.start_ms for word in words) / len(words)


def _tells_loop(run: _Run, text: str, *, hurried: bool) -> bool:
    if hurried:
        return run.repeats >= TWICE_AND_MORE
    return run.repeats >= OFTEN and _compression(text) > COMPRESSION


def _runs(items: Sequence[str]) -> Iterator[_Run]:
    """Yield every stretch that repeats a phrase, from left to right, the widest at each place."""
    start = 0
    while start < len(items):
        reach = range(1, min(LONGEST_PHRASE, len(items) - start - 1) + 1)
        lengths = (length for length in reach if items[start + length] == items[start])
        runs = (_Run(start, length, _repeats(items, start, length)) for length in lengths)
        widest = max((run for run in runs if run.repeats > 1), key=lambda run: run.end, default=None)
        if widest:
            yield widest
        start = widest.end if widest else start + 1


def _repeats(items: Sequence[str], start: int, length: int) -> int:
    phrase = items[start : start + length]
    repeats = 1
    while items[start + length * repeats : start + length * (repeats + 1)] == phrase:
        repeats += 1
    return repeats


def _word_ms(segments: Sequence[Segment]) -> float:
    """Return the mean time of a word, by the recogniser's word times if there are any."""
    spans = [(item.start_ms, item.end_ms) for segment in segments for item in (segment.words or (segment,))]
    count = sum(len(segment.words) or len(segment.text.split()) for segment in segments)
    return sum(end_ms - start_ms for start_ms, end_ms in spans) / max(count, 1)


def _normal(text: str) -> str:
    # The apostrophe belongs to a word: "don't".
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())


def _compression(text: str) -> float:
    """Return how many times smaller zlib makes a text, measured as Whisper does."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))
