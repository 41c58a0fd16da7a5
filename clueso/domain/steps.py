"""Steps of the pipeline and what follows from them: a project's status, progress and shown steps."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from clueso.domain.documents import DocumentKind


class StepStatus(StrEnum):
    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_settled(self) -> bool:
        return self in (StepStatus.DONE, StepStatus.FAILED, StepStatus.CANCELLED)


class ProjectStatus(StrEnum):
    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (ProjectStatus.READY, ProjectStatus.FAILED, ProjectStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class StepState:
    """One step as far as status and progress are concerned. `progress` from 0 to 1; `error` is why it has
    failed, `trouble` (the same and `retry_at`) why its last try did, while it waits for the next."""

    name: str
    status: StepStatus
    progress: float = 0.0
    attempts: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    error: dict[str, Any] | None = None
    trouble: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step that is to be created; it may run once every step in `needs` is settled."""

    name: str
    needs: tuple[str, ...] = ()


WEIGHTS = {"probe": 0.02, "extract": 0.08, "speakers": 0.0, "transcribe": 0.7, "write": 0.18, "finish": 0.02}
"""The parts in their order, and each one's share of a project's progress: about that of the time on a CPU.
`speakers` runs beside `transcribe` in half its time."""
MOST_REHEARINGS = 20
"""Of the stretches that were heard again, those that are shown."""


def first_run(kinds: Sequence[DocumentKind]) -> list[PlannedStep]:
    """The steps of a new project; `extract` adds `speakers` and `transcribe:1..n`, `write:guide` its
    `pictures:guide`."""
    writes = tuple(f"write:{kind}" for kind in kinds)
    return [
        PlannedStep("probe"),
        PlannedStep("extract", ("probe",)),
        PlannedStep("join", ("extract",)),
        *(PlannedStep(name, ("join",)) for name in writes),
        PlannedStep("finish", writes or ("join",)),
    ]


def handler_of(name: str) -> str:
    """The part of a step's name that says who runs it: "transcribe" of "transcribe:3"."""
    return name.partition(":")[0]


def subject_of(name: str) -> str:
    """The part that says what it works on: "3" of "transcribe:3", "guide" of "write:guide#2"."""
    return name.partition(":")[2].partition("#")[0]


def decides_project(name: str) -> bool:
    """Whether the failure of this step is the project's failure: a document's own steps fail only it, and without
    `speakers` the transcript tells nobody's name."""
    return handler_of(name) not in ("write", "pictures", "speakers")


def tries_of(name: str) -> float:
    """The tries at what may be the recording's or our own fault. A transcript waits for `speakers`, which it can do
    without: a second try is for what was chance."""
    return 2 if name == "speakers" else math.inf


def project_status(steps: Iterable[StepState]) -> ProjectStatus:
    """A pure function of the steps of a project's first run."""
    steps = list(steps)
    if any(step.status is StepStatus.FAILED and decides_project(step.name) for step in steps):
        return ProjectStatus.FAILED
    # A writing that was cancelled stays so when its document was asked for again since.
    if any(step.status is StepStatus.CANCELLED and decides_project(step.name) for step in steps):
        return ProjectStatus.CANCELLED
    if all(step.status.is_settled for step in steps):
        return ProjectStatus.READY
    if any(step.status is StepStatus.RUNNING or step.status.is_settled for step in steps):
        return ProjectStatus.PROCESSING
    return ProjectStatus.QUEUED


def project_progress(steps: Iterable[StepState]) -> float:
    """From 0 to 1 over all shown steps by WEIGHTS; what failed or was cancelled counts as far as it came."""
    shown = shown_steps(steps)
    total = done = 0.0
    writes = sum(handler_of(step.name) == "write" for step in shown) or 1
    for step in shown:
        weight = WEIGHTS[handler_of(step.name)]
        weight = weight / writes if handler_of(step.name) == "write" else weight
        total += weight
        done += weight * (1.0 if step.status is StepStatus.DONE else min(step.progress, 0.99))
    return round(done / total, 4) if total else 0.0


def shown_steps(steps: Iterable[StepState]) -> list[StepState]:
    """The steps as a person sees them, in the pipeline's order: chunks and `join` folded into
    `transcribe`, the pictures of a document into its `write`; last the newest stretches that were heard again,
    which are no part of a first run. A kind that only another release knows is
    left out."""
    groups: dict[str, list[StepState]] = {}
    rehearings = []
    for step in steps:
        name = _shown_name(step.name)
        if handler_of(name) in WEIGHTS:
            groups.setdefault(name, []).append(step)
        if handler_of(name) == "hear":
            rehearings.append(step)
    rehearings.sort(key=lambda step: int(subject_of(step.name)))
    return [_folded(name, groups[name]) for name in sorted(groups, key=_order)] + rehearings[
        -MOST_REHEARINGS:
    ]


def _shown_name(name: str) -> str:
    match handler_of(name):
        case "transcribe" | "join":
            return "transcribe"
        case "pictures":
            return f"write:{subject_of(name)}"
        case _:
            return name


def _order(name: str) -> tuple[int, int]:
    kinds = [f"write:{kind}" for kind in DocumentKind]
    return list(WEIGHTS).index(handler_of(name)), kinds.index(name) if name in kinds else 0


def _folded(name: str, steps: list[StepState]) -> StepState:
    status = _folded_status([step.status for step in steps])
    starts = [step.started_at for step in steps if step.started_at]
    ends = [step.finished_at for step in steps if step.finished_at]
    return StepState(
        name=name,
        status=status,
        progress=_folded_progress(steps),
        attempts=max(step.attempts for step in steps),
        started_at=min(starts, default=None),
        finished_at=max(ends, default=None) if status.is_settled else None,
        error=next((step.error for step in steps if step.error), None),
        trouble=None if status.is_settled else next((step.trouble for step in steps if step.trouble), None),
    )


def _folded_status(statuses: list[StepStatus]) -> StepStatus:
    for decisive in (StepStatus.FAILED, StepStatus.CANCELLED):
        if decisive in statuses:
            return decisive
    if all(status is StepStatus.DONE for status in statuses):
        return StepStatus.DONE
    if StepStatus.RUNNING in statuses or StepStatus.DONE in statuses:
        return StepStatus.RUNNING
    return StepStatus.QUEUED if StepStatus.QUEUED in statuses else StepStatus.WAITING


def _folded_progress(steps: list[StepState]) -> float:
    # `join` and `pictures` are an instant beside the chunks and the writing: they count only alone.
    counted = [step for step in steps if handler_of(step.name) not in ("join", "pictures")] or steps
    parts = [1.0 if step.status is StepStatus.DONE else step.progress for step in counted]
    return round(sum(parts) / len(parts), 4)
