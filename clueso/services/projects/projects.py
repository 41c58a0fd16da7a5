"""Projects: creates, retries, cancels, deletes and restores them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select, update

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.files.file_names import title_of
from clueso.domain.steps.first_run import PlannedStep, first_run
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.domain.steps.step_kinds import FINISH, PURGE, AlsoFails, kind_of, subject_of
from clueso.errors import Forbidden, NotFound, NothingToDo, UploadNotStored, WriterRefused
from clueso.extensions import db
from clueso.models import Daily, Document, Project, Step, Transcript, Upload, UploadStatus, from_now, new_id
from clueso.services import audit, passages
from clueso.services.audit import Action
from clueso.services.limits import daily, quotas
from clueso.services.people import departures
from clueso.services.people.accounts import vocabulary_of
from clueso.services.pipeline import consequences, document_state, ledger, step_rows
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects import labels, retention
from clueso.services.projects.ownership import own_locked_project, own_project
from clueso.services.projects.project_views import ProjectView, new_view, views
from clueso.services.transaction import row_of, transactional
from clueso.services.uploads import fetched_uploads, linked_rows, uploads
from clueso.services.uploads.linked_uploads import LinkedFile, LinkedUploads

SEEN = select(Project.version, departures.gone(bindparam("by", expanding=True))).where(
    Project.id == bindparam("project_id"),
    Project.owner_id == bindparam("owner_id"),
    Project.deleted_at.is_(None),
)
"""Built once: by far the most frequent query, and building it took longer than the database's answer."""


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
    metadata: Mapping[str, str] = field(default_factory=dict)


def create(
    owner_id: str,
    wanted: NewProject,
    *,
    settings: Settings,
    dispatcher: Dispatcher,
    project_id: str | None = None,
    linked: LinkedUploads | None = None,
) -> ProjectView:
    """Create a project of a stored upload, or of one that its first step fetches, and dispatch its steps. No byte is
    copied, and no worker is needed.

    An upload that is not our own is looked up among the `linked` ones. With `project_id` (derived from an
    idempotency key) a second call returns the project of the first. Raises NotFound, UploadNotStored,
    QuotaExceeded, and what `LinkedUploads.find` raises.
    """
    # The host is asked before the transaction, which must not be open while we wait for a network.
    file = None
    if linked is not None and not uploads.is_own(owner_id, wanted.upload_id):
        file = linked.find(wanted.upload_id)
    made = _insert(owner_id, wanted, settings, project_id or new_id(), file)
    dispatcher.dispatch(owner_id)
    return made


@transactional
def _insert(
    owner_id: str, wanted: NewProject, settings: Settings, project_id: str, file: LinkedFile | None
) -> ProjectView:
    departures.hold_present(owner_id)
    # The idempotency key was used before, or a commit was not answered: return the project of the first time.
    if known := _own(owner_id, project_id):
        return views(owner_id, [known])[0]
    upload = linked_rows.record(owner_id, file) if file else uploads.own_locked(owner_id, wanted.upload_id)
    retention.demand_recording(upload)
    is_fetched = fetched_uploads.is_awaited(upload)
    if not is_fetched and upload.status != UploadStatus.STORED:
        raise UploadNotStored()
    quotas.demand_turn(owner_id, project_id, settings)
    daily.take_one(owner_id, Daily.PROJECTS, per_day=settings.projects_per_day)
    project = Project(
        id=project_id,
        owner_id=owner_id,
        made_by=audit.author(owner_id),
        upload_id=upload.id,
        title=wanted.title or title_of(upload.filename),
        title_is_generated=wanted.title is None,
        working_title=wanted.title,
        language=wanted.language,
        languages=list(wanted.languages),
        # Fixed now: the vocabulary of the owner may change while the project waits.
        vocabulary=list(dict.fromkeys((*wanted.vocabulary, *vocabulary_of(owner_id)))),
        instructions=wanted.instructions,
        speaker_count=wanted.speaker_count,
        size_bytes=upload.size_bytes or None,
        deadline_at=from_now(settings.project_deadline_s),
    )
    db.session.add(project)
    db.session.flush()
    if wanted.metadata:
        labels.set_metadata(project, wanted.metadata)
    kinds = tuple(DocumentKind) if wanted.documents is None else wanted.documents
    db.session.add(Transcript(project_id=project.id, language=wanted.language))
    db.session.add_all(
        Document(project_id=project.id, owner_id=owner_id, kind=kind, instructions=wanted.instructions)
        for kind in kinds
    )
    steps = [step_rows.add_step(project, planned) for planned in first_run(kinds, is_fetched=is_fetched)]
    audit.record(Action.PROJECT_CREATED, project.id, owner_id, upload_id=upload.id)
    db.session.flush()
    passages.index_new_title(project, wanted.language or "")
    return new_view(project, upload, steps, wanted.metadata)


