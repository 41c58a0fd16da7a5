"""Consequences of a step's new status for the other steps, its document and the project. Every function runs within
the transaction that changed the step."""

from typing import Any

from clueso.domain.documents import DocumentStatus
from clueso.domain.steps import (
    ProjectStatus,
    StepStatus,
    decides_project,
    handler_of,
    project_progress,
    project_status,
    subject_of,
)
from clueso.errors import CluesoError
from clueso.extensions import db
from clueso.models import Project, Step, from_now
from clueso.services.pipeline.document_state import document_of, fail_document, show_document
from clueso.services.pipeline.step_rows import end_step, state_of, steps_of, touch


def settle(project: Project) -> None:
    """Unblock the steps whose needs are settled, then make the project what its steps say."""
    db.session.flush()
    steps = steps_of(project.id)
    by_name = {step.name: step for step in steps}
    for step in steps:
        if step.status == StepStatus.WAITING and _needs_are_settled(step, by_name):
            step.status = StepStatus.QUEUED
            step.run_after = step.runnable_at = from_now(0)
    refresh(project, steps)


def refresh(project: Project, steps: list[Step]) -> None:
    """Write status, progress and error as a function of the first run's steps; count the version."""
    first_run = [step for step in steps if step.in_first_run]
    states = [state_of(step) for step in first_run]
    before, after = project.status, project_status(states)
    project.status = after
    project.progress = 1.0 if after is ProjectStatus.READY else project_progress(states)
    project.error = next(
        (state.error for state in states if state.error and decides_project(state.name)), None
    )
    if after is ProjectStatus.READY and before != after:
        project.ready_at = from_now(0)
    touch(project)


def _needs_are_settled(step: Step, by_name: dict[str, Step]) -> bool:
    return all(name not in by_name or StepStatus(by_name[name].status).is_settled for name in step.needs)


def fail_step(project: Project, step: Step, error: CluesoError) -> None:
    """The step has failed for good, and with it what it decides: its document, or the project."""
    end_step(step, StepStatus.FAILED)
    step.error = error_json(error, step.name)
    step.last_error = f"{error.slug}: {error.detail}"[:1000]
    match handler_of(step.name):
        case "write":
            fail_document(project, subject_of(step.name), step.error)
        case "pictures":
            show_document(project, step.name)
        case _ if step.in_first_run and decides_project(step.name):
            stop_first_run(project, step.error)
    settle(project)


def stop_first_run(project: Project, reason: dict[str, Any] | None) -> None:
    """Cancel what of the first run is not settled, the copy that is made beside it, and the documents that will
    not be written now."""
    db.session.flush()
    for step in steps_of(project.id):
        is_of_run = step.in_first_run or handler_of(step.name) == "copy"
        if is_of_run and not StepStatus(step.status).is_settled:
            end_step(step, StepStatus.CANCELLED)
            if handler_of(step.name) == "write":
                fail_document(project, subject_of(step.name), reason)
            elif handler_of(step.name) == "pictures":
                show_document(project, step.name)


def error_json(error: CluesoError, step_name: str) -> dict[str, Any]:
    """An error as the API tells it: `{code, title, detail, step, retryable}`."""
    shown = {"join": "transcribe", "pictures": "write"}.get(handler_of(step_name), handler_of(step_name))
    return {
        "code": error.slug,
        "title": error.title,
        "detail": error.detail,
        "step": f"{shown}:{subject_of(step_name)}" if shown == "write" else shown,
        "retryable": error.retryable,
    }


def is_worth_another_try(step: Step, steps: list[Step]) -> bool:
    """Whether it failed or was cancelled; of a document that failed, only the last try to write it, and of voices
    that were not told apart, only as long as the transcript waits for them."""
    if step.status not in (StepStatus.FAILED, StepStatus.CANCELLED):
        return False
    if handler_of(step.name) in ("export", "hear"):
        return False  # each is asked for again by itself
    if handler_of(step.name) == "speakers":
        return any(other.name == "join" and other.status != StepStatus.DONE for other in steps)
    if handler_of(step.name) != "write":
        return True
    tries = [other for other in steps if other.name.partition("#")[0] == step.name.partition("#")[0]]
    document = document_of(step.project_id, subject_of(step.name))
    return tries[-1] is step and document is not None and document.status == DocumentStatus.FAILED
