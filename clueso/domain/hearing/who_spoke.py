"""Assigns words to voices by the turns, and divides a segment where the voice changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from clueso.domain.hearing.turns import Turn
from clueso.domain.transcript import Segment, Word
from clueso.domain.words.timed_words import places_of

NEAR_MS = 1000
"""How far a word may be from its turn: the times of words and turns are inexact by tenths of a second."""
STRAY_MS = 300
"""A shorter word of another voice stays with its sentence, because turns are inexact."""
PIECE_MS = 10_000
"""Longer turns are cut into pieces, so that few pieces lie around a word however long a person speaks."""


def said_by(segments: Sequence[Segment], turns: Sequence[Turn]) -> list[Segment]:
    """Return the segments with the numbers of their voices as `speaker` ("0"), None if unknown. Both inputs
    are in order of time.

    A segment in which the voice changes becomes several, never cut within a word. The first part keeps the
    id, the others get "-2", "-3" after it.
    """
    voices = _Voices(turns)
    return [part for segment in segments for part in _parts(segment, voices)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a turn that began at `began_ms`."""

    start_ms: int
    end_ms: int
    voice: int
    began_ms: int


class _Voices:
    """Finds turns around times that come approximately in order."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        pieces = (piece for turn in turns for piece in _pieces(turn))
        self._pieces = sorted(pieces, key=lambda piece: piece.start_ms)
        self._first = 0

    def of(self, start_ms: int, end_ms: int) -> int | None:
        """Return the voice with most of the stretch, else the nearest within NEAR_MS. Of equal voices, the
        one that began first counts.
        """
        shares: dict[int, int] = {}
        nearest: tuple[int, int] | None = None
        # In the order of their turns, because `max` returns the first of equal voices.
        for piece in sorted(self._around(start_ms, end_ms), key=lambda piece: piece.began_ms):
            shared_ms = min(end_ms, piece.end_ms) - max(start_ms, piece.start_ms)
            if shared_ms > 0:
                shares[piece.voice] = shares.get(piece.voice, 0) + shared_ms
            elif -shared_ms <= NEAR_MS and (nearest is None or -shared_ms < nearest[0]):
                nearest = -shared_ms, piece.voice
        if shares:
            return max(shares, key=lambda voice: shares[voice])
        return nearest[1] if nearest else None

    def _around(self, start_ms: int, end_ms: int) -> Iterator[_Piece]:
        earliest_ms = start_ms - NEAR_MS - PIECE_MS
        # Words may go back a little in time, where segments overlap.
        while self._first > 0 and self._pieces[self._first - 1].start_ms >= earliest_ms:
            self._first -= 1
        while self._first < len(self._pieces) and self._pieces[self._first].start_ms < earliest_ms:
            self._first += 1
        at = self._first
        while at < len(self._pieces) and self._pieces[at].start_ms <= end_ms + NEAR_MS:
            yield self._pieces[at]
            at += 1


def _pieces(turn: Turn) -> Iterator[_Piece]:
    for start_ms in range(turn.start_ms, turn.end_ms, PIECE_MS):
        yield _Piece(start_ms, min(start_ms + PIECE_MS, turn.end_ms), turn.voice, turn.start_ms)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one voice, from index `start` to `end` (exclusive)."""

    start: int
    end: int
    voice: int | None


def _parts(segment: Segment, voices: _Voices) -> list[Segment]:
    runs = _runs(segment.words, voices)
    # Without places in the text, a segment cannot be cut between its words.
    starts = places_of(segment.text, segment.words) if len(runs) > 1 else None
    if starts is None:
        return [
            _named(segment, voices.of(segment.start_ms, segment.end_ms) if len(runs) != 1 else runs[0].voice)
        ]
    cuts = [0, *(starts[run.start] for run in runs[1:]), len(segment.text)]
    return [
        _part(segment, number, run, segment.text[cuts[number] : cuts[number + 1]])
        for number, run in enumerate(runs)
    ]


def _part(segment: Segment, number: int, run: _Run, text: str) -> Segment:
    words = segment.words[run.start : run.end]
    part = replace(
        segment,
        id=f"{segment.id}-{number + 1}" if number else segment.id,
        start_ms=words[0].start_ms if number else segment.start_ms,
        end_ms=segment.end_ms if run.end == len(segment.words) else words[-1].end_ms,
        text=text.strip(),
        words=words,
    )
    return _named(part, run.voice)


def _named(segment: Segment, voice: int | None) -> Segment:
    return replace(segment, speaker=None if voice is None else str(voice))


def _runs(words: Sequence[Word], voices: _Voices) -> list[_Run]:
    """Return the words in runs of one voice. Stray words, and words of no voice, join the run before them;
    the first ones join the run after them.
    """
    runs = [_Run(at, at + 1, voices.of(word.start_ms, word.end_ms)) for at, word in enumerate(words)]
    runs = _joined(runs)
    kept = [run for run in runs if run.voice is not None and not _is_stray(words[run.start : run.end])]
    # If all runs are stray, one voice is better than none.
    kept = kept or [run for run in runs if run.voice is not None][:1]
    if not kept:
        return [_Run(0, len(words), None)] if words else []
    ends = [*(run.start for run in kept[1:]), len(words)]
    starts = [0, *ends[:-1]]
    return _joined([_Run(start, end, run.voice) for start, end, run in zip(starts, ends, kept, strict=True)])


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    groups = [list(group) for _, group in groupby(runs, lambda run: run.voice)]
    return [_Run(group[0].start, group[-1].end, group[0].voice) for group in groups]


def _is_stray(words: Sequence[Word]) -> bool:
    return words[-1].end_ms - words[0].start_ms < STRAY_MS
