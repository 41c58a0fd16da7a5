"""Recordings with one voice per channel: detects them, and finds out who speaks when by the channels'
loudness.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import median

from clueso.domain.hearing.turns import Turn
from clueso.domain.transcript import Span

CELL_MS = 100
SILENCE_DB = -100

CLEAR_DB = 10
"""How much louder a channel is while its voice speaks: for the two sides of a call, or two microphones on two
people. The channels of a stereo microphone, or of music, differ by less most of the time.
"""
HEARD_DB = 30
"""A cell that is this much quieter than the loud parts of the speech holds no voice, and is not judged."""
LOUD_SHARE = 0.1
"""The share of the speech that counts as loud parts."""
MOSTLY = 0.75
"""In this share of the judged cells one channel must lead clearly; in the rest both speak at once."""
LEAST_SHARE, LEAST_MS = 0.05, 1500
"""The share of the judged cells, and the time, that each channel must lead."""
PAUSE_MS, TURN_MS = 500, 200
"""The longest pause within a turn, unless the other channel leads in it; and the shortest turn."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The loudness of two channels in successive cells of CELL_MS, in dB of full scale, SILENCE_DB
    at least.
    """

    left: Sequence[int]
    right: Sequence[int]


def turns_by_channel(channels: Channels, speech: Sequence[Span]) -> list[Turn]:
    """Return the turns in order of time, if each channel has a voice of its own; none if that is not certain.

    `speech` holds the stretches with speech, in order. Several people on one channel count as one voice.
    """
    judged = _judged(channels, speech)
    left = {cell for cell in judged if channels.left[cell] - channels.right[cell] >= CLEAR_DB}
    right = {cell for cell in judged if channels.right[cell] - channels.left[cell] >= CLEAR_DB}
    least = max(LEAST_SHARE * len(judged), LEAST_MS / CELL_MS)
    if len(left) + len(right) < MOSTLY * len(judged) or min(len(left), len(right)) < least:
        return []
    spoken = _spoken(channels.left, left, right, judged), _spoken(channels.right, right, left, judged)
    if not all(spoken):
        return []
    # Voices are numbered by who speaks first.
    first, second = sorted(spoken, key=lambda spans: spans[0].start_ms)
    turns = [
        Turn(span.start_ms, span.end_ms, voice)
        for voice, spans in enumerate((first, second))
        for span in spans
    ]
    return sorted(turns, key=lambda turn: (turn.start_ms, turn.end_ms))


def _judged(channels: Channels, speech: Sequence[Span]) -> list[int]:
    """Return the cells that hold speech, in order."""
    there = min(len(channels.left), len(channels.right))
    cells = sorted({cell for span in speech for cell in _cells_of(span) if cell < there})
    levels = {cell: max(channels.left[cell], channels.right[cell]) for cell in cells}
    loudest = sorted(levels.values(), reverse=True)[: int(len(cells) * LOUD_SHARE) + 1]
    return [cell for cell in cells if levels[cell] >= loudest[-1] - HEARD_DB]


def _cells_of(span: Span) -> range:
    return range(span.start_ms // CELL_MS, -(-span.end_ms // CELL_MS))


def _spoken(
    levels: Sequence[int], leads: AbstractSet[int], follows: AbstractSet[int], judged: Sequence[int]
) -> list[Span]:
    """Return when the voice of a channel speaks.

    It speaks where its channel leads. Where no channel leads, it speaks if its channel is nearer to the
    loudness of its own voice than to that of the other voice. If these two are alike, as with a hum, return
    nothing.
    """
    own, other = (median(levels[cell] for cell in cells) for cells in (leads, follows))
    if own - other < CLEAR_DB:
        return []
    least = (own + other) / 2
    cells = [cell for cell in judged if cell in leads or (cell not in follows and levels[cell] >= least)]
    spans = (Span(cell * CELL_MS, (cell + 1) * CELL_MS) for cell in cells)
    return [span for span in _bridged(spans, follows) if span.end_ms - span.start_ms >= TURN_MS]


def _bridged(spans: Iterable[Span], follows: AbstractSet[int]) -> list[Span]:
    bridged: list[Span] = []
    for span in spans:
        pause = Span(bridged[-1].end_ms, span.start_ms) if bridged else None
        if pause and pause.end_ms - pause.start_ms <= PAUSE_MS and follows.isdisjoint(_cells_of(pause)):
            bridged[-1] = Span(bridged[-1].start_ms, span.end_ms)
        else:
            bridged.append(span)
    return bridged
