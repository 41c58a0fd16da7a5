"""Projects: creates, lists, retries, cancels, deletes and restores them."""

from dataclasses import dataclass, replace

from sqlalchemy import select, tuple_, update

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.files.file_names import title_of
from clueso.domain.steps.first_run import PlannedStep, first_run
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.domain.steps.step_kinds import FINISH, PURGE, AlsoFails, kind_of, subject_of
from clueso.errors import NotFound, NothingToDo, UploadNotStored, WriterRefused
from clueso.extensions import db
from clueso.models import Daily, Document, Project, Step, Transcript, Upload, UploadStatus, from_now, new_id
from clueso.services import audit, passages
from clueso.services.audit import Action
from clueso.services.limits import daily, quotas
from clueso.services.page import Page, Place, cut
from clueso.services.people import departures
from clueso.services.people.accounts import vocabulary_of
from clueso.services.pipeline import consequences, document_state, ledger, step_rows
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects import contents, retention
from clueso.services.projects.ownership import own_locked_project, own_project
from clueso.services.projects.project_views import ProjectView, views
from clueso.services.transaction import transactional
from clueso.services.uploads import linked_rows, uploads
from clueso.services.uploads.linked_uploads import LinkedFile, LinkedUploads


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    """The input for a new project.

    Without a `language` it is detected, among `languages` if there are any. `documents` None means every
    kind.
    """

    upload_id: str
    title: str | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    documents: tuple[DocumentKind, ...] | None = None
    vocabulary: tuple[str, ...] = ()
    instructions: str | None = None
    speaker_count: int | None = None


def create(
    user_id: str,
    wanted: NewProject,
    *,
    settings: Settings,
    dispatcher: Dispatcher,
    project_id: str | None = None,
    linked: LinkedUploads | None = None,
) -> ProjectView:
    """Create a project of a stored upload and dispatch its steps. No byte is copied, and no worker is needed.

    An upload that is not our own is looked up among the `linked` ones. With `project_id` (derived from an
    idempotency key) a second call returns the project of the first. Raises NotFound, UploadNotStored,
    QuotaExceeded, and what `LinkedUploads.find` raises.
    """
    # The host is asked before the transaction, which must not be open while we wait for a network.
    file = None
    if linked is not None and not uploads.is_own(user_id, wanted.upload_id):
        file = linked.find(wanted.upload_id)
    project_id = _insert(user_id, wanted, settings, project_id or new_id(), file)
    _send(user_id, project_id, dispatcher)
    return view(user_id, project_id)


