"""Divides a run of speech into cues, and a cue into lines.

A run is stored as columns of cumulative sums instead of token by token, for speed: ten hours are a hundred
thousand tokens, and each may end a cue that begins at any of the twenty tokens before it.
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

# Costs of a cue beside the cost of its last break. They weigh full cues against whole sentences against
# reading speed.
CUE_COST = 3.0
SENTENCE_INSIDE_COST = 4.0
HASTE_COST_PER_S = 8.0

NEEDED_MS = tuple(max(MIN_CUE_MS, reading_ms(width)) for width in range((LINE_WIDTH + 1) * MAX_LINES))
"""How long, in ms, a cue with this number of columns should stay on screen."""


class Run:
    """Tokens by one speaker without a long pause. In every method, `end` is exclusive."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._count = len(tokens)
        self._starts = [token.start_ms for token in tokens]
        self._ends = [token.end_ms for token in tokens]
        pieces = [token.piece for token in tokens]
        spaces = [0 if piece.glued else 1 for piece in pieces]
        # Spaces are counted with the piece that follows them, so the first piece of a line loses its space.
        self._texts = [piece.text if piece.glued else f" {piece.text}" for piece in pieces]
        # Cumulative sums over the first i tokens: columns with the spaces before them, and the number of
        # sentence ends.
        self._columns = _sums(map(add, (piece.width for piece in pieces), spaces))
        self._leads: list[int] = list(map(add, self._columns, spaces))  # the same with the space that follows
        self._breaks = [0, *break_costs(tokens), 0]
        self._sentences = _sums(cost == SENTENCE_COST for cost in self._breaks[1:])

    def width(self, begin: int, end: int) -> int:
        """Return the columns that these tokens fill on one line."""
        return self._columns[end] - self._leads[begin]

    def text(self, begin: int, end: int) -> str:
        return "".join(self._texts[begin:end]).removeprefix(" ")

    def start_ms(self, begin: int) -> int:
        return self._starts[begin]

    def end_ms(self, begin: int, end: int) -> int:
        return max(self._ends[begin:end])

    def cues(self) -> list[tuple[int, int]]:
        """Return the (begin, end) pairs of the cheapest division into cues."""
        # Dynamic programming: `best[end]` is the lowest cost of the tokens before `end`.
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
        """Yield for each end the first token at which a fitting cue may begin.

        Lines are filled backwards from the last token. This is enough to prove that MAX_LINES lines suffice.
        """
        # Segments may overlap, so a later token may begin earlier.
        earliest = list(accumulate(reversed(self._starts), min))[::-1]
        line = [0]  # for each token, the beginning of the line that ends before it
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
        """Return the cost of the tokens before `end` without the last break, and the beginning of their last
        cue: the earliest among equal costs.
        """
        starts, leads, sentences = self._starts, self._leads, self._sentences
        columns, sentence = self._columns[end], sentences[end - 1]
        until_ms = starts[end] - GAP_MS if end < self._count else None
        cheapest, found = inf, first
        for begin in range(first, end):
            # The other costs are never negative, so this division cannot be cheaper.
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
        """Return one line if it is enough (Netflix), else the best two: a good break comes first, then a
        longer second line.
        """
        if self.width(begin, end) <= LINE_WIDTH:
            return (self.text(begin, end),)
        _, at = min(self._line_breaks(begin, end))
        return self.text(begin, at), self.text(at, end)

    def _line_breaks(self, begin: int, end: int) -> Iterator[tuple[float, int]]:
        for at in range(begin + 1, end):
            first, second = self.width(begin, at), self.width(at, end)
            # A good break weighs most, then lines of equal length. The last term prefers a longer second
            # line.
            if first <= LINE_WIDTH and second <= LINE_WIDTH:
                yield 2 * self._breaks[at] + abs(first - second) / 2 + (first > second), at


def _sums(numbers: Iterable[int]) -> list[int]:
    return list(accumulate(numbers, initial=0))
