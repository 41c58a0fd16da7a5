"""How a run of speech divides into cues, and a cue into lines.

A run is worked on as columns of numbers, sums over its beginning, instead of token by token: ten hours are
a hundred thousand tokens, and each may end a cue that begins at any of the twenty before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import inf
from operator import add

from clueso.domain.captions.reading import LINE_WIDTH, SENTENCE_COST, Token, break_costs, reading_ms

MAX_LINES = 2
MIN_CUE_MS = 834  # 5/6 s, rounded up
MAX_CUE_MS = 7000
GAP_MS = 80  # two frames at 25 frames per second

# What a cue costs beside its last break: these weigh full cues against whole sentences against haste.
CUE_COST = 3.0
SENTENCE_INSIDE_COST = 4.0
HASTE_COST_PER_S = 8.0

NEEDED_MS = tuple(max(MIN_CUE_MS, reading_ms(width)) for width in range((LINE_WIDTH + 1) * MAX_LINES))
"""How long a cue of so many columns should stay."""


class Run:
    """Tokens by one speaker without a long pause; whatever `begin` and `end` are, `end` is exclusive."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._count = len(tokens)
        self._starts = [token.start_ms for token in tokens]
        self._ends = [token.end_ms for token in tokens]
        pieces = [token.piece for token in tokens]
        spaces = [0 if piece.glued else 1 for piece in pieces]
        self._texts = [piece.text if piece.glued else f" {piece.text}" for piece in pieces]
        # Of the first i tokens: their columns with the spaces before them, how many end a sentence.
        self._columns = _sums(map(add, (piece.width for piece in pieces), spaces))
        self._leads: list[int] = list(map(add, self._columns, spaces))  # the same with the space that follows
        self._breaks = [0, *break_costs(tokens), 0]
        self._sentences = _sums(cost == SENTENCE_COST for cost in self._breaks[1:])

    def width(self, begin: int, end: int) -> int:
        """Columns that these tokens fill on one line."""
        return self._columns[end] - self._leads[begin]

    def text(self, begin: int, end: int) -> str:
        return "".join(self._texts[begin:end]).removeprefix(" ")

    def start_ms(self, begin: int) -> int:
        return self._starts[begin]

    def end_ms(self, begin: int, end: int) -> int:
        return max(self._ends[begin:end])

    def cues(self) -> list[tuple[int, int]]:
        """Where the cues of the cheapest division begin and end."""
        best, begins = [0.0], [0]
        for end, first in enumerate(self._first_begins(), 1):
            cost, begin = self._cheapest(best, first, end)
            best.append(cost + self._breaks[end])
            begins.append(begin)
        ends = [self._count]
        while ends[-1]:
            ends.append(begins[ends[-1]])
        return list(pairwise(reversed(ends)))

    def _first_begins(self) -> Iterator[int]:
        """For each end, the first token at which a cue that fits may begin.

        Lines are filled backwards from the last token: as good a proof as any that MAX_LINES are enough.
        """
        earliest = list(accumulate(reversed(self._starts), min))[::-1]
        line = [0]  # where the line begins that ends before a token
        for end in range(1, self._count + 1):
            begin = line[-1]
            while self.width(begin, end) > LINE_WIDTH and begin < end - 1:
                begin += 1
            line.append(begin)
            first = line[begin]
            begin_ms = self._ends[end - 1] - MAX_CUE_MS
            if earliest[first] < begin_ms:
                late = (at for at in range(end - 2, first - 1, -1) if self._starts[at] < begin_ms)
                first = next(late, first - 1) + 1
            yield first

    def _cheapest(self, best: Sequence[float], first: int, end: int) -> tuple[float, int]:
        """What the tokens before `end` cost without the last break, and where their last cue begins: the
        earliest of equals."""
        starts, leads, sentences = self._starts, self._leads, self._sentences
        columns, sentence = self._columns[end], sentences[end - 1]
        until_ms = starts[end] - GAP_MS if end < self._count else None
        cheapest, found = inf, first
        for begin in range(first, end):
            before = best[begin]
            if before + CUE_COST >= cheapest:
                continue
            needed_ms = NEEDED_MS[columns - leads[begin]]
            haste_ms = 0 if until_ms is None else max(0, needed_ms - until_ms + starts[begin])
            inside = sentence - sentences[begin]
            cost = before + (CUE_COST + SENTENCE_INSIDE_COST * inside + HASTE_COST_PER_S * haste_ms / 1000)
            if cost < cheapest:
                cheapest, found = cost, begin
        return cheapest, found

    def lines(self, begin: int, end: int) -> tuple[str, ...]:
        """One line when it is enough (Netflix), else the best of two: a good break, then a longer second
        line."""
        if self.width(begin, end) <= LINE_WIDTH:
            return (self.text(begin, end),)
        _, at = min(self._line_breaks(begin, end))
        return self.text(begin, at), self.text(at, end)

    def _line_breaks(self, begin: int, end: int) -> Iterator[tuple[float, int]]:
        for at in range(begin + 1, end):
            first, second = self.width(begin, at), self.width(at, end)
            if first <= LINE_WIDTH and second <= LINE_WIDTH:
                yield 2 * self._breaks[at] + abs(first - second) / 2 + (first > second), at


def _sums(numbers: Iterable[int]) -> list[int]:
    return list(accumulate(numbers, initial=0))
