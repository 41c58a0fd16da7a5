"""Aligns two sequences of words."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

MOST_COMPARED = 100_000
"""Largest number of pairs to compare. A longer stretch is first divided at the words that it holds once."""

Items = Sequence[Hashable]
Pairs = Iterable[tuple[int, int]]


def aligned(old: Items, new: Items) -> Iterator[tuple[int, int]]:
    """Yield pairs of indices, in order, at which both sequences hold the same word."""
    yield from _from_both_ends(old, new, _divided)


def _from_both_ends(
    old: Items, new: Items, between: Callable[[Items, Items], Pairs]
) -> Iterator[tuple[int, int]]:
    """Pair the common head and the common tail, and leave the rest to `between`.

    Most edits touch a few words, and the cost of comparing grows with the product of the lengths.
    """
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    left = shorter - head
    tail = next((at for at in range(left) if old[-1 - at] != new[-1 - at]), left)
    yield from ((at, at) for at in range(head))
    for at, to in between(old[head : len(old) - tail], new[head : len(new) - tail]):
        yield head + at, head + to
    yield from ((len(old) - at, len(new) - at) for at in range(tail, 0, -1))


def _divided(old: Items, new: Items) -> Iterator[tuple[int, int]]:
    """Pair the words that stand once on either side, and compare the stretches between them."""
    at = to = 0
    anchors = [] if _is_short(old, new) else _anchors(old, new)
    for upto, onto in [*anchors, (len(old), len(new))]:
        for one, other in _from_both_ends(old[at:upto], new[to:onto], _compared):
            yield at + one, to + other
        if upto < len(old):
            yield upto, onto
        at, to = upto + 1, onto + 1


def _anchors(old: Items, new: Items) -> list[tuple[int, int]]:
    """Return the most pairs, in order, of words that stand once on either side (a patience diff)."""
    once = {word for word, count in Counter(old).items() if count == 1}
    once &= {word for word, count in Counter(new).items() if count == 1}
    places = {word: at for at, word in enumerate(new) if word in once}
    pairs = [(at, places[word]) for at, word in enumerate(old) if word in once]
    # The longest increasing run: `ends` has the lowest end of a run of each length, `before` the pair before.
    ends: list[int] = []
    chosen: list[int] = []
    before: list[int | None] = []
    for number, (_, to) in enumerate(pairs):
        length = bisect_left(ends, to)
        before.append(chosen[length - 1] if length else None)
        ends[length : length + 1] = [to]
        chosen[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    last = chosen[-1] if chosen else None
    while last is not None:
        found.append(pairs[last])
        last = before[last]
    return found[::-1]


def _compared(old: Items, new: Items) -> Iterator[tuple[int, int]]:
    if _is_short(old, new):
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            yield from ((block.a + at, block.b + at) for at in range(block.size))
    else:
        # Nothing stands once, as in a song. Comparing at the same place still keeps the words around a new one.
        yield from ((at, at) for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] == pair[1])


def _is_short(old: Items, new: Items) -> bool:
    return len(old) * len(new) <= MOST_COMPARED
