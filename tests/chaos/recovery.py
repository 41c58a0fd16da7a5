"""The verdict on time: how soon lost steps run again, and how long the whole run takes."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from tests.chaos.figures import Figures

FOUND_LEASES = 2.0
"""A lease runs out one lease after the last sign of life, and the sweep comes every fifth of one. Half of
the lost attempts must be found within this; the others may wait until PostgreSQL or Redis is back, which
takes up to 30 s, so of these the longest are told."""
FEW = 10
"""Of fewer losses no median is judged: a single outage may have caused most of them."""
MINUTES = 40.0
"""On two cores."""

Row = dict[str, Any]


def judge_recovery(figures: Figures, audit: Sequence[Row], lease_s: float) -> None:
    """From the last sign of life of a lost attempt to its being found, and to its running again. `audit`
    has the rows of steps, in order."""
    history: dict[tuple[str, str], list[Row]] = {}
    for row in audit:
        history.setdefault((row["project_id"], row["name"]), []).append(row)
    found: list[float] = []
    running: list[float] = []
    for rows in history.values():
        for before, row in pairwise(rows):
            if row["status"] == "queued" and (row["crashes"] or 0) > (before["crashes"] or 0):
                since = row["lease_until"].timestamp() - lease_s
                found.append((row["at"].timestamp() - since) / lease_s)
                running += [(later - since) / lease_s for later in _next_run(rows, row["at"])]
    figures.tell("attempts whose worker was lost", len(found))
    if len(found) >= FEW:
        figures.at_most("found again, in leases (median)", round(median(found), 1), FOUND_LEASES)
    figures.tell("found again, in leases", _spread(found))
    figures.tell("running again, in leases", _spread(running))


def judge_minutes(figures: Figures, minutes: float, *, is_usual: bool) -> None:
    """All of it; `is_usual` unless more was asked for than is played by itself."""
    if is_usual:
        figures.at_most("minutes", round(minutes, 1), MINUTES)
    else:
        figures.tell("minutes", round(minutes, 1))


def judge_met(figures: Figures, hits: dict[str, int], kinds: Sequence[str], *, of: str) -> None:
    """Judge that each kind of fault met a request at least once: otherwise it tested nothing."""
    silent = [kind for kind in kinds if not hits.get(kind)]
    figures.must_be(f"kinds of faults of {of} that met nobody", len(silent), 0, shown=silent)


def _next_run(rows: Sequence[Row], after: datetime) -> list[float]:
    return [row["at"].timestamp() for row in rows if row["at"] > after and row["status"] == "running"][:1]


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "none"
    ordered = sorted(values)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"median {median(ordered):.1f}, 95 % {late:.1f}, longest {ordered[-1]:.1f}"
