"""Aligns two sequences of words."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

MOST_COMPARED = 100_000
"""Largest number of word pairs to align. Beyond it, the whole differing stretch counts as rewritten."""


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of indices, in order, at which both sequences hold the same word."""
    # Skip the common head and tail first: most edits touch a few words, and SequenceMatcher's cost grows with
    # the product of the lengths.
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    left = shorter - head
    tail = next((at for at in range(left) if old[-1 - at] != new[-1 - at]), left)
    yield from ((at, at) for at in range(head))
    inner, outer = old[head : len(old) - tail], new[head : len(new) - tail]
    if 0 < len(inner) * len(outer) <= MOST_COMPARED:
        for block in SequenceMatcher(None, inner, outer, autojunk=False).get_matching_blocks():
            yield from ((head + block.a + at, head + block.b + at) for at in range(block.size))
    yield from ((len(old) - at, len(new) - at) for at in range(tail, 0, -1))
