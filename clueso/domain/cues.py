"""Cues: what is on screen at once, shaped from segments so that it can be read.

The numbers are those of Netflix's Timed Text Style Guide, General Requirements: at most two lines of 42
characters, from 5/6 of a second to 7 seconds, at least two frames between two cues, 17 characters per
second. Where speech is faster than anybody reads, nothing is left out: a cue stays up to 12 frames longer,
as the same guide allows, and `check` names what is still too fast.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from clueso.domain.reading import (
    LINE_WIDTH,
    Token,
    break_cost,
    ends_sentence,
    joined,
    reading_ms,
    tokens_of,
    width,
)
from clueso.domain.transcript import Segment

MAX_LINES = 2
MIN_CUE_MS = 834  # 5/6 s, rounded up
MAX_CUE_MS = 7000
GAP_MS = 80  # two frames at 25 frames per second
LAG_MS = 500  # 12 frames at 24 frames per second: how late a cue may be so that the one before is read
PAUSE_MS = 1500  # a silence that no cue spans

# What a cue costs beside its last break: these weigh full cues against whole sentences against haste.
CUE_COST = 3.0
SENTENCE_INSIDE_COST = 4.0
HASTE_COST_PER_S = 8.0


@dataclass(frozen=True, slots=True)
class Cue:
    """At most MAX_LINES lines, shown from `start_ms` until `end_ms`, all by one speaker."""

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
    """A rule that a cue breaks; `number` counts from 1, as in a file of subtitles."""

    number: int
    rule: Rule
    detail: str


@dataclass(frozen=True, slots=True)
class _Group:
    """The tokens of one cue, before it has its times."""

    tokens: list[Token]
    speaker: str | None

    @property
    def start_ms(self) -> int:
        return self.tokens[0].start_ms

    @property
    def end_ms(self) -> int:
        return max(token.end_ms for token in self.tokens)


def shape(segments: Sequence[Segment]) -> list[Cue]:
    """Cues that hold every word of the segments once and in order.

    Whatever the segments are like, cues never overlap, keep GAP_MS between them, last from MIN_CUE_MS to
    MAX_CUE_MS, and fit on MAX_LINES lines of LINE_WIDTH. Only the reading speed can be broken.
    """
    groups = [
        _Group(tokens, speaker) for run, speaker in _runs(segments) for tokens in _divided(run) if tokens
    ]
    cues: list[Cue] = []
    free_ms = 0
    for index, group in enumerate(groups):
        following_ms = groups[index + 1].start_ms if index + 1 < len(groups) else None
        start_ms = max(group.start_ms, free_ms)
        end_ms = _end_ms(group, start_ms, following_ms)
        cues.append(Cue(start_ms, end_ms, _lines(group.tokens), group.speaker))
        free_ms = end_ms + GAP_MS
    return cues


def check(cues: Sequence[Cue]) -> list[Violation]:
    """Every rule that is broken, cue by cue."""
    found = [Violation(number, *broken) for number, cue in enumerate(cues, 1) for broken in _broken(cue)]
    for number, (cue, following) in enumerate(pairwise(cues), 1):
        gap_ms = following.start_ms - cue.end_ms
        if gap_ms < GAP_MS:
            found.append(Violation(number, Rule.GAP, f"{gap_ms} ms before the next, at least {GAP_MS}"))
    return sorted(found, key=lambda violation: violation.number)


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


def _runs(segments: Sequence[Segment]) -> Iterator[tuple[list[Token], str | None]]:
    """Stretches of tokens by one speaker without a long pause."""
    run: list[Token] = []
    speaker: str | None = None
    for segment in segments:
        for token in tokens_of(segment):
            if run and (segment.speaker != speaker or token.start_ms - run[-1].end_ms > PAUSE_MS):
                yield run, speaker
                run = []
            speaker = segment.speaker
            run.append(token)
    if run:
        yield run, speaker


def _divided(run: list[Token]) -> list[list[Token]]:
    """The cheapest division into cues: `best[i]` is the cost of the first i tokens and where their last
    cue begins."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        last_break = break_cost(run[end - 1], run[end]) if end < len(run) else 0
        until_ms = run[end].start_ms - GAP_MS if end < len(run) else None
        costs = ((best[begin][0] + cost, begin) for begin, cost in _candidates(run, end, until_ms))
        cost, begin = min(costs)
        best.append((cost + last_break, begin))
    ends = [len(run)]
    while ends[-1]:
        ends.append(best[ends[-1]][1])
    ends.reverse()
    return [run[begin:end] for begin, end in pairwise(ends)]


def _candidates(run: list[Token], end: int, until_ms: int | None) -> Iterator[tuple[int, float]]:
    """Where a cue that ends before token `end` may begin, and what that costs without its last break.

    Lines are filled backwards from the last token: as good a proof as any that MAX_LINES are enough.
    """
    lines = filled = total = sentences = 0
    for begin in range(end - 1, -1, -1):
        token = run[begin]
        token_width = width(token.text)
        space = 1 if total and not run[begin + 1].glued else 0
        if not lines or filled + space + token_width > LINE_WIDTH:
            lines, filled = lines + 1, token_width
        else:
            filled += space + token_width
        total += space + token_width
        too_long = run[end - 1].end_ms - token.start_ms > MAX_CUE_MS
        if begin < end - 1 and (lines > MAX_LINES or too_long):
            return
        sentences += begin < end - 1 and ends_sentence(token)
        needed_ms = max(MIN_CUE_MS, reading_ms(total))
        haste_ms = 0 if until_ms is None else max(0, needed_ms - (until_ms - token.start_ms))
        yield begin, CUE_COST + SENTENCE_INSIDE_COST * sentences + HASTE_COST_PER_S * haste_ms / 1000


def _lines(tokens: list[Token]) -> tuple[str, ...]:
    """One line when it is enough (Netflix), else the best of two: a good break, then a longer second line."""
    whole = joined(tokens)
    if width(whole) <= LINE_WIDTH:
        return (whole,)
    choices = [(joined(tokens[:at]), joined(tokens[at:]), at) for at in range(1, len(tokens))]
    fitting = [choice for choice in choices if max(width(choice[0]), width(choice[1])) <= LINE_WIDTH]

    def cost(choice: tuple[str, str, int]) -> float:
        first, second, at = choice
        imbalance = abs(width(first) - width(second))
        return 2 * break_cost(tokens[at - 1], tokens[at]) + imbalance / 2 + (width(first) > width(second))

    first, second, _ = min(fitting, key=cost)
    return first, second


def _end_ms(group: _Group, start_ms: int, following_ms: int | None) -> int:
    """When a cue leaves: with its speech, or later while it cannot have been read and nothing waits."""
    read_ms = start_ms + reading_ms(width(joined(group.tokens)))
    end_ms = max(group.end_ms, read_ms)
    if following_ms is not None:
        free_until_ms = following_ms - GAP_MS
        end_ms = min(end_ms, max(free_until_ms, min(read_ms, free_until_ms + LAG_MS)))
    return min(max(end_ms, start_ms + MIN_CUE_MS), start_ms + MAX_CUE_MS)