def _own(owner_id: str, project_id: str) -> Project | None:
    mine = (Project.id == project_id, Project.owner_id == owner_id)
    return db.session.scalar(select(Project).where(*mine))


def version_seen(owner_id: str, project_id: str, *, by: Collection[str]) -> int:
    """Return the project's version, from which the ETag is made, by one statement.

    Raises NotFound, and Unauthorized if one of those that the request is made `by` was deleted.
    """
    row = row_of(SEEN, project_id=project_id, owner_id=owner_id, by=list(by))
    if row is None or row[1]:
        departures.demand_present(by)
        raise NotFound("There is no such project.")
    return row[0]


@transactional
def view(owner_id: str, project_id: str) -> ProjectView:
    """Return the project. Raises NotFound, also for another owner's project and for a deleted one."""
    return views(owner_id, [own_project(owner_id, project_id)])[0]


def retry(owner_id: str, project_id: str, *, settings: Settings, dispatcher: Dispatcher) -> ProjectView:
    """Run the failed and cancelled steps again; steps that are done stay done. Raises NotFound, NothingToDo,
    QuotaExceeded.
    """
    _retry_in_turn(owner_id, project_id, settings)
    _send(owner_id, project_id, dispatcher)
    return view(owner_id, project_id)


def requeue(owner_id: str, project_id: str, *, settings: Settings, dispatcher: Dispatcher) -> None:
    """Retry for an operator, ignoring the owner's quota. Raises NotFound, NothingToDo."""
    _set_going_again(owner_id, project_id, settings)
    _send(owner_id, project_id, dispatcher)


def _send(owner_id: str, project_id: str, dispatcher: Dispatcher) -> None:
    dispatcher.dispatch(owner_id)
    dispatcher.chain(project_id)


@transactional
def _retry_in_turn(owner_id: str, project_id: str, settings: Settings) -> None:
    # The owner's lock before the project's, as everywhere.
    departures.hold_present(owner_id)
    _set_going_again(owner_id, project_id, settings)
    quotas.demand_turn(owner_id, project_id, settings)


@transactional
def _set_going_again(owner_id: str, project_id: str, settings: Settings) -> None:
    project = own_locked_project(owner_id, project_id)
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
    audit.record(Action.PROJECT_RETRIED, project_id, owner_id)


@transactional
def cancel(owner_id: str, project_id: str) -> ProjectView:
    """Cancel the project in any state. A worker that runs a step loses it. Raises NotFound, NothingToDo."""
    project = own_locked_project(owner_id, project_id)
    if project.status == ProjectStatus.CANCELLED:
        return views(owner_id, [project])[0]
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
    audit.record(Action.PROJECT_CANCELLED, project_id, owner_id)
    db.session.flush()
    return views(owner_id, [project])[0]


def delete(owner_id: str, project_id: str, *, settings: Settings, only_by: str | None = None) -> None:
    """Hide the project at once. It is purged after `delete_grace_s`.

    With `only_by`, it must be this person's own. Raises NotFound, Forbidden.
    """
    _hide(owner_id, project_id, settings.delete_grace_s, only_by)


@transactional
def _hide(owner_id: str, project_id: str, grace_s: float, only_by: str | None) -> None:
    project = own_locked_project(owner_id, project_id)
    if only_by is not None and project.made_by != only_by:
        raise Forbidden(
            "Only the person who made this recording, or a manager of your organisation, may delete it."
        )
    project.deleted_at = from_now(0)
    for step in step_rows.steps_of(project_id):
        if step.status == StepStatus.RUNNING:
            step_rows.make_runnable(step)  # its worker loses it; `restore` makes it run again
    step_rows.add_step(project, PlannedStep(PURGE.name), in_first_run=False, delay_s=grace_s)
    step_rows.touch(project)
    audit.record(Action.PROJECT_DELETED, project_id, owner_id)


def restore(owner_id: str, project_id: str, *, dispatcher: Dispatcher) -> ProjectView:
    """Restore a deleted project that is not purged yet. Raises NotFound."""
    _unhide(owner_id, project_id)
    dispatcher.dispatch(owner_id)
    return view(owner_id, project_id)


@transactional
def _unhide(owner_id: str, project_id: str) -> None:
    project = step_rows.lock_project(project_id, Project.owner_id == owner_id)
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
        .where(Step.project_id == project_id, Step.owner_id == owner_id, Step.status == StepStatus.QUEUED)
        .values(sent_at=None, runnable_at=from_now(0))  # the time while hidden does not count as waiting
    )
    step_rows.touch(project)
    audit.record(Action.PROJECT_RESTORED, project_id, owner_id)


@transactional
def upload_of(owner_id: str, project_id: str) -> Upload:
    """Return the upload that a project is made from. Raises NotFound."""
    upload_id = own_project(owner_id, project_id).upload_id
    mine = (Upload.id == upload_id, Upload.owner_id == owner_id)
    return db.session.scalars(select(Upload).where(*mine)).one()
