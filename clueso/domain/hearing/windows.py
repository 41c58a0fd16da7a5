"""Windows: the stretches of a chunk that a recogniser gets one by one."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from clueso.domain.transcript import Span

LONGEST_MS = 30_000  # Whisper's window (openai/whisper, audio.CHUNK_LENGTH)
WIDEST_PAUSE_MS = 2_000  # longest pause within speech (faster-whisper, VadOptions.min_silence_duration_ms)
REACH_MS = 2_000  # how far a cut may move from its even place: longer than a spoken word

Settle = Callable[[Span], int]
"""Returns the best moment for a cut within a span."""


def middle(span: Span) -> int:
    return (span.start_ms + span.end_ms) // 2


def plan_windows(
    speech: Sequence[Span],
    *,
    longest_ms: int = LONGEST_MS,
    widest_pause_ms: int = WIDEST_PAUSE_MS,
    settle: Settle = middle,
) -> list[Span]:
    """Gather `speech` (in order, disjoint) into windows of at most `longest_ms`, in order, disjoint.

    A window holds as many stretches as fit, with the pauses between them, but no pause longer than
    `widest_pause_ms`. A stretch that is too long by itself is cut where `settle` says.
    """
    windows: list[Span] = []
    for piece in (piece for span in speech for piece in cut_long(span, longest_ms, settle)):
        last = windows[-1] if windows else None
        pause_ms = piece.start_ms - last.end_ms if last else 0
        if last and pause_ms <= widest_pause_ms and piece.end_ms - last.start_ms <= longest_ms:
            windows[-1] = Span(last.start_ms, piece.end_ms)
        else:
            windows.append(piece)
    return windows


def cut_long(span: Span, longest_ms: int, settle: Settle) -> Iterator[Span]:
    """Cut a span into pieces of about equal length, at most `longest_ms`. An empty span gives none."""
    length_ms = span.end_ms - span.start_ms
    if length_ms <= longest_ms:
        if length_ms > 0:
            yield span
        return
    # Each cut may move by REACH_MS on either side, so a piece must be shorter by that much.
    count = -(-length_ms // (longest_ms - 2 * REACH_MS))
    evenly = (span.start_ms + length_ms * number // count for number in range(1, count))
    cuts = [settle(Span(moment_ms - REACH_MS, moment_ms + REACH_MS)) for moment_ms in evenly]
    for start_ms, end_ms in pairwise([span.start_ms, *cuts, span.end_ms]):
        yield Span(start_ms, end_ms)


def clip(speech: Sequence[Span], length_ms: int) -> list[Span]:
    """Return the parts of `speech` between 0 and `length_ms`."""
    return parts_in(speech, Span(0, length_ms))


def parts_in(speech: Sequence[Span], window: Span) -> list[Span]:
    """Return the parts of `speech` that lie in a window."""
    inside = (Span(max(span.start_ms, window.start_ms), min(span.end_ms, window.end_ms)) for span in speech)
    return [span for span in inside if span.start_ms < span.end_ms]
