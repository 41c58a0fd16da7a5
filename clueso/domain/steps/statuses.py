"""The statuses of steps, and the status of a project, which follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from clueso.domain.steps.step_kinds import AlsoFails, kind_of


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
    """The state of one step for status and progress. `progress` is from 0 to 1.

    `error` says why the step failed. `trouble` (the same with `retry_at`) says why its last try failed, while
    it waits for the next.
    """

    name: str
    status: StepStatus
    progress: float = 0.0
    attempts: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    error: dict[str, Any] | None = None
    trouble: dict[str, Any] | None = None


def project_status(steps: Iterable[StepState]) -> ProjectStatus:
    """Return the project's status, a pure function of the steps of its first run."""
    steps = list(steps)
    # `write` is not among them: a cancelled `write` stays cancelled even if its document was ordered again
    # since.
    decisive = {step.status for step in steps if kind_of(step.name).also_fails is AlsoFails.PROJECT}
    if StepStatus.FAILED in decisive:
        return ProjectStatus.FAILED
    if StepStatus.CANCELLED in decisive:
        return ProjectStatus.CANCELLED
    if all(step.status.is_settled for step in steps):
        return ProjectStatus.READY
    if any(step.status is StepStatus.RUNNING or step.status.is_settled for step in steps):
        return ProjectStatus.PROCESSING
    return ProjectStatus.QUEUED
