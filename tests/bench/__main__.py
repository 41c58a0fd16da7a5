"""`python -m tests.bench [PART ...]`: what Clueso costs, as ratios to something that was measured in the same run.

Machines differ and are never idle, so a time alone says little. Each row is the median of RUNS runs. The raw
figures are written to `bench/results/`, with the method. Status 1 when a goal is missed.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial

from tests.bench import (
    captions,
    fairness,
    hearing,
    long_transcripts,
    many_workers,
    millions,
    peaks,
    readers,
    requests,
    starting,
    statements,
    uploads,
    watchers,
)
from tests.bench.figures import RUNS, Figure, keep

PARTS: dict[str, Callable[[], Iterator[Figure | str]]] = {
    "captions": captions.lines,
    "fairness": fairness.lines,
    "hearing": hearing.short,
    "hearing-17-minutes": partial(hearing.long, 17 * 60_000),
    "hearing-an-hour": partial(hearing.long, 60 * 60_000),
    "many-workers": many_workers.lines,
    "millions": millions.lines,
    "peaks": peaks.lines,
    "readers": readers.lines,
    "requests": requests.lines,
    "starting": starting.lines,
    "statements": statements.lines,
    "ten-hours": long_transcripts.lines,
    "uploads": uploads.lines,
    "watchers": watchers.lines,
}


def main(names: list[str]) -> int:
    """Print every figure of the named parts, of all without a name. Return how many goals were missed."""
    if unknown := set(names) - set(PARTS):
        sys.exit(f"No part is named {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
    missed = 0
    for name in names or PARTS:
        _print(f"\n{name} (runs: {RUNS})")
        figures = []
        for line in PARTS[name]():
            _print(line)
            if isinstance(line, Figure):
                figures.append(line)
                missed += line.is_reached is False
                keep(name, figures)  # after each, for a part may take an hour
    return missed


def _print(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))