@transactional
def _insert(
    user_id: str, wanted: NewProject, settings: Settings, project_id: str, file: LinkedFile | None
) -> str:
    departures.hold_present(user_id)
    mine = (Project.id == project_id, Project.user_id == user_id)
    # The idempotency key was used before: return the project of the first request.
    if db.session.scalar(select(Project.id).where(*mine)) is not None:
        return project_id
    upload = linked_rows.record(user_id, file) if file else uploads.own_locked(user_id, wanted.upload_id)
    retention.demand_recording(upload)
    if upload.status != UploadStatus.STORED:
        raise UploadNotStored()
    quotas.demand_turn(user_id, project_id, settings)
    daily.take_one(user_id, Daily.PROJECTS, per_day=settings.projects_per_day)
    project = Project(
        id=project_id,
        user_id=user_id,
        upload_id=upload.id,
        title=wanted.title or title_of(upload.filename),
        title_is_generated=wanted.title is None,
        working_title=wanted.title,
        language=wanted.language,
        languages=list(wanted.languages),
        # Fixed now: the vocabulary of the user may change while the project waits.
        vocabulary=list(dict.fromkeys((*wanted.vocabulary, *vocabulary_of(user_id)))),
        instructions=wanted.instructions,
        speaker_count=wanted.speaker_count,
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
        step_rows.add_step(project, planned)
    passages.index_title(project)
    audit.record(Action.PROJECT_CREATED, project.id, user_id, upload_id=upload.id)
    return project.id


@transactional
def version_of(user_id: str, project_id: str) -> int:
    """Return the project's version, from which the ETag is made, by reading one row. Raises NotFound."""
    return own_project(user_id, project_id).version


@transactional
def view(user_id: str, project_id: str) -> ProjectView:
    """Return the project. Raises NotFound, also for another user's project and for a deleted one."""
    return views(user_id, [own_project(user_id, project_id)])[0]


@transactional
def page(
    user_id: str,
    *,
    limit: int,
    after: Place | None = None,
    status: ProjectStatus | None = None,
    q: str | None = None,
    upload_id: str | None = None,
) -> Page[ProjectView]:
    """Return a page of the user's projects, newest first. `q` is searched in titles, ignoring case."""
    query = select(Project).where(Project.user_id == user_id, Project.deleted_at.is_(None))
    if status:
        query = query.where(Project.status == status)
    if q:
        query = query.where(Project.title.icontains(q, autoescape=True))
    if upload_id:
        # The owner knows a linked upload by the host's id, the row by ours.
        known_as = (upload_id, linked_rows.row_id(user_id, upload_id))
        query = query.where(Project.upload_id.in_(known_as))
    if after:
        query = query.where(tuple_(Project.created_at, Project.id) < (after.created_at, after.id))
    rows = db.session.scalars(query.order_by(Project.created_at.desc(), Project.id.desc()).limit(limit + 1))
    found = cut(list(rows), limit, lambda project: Place(project.created_at, project.id))
    inside = contents.of_projects([project.id for project in found.items])
    shown = [replace(view, contents=inside[view.project.id]) for view in views(user_id, found.items)]
    return Page(shown, found.end)


def retry(user_id: str, project_id: str, *, settings: Settings, dispatcher: Dispatcher) -> ProjectView:
    """Run the failed and cancelled steps again; steps that are done stay done. Raises NotFound, NothingToDo,
    QuotaExceeded.
    """
    _retry_in_turn(user_id, project_id, settings)
    _send(user_id, project_id, dispatcher)
    return view(user_id, project_id)


def requeue(user_id: str, project_id: str, *, settings: Settings, dispatcher: Dispatcher) -> None:
    """Retry for an operator, ignoring the user's quota. Raises NotFound, NothingToDo."""
    _set_going_again(user_id, project_id, settings)
    _send(user_id, project_id, dispatcher)


def _send(user_id: str, project_id: str, dispatcher: Dispatcher) -> None:
    dispatcher.dispatch(user_id)
    dispatcher.chain(project_id)


@transactional
def _retry_in_turn(user_id: str, project_id: str, settings: Settings) -> None:
    # The user's lock before the project's, as everywhere.
    departures.hold_present(user_id)
    _set_going_again(user_id, project_id, settings)
    quotas.demand_turn(user_id, project_id, settings)


@transactional
def _set_going_again(user_id: str, project_id: str, settings: Settings) -> None:
    project = own_locked_project(user_id, project_id)
    steps = step_rows.steps_of(project_id)
    again = [step for step in steps if consequences.is_worth_another_try(step, steps)]
    if not ProjectStatus(project.status).is_final or not again:
        raise NothingToDo("Nothing of this project has failed or was cancelled.")
    # A document can be written again without the recording, but the transcript cannot.
    if any(step.in_first_run and kind_of(step.name).also_fails is AlsoFails.PROJECT for step in again):
        retention.demand_recording(db.session.get_one(Upload, project.upload_id))
    for step in again:
        if step.error and step.error["code"] == WriterRefused.slug:
            # The stored replies led to a document that was refused, so new replies are needed.
            ledger.ask_anew(project_id, step.name)
        else:
            ledger.ask_again(project_id, step.name)
        step_rows.wait_anew(step)
        if kind_of(step.name).also_fails is AlsoFails.DOCUMENT:
            document = document_state.document_of(project_id, subject_of(step.name))
            if document is not None:
                document_state.set_document(document, DocumentStatus.QUEUED)
    finish = next(step for step in steps if step.name == FINISH.name)
    # `finish` may be done already, but has to run again after the retried steps.
    if finish not in again:
        step_rows.wait_anew(finish)
    project.deadline_at = from_now(settings.project_deadline_s)
    consequences.settle(project)
    audit.record(Action.PROJECT_RETRIED, project_id, user_id)


@transactional
def cancel(user_id: str, project_id: str) -> ProjectView:
    """Cancel the project in any state. A worker that runs a step loses it. Raises NotFound, NothingToDo."""
    project = own_locked_project(user_id, project_id)
    if project.status == ProjectStatus.CANCELLED:
        return views(user_id, [project])[0]
    if ProjectStatus(project.status).is_final:
        raise NothingToDo(f"The project is {project.status} already.")
    reason = {
        "code": "cancelled",
        "title": "Cancelled",
        "detail": "You cancelled this project before the document was written. Retry it to go on.",
        "step": None,
        "retryable": True,
    }
    consequences.stop_first_run(project, reason)
    consequences.settle(project)
    audit.record(Action.PROJECT_CANCELLED, project_id, user_id)
    db.session.flush()
    return views(user_id, [project])[0]


def delete(user_id: str, project_id: str, *, settings: Settings) -> None:
    """Hide the project at once. It is purged after `delete_grace_s`. Raises NotFound."""
    _hide(user_id, project_id, settings.delete_grace_s)


@transactional
def _hide(user_id: str, project_id: str, grace_s: float) -> None:
    project = own_locked_project(user_id, project_id)
    project.deleted_at = from_now(0)
    for step in step_rows.steps_of(project_id):
        if step.status == StepStatus.RUNNING:
            step_rows.make_runnable(step)  # its worker loses it; `restore` makes it run again
    step_rows.add_step(project, PlannedStep(PURGE.name), in_first_run=False, delay_s=grace_s)
    step_rows.touch(project)
    audit.record(Action.PROJECT_DELETED, project_id, user_id)


def restore(user_id: str, project_id: str, *, dispatcher: Dispatcher) -> ProjectView:
    """Restore a deleted project that is not purged yet. Raises NotFound."""
    _unhide(user_id, project_id)
    dispatcher.dispatch(user_id)
    return view(user_id, project_id)


@transactional
def _unhide(user_id: str, project_id: str) -> None:
    project = step_rows.lock_project(project_id, Project.user_id == user_id)
    if project is None:
        raise NotFound("There is no such project.")
    if project.deleted_at is None:
        return
    purge = next(step for step in step_rows.steps_of(project_id) if step.name == PURGE.name)
    if purge.status != StepStatus.QUEUED or purge.started_at is not None:  # objects may be gone
        raise NotFound("The project is gone; its time of grace is over.")
    db.session.delete(purge)
    project.deleted_at = None
    db.session.execute(
        update(Step)
        .where(Step.project_id == project_id, Step.user_id == user_id, Step.status == StepStatus.QUEUED)
        .values(sent_at=None, runnable_at=from_now(0))  # the time while hidden does not count as waiting
    )
    step_rows.touch(project)
    audit.record(Action.PROJECT_RESTORED, project_id, user_id)


@transactional
def upload_of(user_id: str, project_id: str) -> Upload:
    """Return the upload that a project is made from. Raises NotFound."""
    upload_id = own_project(user_id, project_id).upload_id
    mine = (Upload.id == upload_id, Upload.user_id == user_id)
    return db.session.scalars(select(Upload).where(*mine)).one()
