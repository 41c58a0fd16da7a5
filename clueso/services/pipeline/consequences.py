"""What a step's new status means for the other steps, its document and the project.

Every function runs within the transaction that changed the step.
"""

from typing import Any

from clueso.domain.documents.documents import DocumentStatus
from clueso.domain.steps.shown_steps import project_progress
from clueso.domain.steps.statuses import ProjectStatus, StepStatus, project_status
from clueso.domain.steps.step_kinds import AlsoFails, Retried, kind_of, shown_name, subject_of
from clueso.errors import CluesoError
from clueso.extensions import db
from clueso.models import Event, Project, Step, from_now
from clueso.services import events
from clueso.services.pipeline.document_state import document_of, fail_document, show_document
from clueso.services.pipeline.step_rows import end_step, needs_of, state_of, steps_of, touch

EVENTS = {ProjectStatus.READY: Event.PROJECT_READY, ProjectStatus.FAILED: Event.PROJECT_FAILED}


def settle(project: Project) -> None:
    """Unblock the steps whose needs are settled, then update the project from its steps."""
    # Reading the steps again would overwrite changes that are not flushed.
    db.session.flush()
    steps = steps_of(project.id)
    _unblock(steps, {step.name: step for step in steps})
    refresh(project, steps)


def go_on_without(project: Project, late: Step) -> None:
    """Unblock the steps that wait for this one though no row of theirs needs it. It goes on beside them."""
    db.session.flush()
    steps = steps_of(project.id)
    awaiting = [step for step in steps if late.name in kind_of(step.name).awaits]
    _unblock(awaiting, {step.name: step for step in steps if step.name != late.name})
    refresh(project, steps)


def _unblock(steps: list[Step], by_name: dict[str, Step]) -> None:
    for step in steps:
        if step.status == StepStatus.WAITING and _needs_are_settled(step, by_name):
            step.status = StepStatus.QUEUED
            step.run_after = step.runnable_at = from_now(0)


def refresh(project: Project, steps: list[Step]) -> None:
    """Write status, progress and error as a function of the first run's steps, and count a new version of the
    project.
    """
    first_run = [step for step in steps if step.in_first_run]
    states = [state_of(step) for step in first_run]
    before, after = project.status, project_status(states)
    project.status = after
    project.progress = 1.0 if after is ProjectStatus.READY else project_progress(states)
    project.error = next(
        (
            state.error
            for state in states
            if state.error and kind_of(state.name).also_fails is AlsoFails.PROJECT
        ),
        None,
    )
    # A later refresh of a ready project must not move the time.
    if after is ProjectStatus.READY and before != after:
        project.ready_at = from_now(0)
    touch(project)
    if after in EVENTS and before != after:
        events.project_ended(EVENTS[after], project)


def _needs_are_settled(step: Step, by_name: dict[str, Step]) -> bool:
    # A need without a row counts as settled.
    return all(name not in by_name or StepStatus(by_name[name].status).is_settled for name in needs_of(step))


def fail_step(project: Project, step: Step, error: CluesoError) -> None:
    """Fail the step for good, and with it, as its kind says, its document or the project."""
    end_step(step, StepStatus.FAILED)
    step.error = error_json(error, step.name)
    step.last_error = f"{error.slug}: {error.detail}"[:1000]
    _end_document(project, step, step.error)
    if step.in_first_run and kind_of(step.name).also_fails is AlsoFails.PROJECT:
        stop_first_run(project, step.error)
    settle(project)


def stop_first_run(project: Project, reason: dict[str, Any] | None) -> None:
    """Cancel the open steps of the first run and those beside it. Documents that are now not written fail
    with `reason`.
    """
    db.session.flush()
    for step in steps_of(project.id):
        is_of_run = step.in_first_run or kind_of(step.name).beside_run
        if is_of_run and not StepStatus(step.status).is_settled:
            end_step(step, StepStatus.CANCELLED)
            _end_document(project, step, reason)


def _end_document(project: Project, step: Step, error: dict[str, Any] | None) -> None:
    """Fail the document of a step that did not write it. If the step took no pictures, show its document
    without them.
    """
    kind = kind_of(step.name)
    if kind.also_fails is AlsoFails.DOCUMENT:
        fail_document(project, subject_of(step.name), error)
    elif kind.of_document:
        show_document(project, step.name)


def error_json(error: CluesoError, step_name: str) -> dict[str, Any]:
    """Return an error as the API shows it: `{code, title, detail, step, retryable}`."""
    return {
        "code": error.slug,
        "title": error.title,
        "detail": error.detail,
        "step": shown_name(step_name),
        "retryable": error.retryable,
    }


def is_worth_another_try(step: Step, steps: list[Step]) -> bool:
    """Return whether a step failed or was cancelled and runs again when a person retries the project.

    `steps` are all steps of the project. If a document failed, only the last step that tried to write it runs
    again.
    """
    if step.status not in (StepStatus.FAILED, StepStatus.CANCELLED):
        return False
    kind = kind_of(step.name)
    match kind.retried:
        case Retried.BY_ITSELF:
            return False
        case Retried.WHILE_AWAITED:
            return any(step.name in needs_of(other) and other.status != StepStatus.DONE for other in steps)
        case Retried.WITH_PROJECT:
            return kind.also_fails is not AlsoFails.DOCUMENT or _is_last_try(step, steps)


def _is_last_try(step: Step, steps: list[Step]) -> bool:
    tries = [other for other in steps if other.name.partition("#")[0] == step.name.partition("#")[0]]
    document = document_of(step.project_id, subject_of(step.name))
    return tries[-1] is step and document is not None and document.status == DocumentStatus.FAILED
