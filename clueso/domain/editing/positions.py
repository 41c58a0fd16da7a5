"""Positions in an order that can grow anywhere without moving other items."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

STEP = 1_000_000.0
LEAST_GAP = 1e-3
"""Far above the resolution of a double at 10,000 chunks of STEP each."""


def positions(order: Sequence[str], known: Mapping[str, float]) -> dict[str, float]:
    """Return a position for each id, ascending in this order.

    `known` positions stay. Only if two of them have no room between them, all are numbered again.
    """
    found: dict[str, float] = {}
    run: list[str] = []
    last: float | None = None
    for id_ in order:
        if id_ not in known:
            run.append(id_)
            continue
        found |= _between(run, last, known[id_])
        found[id_] = last = known[id_]
        run = []
    found |= _between(run, last, None)
    placed = [found[id_] for id_ in order]
    # Doubles halve only so often, so all are numbered again before a gap is used up.
    if all(after - before >= LEAST_GAP for before, after in pairwise(placed)):
        return found
    return {id_: number * STEP for number, id_ in enumerate(order, 1)}


def _between(run: Sequence[str], low: float | None, high: float | None) -> dict[str, float]:
    if low is None:
        # Room for a run before the first item.
        low = 0.0 if high is None or high > 0 else high - STEP
    step = STEP if high is None else (high - low) / (len(run) + 1)
    return {id_: low + step * number for number, id_ in enumerate(run, 1)}
