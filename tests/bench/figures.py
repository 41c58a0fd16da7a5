"""A measured figure beside what it is compared with, and whether it reaches its goal."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from clueso.dev.stack import ROOT

RUNS = int(os.environ.get("RUNS") or 5)
RESULTS = ROOT / "bench" / "results"


@dataclass(frozen=True, slots=True)
class Goal:
    """The median is at most, or at least, `times` the median of the other side, plus `plus` in its unit.

    Without another side, `plus` is the whole goal. Neither: the figure is printed and has no goal.
    """

    at_most: bool = True
    times: float = 0
    plus: float | None = None

    def bound(self, other: float) -> float | None:
        if not self.times and self.plus is None:
            return None
        return self.times * other + (self.plus or 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: `ours` has a value for each run, `theirs` one for each run of what it is compared with.

    `method` says what was done, on what, and what is counted, so that a stranger can repeat it.
    """

    what: str
    ours: Sequence[float]
    unit: str
    goal: Goal
    method: str
    against: str = ""
    theirs: Sequence[float] = ()

    @property
    def median(self) -> float:
        return statistics.median(self.ours)

    @property
    def other(self) -> float:
        return statistics.median(self.theirs) if self.theirs else 0.0

    @property
    def ratio(self) -> float | None:
        return self.median / self.other if self.other else None

    @property
    def is_reached(self) -> bool | None:
        """Return None where there is no goal."""
        bound = self.goal.bound(self.other)
        if bound is None:
            return None
        return self.median <= bound if self.goal.at_most else self.median >= bound

    def __str__(self) -> str:
        marks = {True: "reached", False: "MISSED", None: ""}
        times = f"{self.ratio:>7.2f} x" if self.ratio is not None else " " * 9
        beside = f" against {self.other:.4g} ({self.against})" if self.theirs else ""
        runs = max(len(self.ours), len(self.theirs))
        return f"{marks[self.is_reached]:<8}{times}  {self.what}: {self.median:.4g} {self.unit}{beside}; runs: {runs}"


def keep(part: str, figures: Sequence[Figure]) -> None:
    """Write the raw figures of a part to `bench/results/`, with the machine and the commit."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    told = [
        asdict(figure) | {"median": figure.median, "ratio": figure.ratio, "is_reached": figure.is_reached}
        for figure in figures
    ]
    result = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": _commit(), **_machine()}
    path = RESULTS / f"{part}.json"
    path.write_text(json.dumps(result | {"figures": told}, indent=1) + "\n")


def _commit() -> str:
    run = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return run.stdout.strip()


def _machine() -> dict[str, object]:
    names = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    processor = names[0].partition(":")[2].strip() if names else platform.processor()
    return {"processor": processor, "cores": os.cpu_count(), "python": platform.python_version()}


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
