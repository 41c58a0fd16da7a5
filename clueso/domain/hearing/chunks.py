"""Finds the stretches with speech, and where to cut a long recording for transcription."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clueso.domain.transcript import Span

WINDOW_MS = 32
"""Length of Silero's windows: 512 samples at 16 kHz."""

# Silero's own thresholds (get_speech_timestamps): speech starts at the first and goes on until the second.
SPEECH_STARTS, SPEECH_ENDS = 0.5, 0.35
MIN_SILENCE_MS, MIN_SPEECH_MS, PADDING_MS = 500, 250, 200

LONG_SILENCE_MS = 30_000


@dataclass(frozen=True, slots=True)
class ChunkPlan:
    """A stretch to transcribe by itself, from its first speech to its last. `speech` lies within it."""

    start_ms: int
    end_ms: int
    speech: tuple[Span, ...]


def speech_spans(probabilities: Iterable[float], *, duration_ms: int) -> list[Span]:
    """Return the stretches of speech, from the probability of speech in successive windows of WINDOW_MS.

    Pauses under MIN_SILENCE_MS belong to the speech around them, sounds under MIN_SPEECH_MS are no speech,
    and each stretch is extended by PADDING_MS at both ends, within the recording.
    """
    spoken = (span for span in _bridged(_voiced(probabilities)) if _length(span) >= MIN_SPEECH_MS)
    padded = (
        Span(max(0, span.start_ms - PADDING_MS), min(duration_ms, span.end_ms + PADDING_MS))
        for span in spoken
    )
    return [span for span in padded if _length(span) > 0]


def plan_chunks(speech: Sequence[Span], *, target_ms: int) -> list[ChunkPlan]:
    """Cut a recording into chunks of about `target_ms`. `speech` is in order.

    A cut lies in the longest silence within a quarter of the target, else in the nearest silence. It lies in
    speech only if the speech goes on for more than twice the target. Silence at a cut, and every silence over
    LONG_SILENCE_MS, is in no chunk. No chunk is longer than twice the target.
    """
    plans = []
    for rest in _apart(speech):
        while rest:
            head, rest = _cut(rest, target_ms)
            plans.append(ChunkPlan(head[0].start_ms, head[-1].end_ms, tuple(head)))
    return plans


def _length(span: Span) -> int:
    return span.end_ms - span.start_ms


def _voiced(probabilities: Iterable[float]) -> Iterator[Span]:
    start_ms: int | None = None
    at_ms = 0
    for number, probability in enumerate(probabilities):
        at_ms = number * WINDOW_MS
        if start_ms is None and probability >= SPEECH_STARTS:
            start_ms = at_ms
        elif start_ms is not None and probability < SPEECH_ENDS:
            yield Span(start_ms, at_ms)
            start_ms = None
    if start_ms is not None:
        yield Span(start_ms, at_ms + WINDOW_MS)


def _bridged(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if last is None:
            last = span
        elif span.start_ms - last.end_ms < MIN_SILENCE_MS:
            last = Span(last.start_ms, span.end_ms)
        else:
            yield last
            last = span
    if last is not None:
        yield last


def _apart(speech: Sequence[Span]) -> Iterator[list[Span]]:
    """Yield the speech in groups, separated by long silences."""
    group: list[Span] = list(speech[:1])
    for before, span in pairwise(speech):
        if span.start_ms - before.end_ms > LONG_SILENCE_MS:
            yield group
            group = []
        group.append(span)
    yield group


def _cut(speech: list[Span], target_ms: int) -> tuple[list[Span], list[Span]]:
    """Return the speech of the next chunk, and the rest."""
    start_ms = speech[0].start_ms
    # A rest of a little more than the target stays in one piece.
    if speech[-1].end_ms - start_ms <= target_ms * 5 // 4:
        return speech, []
    at = _best_silence(speech, target_ms)
    if at is not None:
        return speech[:at], speech[at:]
    if _length(speech[0]) <= 2 * target_ms:
        return speech[:1], speech[1:]
    middle_ms = start_ms + target_ms
    return [Span(start_ms, middle_ms)], [Span(middle_ms, speech[0].end_ms), *speech[1:]]


def _best_silence(speech: list[Span], target_ms: int) -> int | None:
    """Return the index of the span to cut before; None if there is no silence within reach."""
    start_ms = speech[0].start_ms
    best: tuple[bool, int] | None = None
    best_at = None
    for at, (before, after) in enumerate(pairwise(speech), 1):
        if before.end_ms - start_ms > 2 * target_ms:
            break
        off_ms = abs((before.end_ms + after.start_ms) // 2 - start_ms - target_ms)
        is_near = off_ms <= target_ms // 4
        # Near the target the longest silence wins, further away the nearest one.
        score = (is_near, after.start_ms - before.end_ms if is_near else -off_ms)
        if best is None or score > best:
            best, best_at = score, at
    return best_at
