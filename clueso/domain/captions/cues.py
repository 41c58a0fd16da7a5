"""Makes cues from segments: the text on screen at one time, timed so that it can be read.

The numbers are those of Netflix's Timed Text Style Guide, General Requirements: at most two lines of 42
characters, from 5/6 of a second to 7 seconds, at least two frames between two cues, 17 characters per second.
If speech is faster than anybody reads, no text is left out: a cue stays up to 12 frames longer, as the same
guide allows, and `check` lists cues that are still too fast.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from clueso.domain.captions.division import GAP_MS, MAX_CUE_MS, MAX_LINES, MIN_CUE_MS, Run
from clueso.domain.captions.reading import LINE_WIDTH, Token, reading_ms, tokens_of
from clueso.domain.transcript import Segment
from clueso.domain.words.line_breaks import width

T = TypeVar("T")

LAG_MS = 500  # 12 frames at 24 frames per second: how late a cue may start so that the one before is read
PAUSE_MS = 1500  # no cue spans a longer silence
LONG_RUN = 1000
"""Tokens after which a run ends with the next sentence, so that a speech of hours is not divided as a whole."""


@dataclass(frozen=True, slots=True)
class Cue:
    """At most MAX_LINES lines by one speaker, shown from `start_ms` until `end_ms`."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Rule(StrEnum):
    EMPTY = "empty"
    LINES = "too many lines"
    WIDTH = "line too long"
    SPEED = "too fast to read"
    SHORT = "too short"
    LONG = "too long"
    GAP = "too close to the next"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a cue breaks. `number` counts cues from 1, as a subtitle file does."""

    number: int
    rule: Rule
    detail: str


class _Part(NamedTuple):
    """The tokens of one cue, before the cue has times."""

    run: Run
    begin: int
    end: int
    speaker: str | None

    @property
    def start_ms(self) -> int:
        return self.run.start_ms(self.begin)


def shape(segments: Iterable[Segment]) -> list[Cue]:
    """Return the cues of these segments (`shaping`)."""
    return list(shaping(segments))


def shaping(segments: Iterable[Segment]) -> Iterator[Cue]:
    """Yield cues that hold every word of the segments once and in order, with one run of speech in memory.

    For any segments, cues never overlap, keep GAP_MS between them, last from MIN_CUE_MS to MAX_CUE_MS, and
    fit on MAX_LINES lines of LINE_WIDTH. Only the reading speed can be broken.
    """
    parts = (
        _Part(run, *part, speaker)
        for run, speaker in ((Run(tokens), speaker) for tokens, speaker in _runs(segments))
        for part in run.cues()
    )
    free_ms = 0
    for part, following in _with_next(parts):
        # Recognised segments may overlap, but cues must not.
        start_ms = max(part.start_ms, free_ms)
        end_ms = _end_ms(part, start_ms, following.start_ms if following else None)
        yield Cue(start_ms, end_ms, part.run.lines(part.begin, part.end), part.speaker)
        free_ms = end_ms + GAP_MS


def check(cues: Iterable[Cue]) -> list[Violation]:
    """Return every broken rule, in the order of the cues."""
    return [violation for _, found in checking(cues) for violation in found]


def checking(cues: Iterable[Cue]) -> Iterator[tuple[Cue, list[Violation]]]:
    """Yield each cue with the rules that it breaks."""
    for number, (cue, following) in enumerate(_with_next(cues), 1):
        found = [Violation(number, *broken) for broken in _broken(cue)]
        gap_ms = following.start_ms - cue.end_ms if following else GAP_MS
        if gap_ms < GAP_MS:
            found.append(Violation(number, Rule.GAP, f"{gap_ms} ms before the next, at least {GAP_MS}"))
        yield cue, found


def _with_next(items: Iterable[T]) -> Iterator[tuple[T, T | None]]:
    """Yield each item with the one that follows, the last one with None."""
    present: T | None = None
    for item in items:
        if present is not None:
            yield present, item
        present = item
    if present is not None:
        yield present, None


def _broken(cue: Cue) -> Iterator[tuple[Rule, str]]:
    duration_ms = cue.end_ms - cue.start_ms
    if not cue.text.strip():
        yield Rule.EMPTY, "no text"
    if len(cue.lines) > MAX_LINES:
        yield Rule.LINES, f"{len(cue.lines)} lines, at most {MAX_LINES}"
    for line in cue.lines:
        if width(line) > LINE_WIDTH:
            yield Rule.WIDTH, f"{width(line)} characters, at most {LINE_WIDTH}"
    if duration_ms < MIN_CUE_MS:
        yield Rule.SHORT, f"{duration_ms} ms, at least {MIN_CUE_MS}"
    if duration_ms > MAX_CUE_MS:
        yield Rule.LONG, f"{duration_ms} ms, at most {MAX_CUE_MS}"
    needed_ms = reading_ms(width(" ".join(cue.lines)))
    if duration_ms < needed_ms:
        yield Rule.SPEED, f"{duration_ms} ms, reading takes {needed_ms}"


def _runs(segments: Iterable[Segment]) -> Iterator[tuple[list[Token], str | None]]:
    """Yield runs of tokens by one speaker without a long pause. A long one ends with a sentence."""
    run: list[Token] = []
    speaker: str | None = None
    for segment in segments:
        if len(run) >= LONG_RUN and run[-1].piece.has_end_sign:
            yield run, speaker
            run = []
        for token in tokens_of(segment):
            if run and (segment.speaker != speaker or token.start_ms - run[-1].end_ms > PAUSE_MS):
                yield run, speaker
                run = []
            speaker = segment.speaker
            run.append(token)
    if run:
        yield run, speaker


def _end_ms(part: _Part, start_ms: int, following_ms: int | None) -> int:
    """Return when a cue ends: with its speech, or later if it needs more reading time and the next cue allows
    it.
    """
    read_ms = start_ms + reading_ms(part.run.width(part.begin, part.end))
    end_ms = max(part.run.end_ms(part.begin, part.end), read_ms)
    if following_ms is not None:
        free_until_ms = following_ms - GAP_MS
        # A slow cue may reach into the next one's time by LAG_MS, never further.
        end_ms = min(end_ms, max(free_until_ms, min(read_ms, free_until_ms + LAG_MS)))
    # These two limits hold even if the speech is shorter, or the next cue then starts later.
    return min(max(end_ms, start_ms + MIN_CUE_MS), start_ms + MAX_CUE_MS)
