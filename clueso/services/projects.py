"""Projects: made from an upload, watched, retried, cancelled, deleted and brought back."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sqlalchemy import func, select, tuple_, update

from clueso.config import Settings
from clueso.domain.documents import DocumentKind, DocumentStatus
from clueso.domain.steps import (
    PlannedStep,
    ProjectStatus,
    StepState,
    StepStatus,
    first_run,
    handler_of,
    shown_steps,
    subject_of,
)
from clueso.errors import NotFound, NothingToDo, QuotaExceeded, UploadNotStored, WriterRefused
from clueso.extensions import db
from clueso.models import Document, Project, Step, Transcript, Upload, UploadStatus, from_now, new_id
from clueso.queue import Courier
from clueso.services import ledger, settle
from clueso.services.accounts import vocabulary_of
from clueso.services.dispatch import chain, dispatch
from clueso.services.ownership import own_locked_project, own_project
from clueso.services.page import Cursor, Page, cut
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    """What a person asks for. `documents` None means every kind."""

    upload_id: str
    title: str | None = None
    language: str | None = None
    documents: tuple[DocumentKind, ...] | None = None
    vocabulary: tuple[str, ...] = ()
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project and what is shown with it. `language` is the declared one or, later, the one heard."""

    project: Project
    steps: list[StepState] = field(default_factory=list)
    language: str | None = None


def create(
    user_id: str, wanted: NewProject, *, settings: Settings, courier: Courier, project_id: str | None = None
) -> ProjectView:
    """Link to a stored upload and set the pipeline going; no byte moves, and no worker is needed.

    With `project_id` (derived from an idempotency key) a second call finds the first one's project.
    Raises NotFound, UploadNotStored, QuotaExceeded.
    """
    project_id = _insert(user_id, wanted, settings, project_id or new_id())
    dispatch(user_id, courier, user_steps_in_queue=settings.user_steps_in_queue)
    chain(project_id, courier)
    return view(user_id, project_id)


@transactional
def _insert(user_id: str, wanted: NewProject, settings: Settings, project_id: str) -> str:
    if db.session.get(Project, project_id) is not None:
        return project_id
    query = select(Upload).where(Upload.id == wanted.upload_id, Upload.user_id == user_id).with_for_update()
    upload = db.session.scalars(query).one_or_none()
    if upload is None:
        raise NotFound("There is no such upload.")
    if upload.status != UploadStatus.STORED:
        raise UploadNotStored()
    if _active_projects(user_id) >= settings.active_projects_max:
        raise QuotaExceeded("Too many of your recordings are in work. Wait until some are done.")
    project = Project(
        id=project_id,
        user_id=user_id,
        upload_id=upload.id,
        title=wanted.title or PurePosixPath(upload.filename).stem or "Untitled",
        title_is_generated=wanted.title is None,
        working_title=wanted.title,
        language=wanted.language,
        vocabulary=list(dict.fromkeys((*wanted.vocabulary, *vocabulary_of(user_id)))),
        instructions=wanted.instructions,
        size_bytes=upload.size_bytes,
        deadline_at=from_now(settings.project_deadline_s),
    )
    db.session.add(project)
    db.session.flush()
    kinds = tuple(DocumentKind) if wanted.documents is None else wanted.documents
    db.session.add(Transcript(project_id=project.id, language=wanted.language))
    db.session.add_all(
        Document(project_id=project.id, user_id=user_id, kind=kind, instructions=wanted.instructions)
        for kind in kinds
    )
    for planned in first_run(kinds):
        settle.add_step(project, planned)
    return project.id


def _active_projects(user_id: str) -> int:
    query = select(func.count()).where(
        Project.user_id == user_id,
        Project.status.in_([ProjectStatus.QUEUED, ProjectStatus.PROCESSING]),
        Project.deleted_at.is_(None),
    )
    return db.session.scalar(query) or 0


@transactional
def version_of(user_id: str, project_id: str) -> int:
    """The version that makes the ETag, read from one row. Raises NotFound."""
    return own_project(user_id, project_id).version


@transactional
def view(user_id: str, project_id: str) -> ProjectView:
    """Raises NotFound, also for somebody else's and for a deleted one."""
    return _views([own_project(user_id, project_id)])[0]


@transactional
def page(
    user_id: str,
    *,
    limit: int,
    cursor: str | None = None,
    status: ProjectStatus | None = None,
    q: str | None = None,
) -> Page[ProjectView]:
    """Newest first; `q` is looked for in titles, whatever the case."""
    query = select(Project).where(Project.user_id == user_id, Project.deleted_at.is_(None))
    if status:
        query = query.where(Project.status == status)
    if q:
        query = query.where(Project.title.icontains(q, autoescape=True))
    if cursor:
        place = Cursor.decode(cursor)
        query = query.where(tuple_(Project.created_at, Project.id) < (place.created_at, place.id))
    rows = db.session.scalars(query.order_by(Project.created_at.desc(), Project.id.desc()).limit(limit + 1))
    found = cut(list(rows), limit, lambda project: Cursor(project.created_at, project.id))
    return Page(_views(found.items), found.next_cursor)


