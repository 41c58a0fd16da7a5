"""What one step's new status means for the others and for the project, in the same transaction."""

from typing import Any

from sqlalchemy import ColumnElement, select

from clueso.domain.documents import DocumentStatus
from clueso.domain.steps import (
    PlannedStep,
    ProjectStatus,
    StepState,
    StepStatus,
    decides_project,
    handler_of,
    project_progress,
    project_status,
    subject_of,
)
from clueso.errors import CluesoError
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, Step, from_now
from clueso.queue import PIPELINE


def lock_project(project_id: str, *only: ColumnElement[bool]) -> Project | None:
    """The project's row, locked: all that changes its steps stands in line here."""
    query = select(Project).where(Project.id == project_id, *only).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def steps_of(project_id: str) -> list[Step]:
    query = select(Step).where(Step.project_id == project_id).order_by(Step.created_at, Step.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def state_of(step: Step) -> StepState:
    begun = step.started_at is not None
    waits = step.status == StepStatus.QUEUED and step.error is not None
    return StepState(
        name=step.name,
        status=StepStatus(step.status),
        progress=step.progress,
        attempts=step.attempt if begun else 0,
        started_at=step.started_at,
        finished_at=step.finished_at,
        error=step.error if step.status == StepStatus.FAILED else None,
        trouble={**step.error, "retry_at": step.run_after} if step.error and waits else None,
    )


def add_step(
    project: Project, planned: PlannedStep, *, in_first_run: bool = True, delay_s: float = 0
) -> Step:
    """A new step, runnable at once unless it needs others or is delayed."""
    step = Step(
        project_id=project.id,
        user_id=project.user_id,
        name=planned.name,
        needs=list(planned.needs),
        in_first_run=in_first_run,
        queue=PIPELINE[handler_of(planned.name)].queue,
        status=StepStatus.WAITING if planned.needs else StepStatus.QUEUED,
        run_after=from_now(delay_s),
        runnable_at=None if planned.needs else from_now(delay_s),
    )
    db.session.add(step)
    return step


def make_runnable(step: Step, *, delay_s: float = 0) -> None:
    """Hand the step out again as a new attempt: whoever still holds the old one can change nothing."""
    step.status = StepStatus.QUEUED
    step.attempt += 1
    step.owner = None
    step.lease_until = None
    step.sent_at = None
    step.run_after = from_now(delay_s)


def begin_anew(step: Step) -> None:
    """Run a step from its beginning, as if it had never been tried."""
    make_runnable(step)
    step.runnable_at = from_now(0)
    step.errors = step.defects = step.crashes = 0
    step.progress = 0.0
    step.error = step.last_error = None
    step.started_at = step.finished_at = None


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


def touch(project: Project) -> None:
    project.version += 1
    project.updated_at = from_now(0)


def _needs_are_settled(step: Step, by_name: dict[str, Step]) -> bool:
    return all(name not in by_name or StepStatus(by_name[name].status).is_settled for name in step.needs)


def end_step(step: Step, status: StepStatus) -> None:
    step.status = status
    step.owner = None
    step.lease_until = None
    step.error = None
    step.finished_at = from_now(0)


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


def document_of(project_id: str, kind: str) -> Document | None:
    query = select(Document).where(Document.project_id == project_id, Document.kind == kind)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def shown_of(document: Document | None) -> DocumentVersion | None:
    """The version that is shown, None before the first."""
    if document is None or not document.version:
        return None
    return db.session.get(DocumentVersion, (document.id, document.version))


def set_document(document: Document, status: DocumentStatus, error: dict[str, Any] | None = None) -> None:
    document.status = status
    document.error = error
    document.revision += 1
    document.updated_at = from_now(0)


def fail_document(project: Project, kind: str, error: dict[str, Any] | None) -> None:
    document = document_of(project.id, kind)
    if document is not None:
        set_document(document, DocumentStatus.FAILED, error)


def show_document(project: Project, step_name: str) -> None:
    """A document is ready when this step was the last to work on it, whether or not it took pictures;
    one whose writing has failed stays so."""
    document = document_of(project.id, subject_of(step_name))
    if document is None:
        return
    is_written = document.status == DocumentStatus.WRITING and not any(
        works_on(step, document.kind) and step.name != step_name for step in steps_of(project.id)
    )
    status = DocumentStatus.READY if is_written else DocumentStatus(document.status)
    set_document(document, status, document.error)


def works_on(step: Step, kind: str) -> bool:
    """Whether the step is still to write a document of this kind, or to take its pictures."""
    is_of_kind = handler_of(step.name) in ("write", "pictures") and subject_of(step.name) == kind
    return is_of_kind and not StepStatus(step.status).is_settled


def next_name(steps: list[Step], name: str) -> str:
    """A name for one more step like this: "write:guide#2" after "write:guide"."""
    numbers = [int(step.name.partition("#")[2] or 1) for step in steps if step.name.partition("#")[0] == name]
    return f"{name}#{max(numbers, default=0) + 1}"


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
