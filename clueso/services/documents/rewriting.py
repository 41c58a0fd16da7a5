"""Writes a document again, or one of a kind that the project lacks, by a single step beside the first run."""

from sqlalchemy import select

from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import ProjectStatus
from clueso.domain.steps.step_kinds import WRITE
from clueso.errors import Conflict
from clueso.extensions import db
from clueso.models import Document, Project, Step, Transcript, new_id
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.documents import documents
from clueso.services.documents.documents import DocumentView
from clueso.services.pipeline import document_state, late_screens, step_rows
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects.ownership import own_locked_project
from clueso.services.transaction import transactional

AT_WORK = (DocumentStatus.QUEUED, DocumentStatus.WRITING)


def write_again(
    owner_id: str,
    project_id: str,
    kind: DocumentKind,
    instructions: str | None = None,
    *,
    dispatcher: Dispatcher,
    step_id: str | None = None,
) -> DocumentView:
    """Queue the writing of a new version. The project keeps its status, and the present version stays visible
    until then.

    Without `instructions` the document's own apply, for a new document the project's. Empty instructions
    remove them.

    With `step_id` (derived from an idempotency key) a second call returns the step of the first. Raises
    NotFound, Conflict while the transcript is not complete or the document is being written.
    """
    document_id = _queue(owner_id, project_id, kind, instructions, step_id or new_id())
    dispatcher.dispatch(owner_id)
    return documents.view(owner_id, document_id)


@transactional
def _queue(owner_id: str, project_id: str, kind: DocumentKind, instructions: str | None, step_id: str) -> str:
    project = own_locked_project(owner_id, project_id)
    document = document_state.document_of(project_id, kind)
    # The idempotency key was used before.
    mine = (Step.id == step_id, Step.owner_id == owner_id)
    if document is not None and db.session.scalar(select(Step.id).where(*mine)) is not None:
        return document.id
    _check(project, document)
    if document is None:
        document = Document(
            id=new_id(),
            project_id=project_id,
            owner_id=owner_id,
            kind=kind,
            instructions=project.instructions,
        )
        db.session.add(document)
    else:
        document_state.set_document(document, DocumentStatus.QUEUED)
    if instructions is not None:
        document.instructions = instructions or None
    name = step_rows.next_name(step_rows.steps_of(project_id), f"{WRITE.name}:{kind}")
    step_rows.add_step(project, PlannedStep(name), in_first_run=False).id = step_id
    db.session.flush()
    late_screens.use_later(project_id, name)
    audit.record(Action.DOCUMENT_ORDERED, document.id, owner_id, project_id=project_id)
    return document.id


def _check(project: Project, document: Document | None) -> None:
    if not db.session.get_one(Transcript, project.id).complete:
        raise Conflict("The transcript is still being made; documents are written once it is complete.")
    if project.status == ProjectStatus.CANCELLED:
        raise Conflict("The project was cancelled. Retry it to go on with all of its documents.")
    if document is not None and document.status in AT_WORK:
        raise Conflict("This document is being written. Wait until it is ready.")