def _views(projects: list[Project]) -> list[ProjectView]:
    ids = [project.id for project in projects]
    steps: dict[str, list[StepState]] = {}
    for step in db.session.scalars(select(Step).where(Step.project_id.in_(ids), Step.in_first_run)):
        steps.setdefault(step.project_id, []).append(settle.state_of(step))
    rows = db.session.execute(
        select(Transcript.project_id, Transcript.language).where(Transcript.project_id.in_(ids))
    )
    heard = {row.project_id: row.language for row in rows}
    return [
        ProjectView(
            project, shown_steps(steps.get(project.id, [])), project.language or heard.get(project.id)
        )
        for project in projects
    ]


@transactional
def rename(user_id: str, project_id: str, title: str) -> ProjectView:
    """A title set by a person is never overwritten by a generated one. Raises NotFound."""
    project = own_locked_project(user_id, project_id)
    project.title = title
    project.title_is_generated = False
    settle.touch(project)
    db.session.flush()
    return _views([project])[0]


def retry(user_id: str, project_id: str, *, settings: Settings, courier: Courier) -> ProjectView:
    """Run what failed or was cancelled; what is done is kept. Raises NotFound, NothingToDo."""
    _set_going_again(user_id, project_id, settings)
    dispatch(user_id, courier, user_steps_in_queue=settings.user_steps_in_queue)
    chain(project_id, courier)
    return view(user_id, project_id)


@transactional
def _set_going_again(user_id: str, project_id: str, settings: Settings) -> None:
    project = own_locked_project(user_id, project_id)
    steps = settle.steps_of(project_id)
    again = [step for step in steps if settle.is_worth_another_try(step, steps)]
    if not ProjectStatus(project.status).is_final or not again:
        raise NothingToDo("Nothing of this project has failed or was cancelled.")
    for step in again:
        if step.error and step.error["code"] == WriterRefused.slug:
            ledger.ask_anew(project_id, step.name)
        else:
            ledger.ask_again(project_id, step.name)
        _reset(step)
        if handler_of(step.name) == "write":
            document = settle.document_of(project_id, subject_of(step.name))
            if document is not None:
                settle.set_document(document, DocumentStatus.QUEUED)
    finish = next(step for step in steps if step.name == "finish")
    if finish not in again:
        _reset(finish)
    project.deadline_at = from_now(settings.project_deadline_s)
    settle.settle(project)


def _reset(step: Step) -> None:
    settle.make_runnable(step)
    step.status = StepStatus.WAITING  # settle() decides whether it can run
    step.runnable_at = None
    step.errors = step.defects = step.crashes = 0
    step.progress = 0.0
    step.error = step.last_error = None
    step.started_at = step.finished_at = None


@transactional
def cancel(user_id: str, project_id: str) -> ProjectView:
    """End it in whatever state it is; a worker that holds a step loses it. Raises NotFound, NothingToDo."""
    project = own_locked_project(user_id, project_id)
    if project.status == ProjectStatus.CANCELLED:
        return _views([project])[0]
    if ProjectStatus(project.status).is_final:
        raise NothingToDo(f"The project is {project.status} already.")
    reason = {
        "code": "cancelled",
        "title": "Cancelled",
        "detail": "You cancelled this project before the document was written. Retry it to go on.",
        "step": None,
        "retryable": True,
    }
    settle.stop_first_run(project, reason)
    settle.settle(project)
    db.session.flush()
    return _views([project])[0]


def delete(user_id: str, project_id: str, *, settings: Settings) -> None:
    """Hide it at once; it is purged after the time of grace. Raises NotFound."""
    _hide(user_id, project_id, settings.delete_grace_s)


@transactional
def _hide(user_id: str, project_id: str, grace_s: float) -> None:
    project = own_locked_project(user_id, project_id)
    project.deleted_at = from_now(0)
    for step in settle.steps_of(project_id):
        if step.status == StepStatus.RUNNING:
            settle.make_runnable(step)  # its worker loses it; `restore` lets it run again
    settle.add_step(project, PlannedStep("purge"), in_first_run=False, delay_s=grace_s)
    settle.touch(project)


def restore(user_id: str, project_id: str, *, settings: Settings, courier: Courier) -> ProjectView:
    """Bring back a deleted project that is not purged yet. Raises NotFound."""
    _unhide(user_id, project_id)
    dispatch(user_id, courier, user_steps_in_queue=settings.user_steps_in_queue)
    return view(user_id, project_id)


@transactional
def _unhide(user_id: str, project_id: str) -> None:
    project = settle.lock_project(project_id)
    if project is None or project.user_id != user_id:
        raise NotFound("There is no such project.")
    if project.deleted_at is None:
        return
    purge = next(step for step in settle.steps_of(project_id) if step.name == "purge")
    if purge.status != StepStatus.QUEUED or purge.started_at is not None:  # it may have removed objects
        raise NotFound("The project is gone; its time of grace is over.")
    db.session.delete(purge)
    project.deleted_at = None
    db.session.execute(
        update(Step)
        .where(Step.project_id == project_id, Step.status == StepStatus.QUEUED)
        .values(sent_at=None)
    )
    settle.touch(project)


@transactional
def upload_of(user_id: str, project_id: str) -> Upload:
    """The upload that a project is made from. Raises NotFound."""
    upload = db.session.get(Upload, own_project(user_id, project_id).upload_id)
    assert upload is not None  # a foreign key
    return upload
