"""State of a document while steps write it or take its pictures. Every function runs within a transaction."""

from typing import Any

from sqlalchemy import select

from clueso.domain.documents.documents import DocumentStatus
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import kind_of, subject_of
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, Step, from_now
from clueso.services import events
from clueso.services.pipeline.step_rows import steps_of


def document_of(project_id: str, kind: str) -> Document | None:
    """Return the project's document of this kind, None where it has none."""
    query = select(Document).where(Document.project_id == project_id, Document.kind == kind)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def shown_of(document: Document | None) -> DocumentVersion | None:
    """Return the visible version, None before the first."""
    if document is None or not document.version:
        return None
    return db.session.get(DocumentVersion, (document.id, document.version))


def set_document(document: Document, status: DocumentStatus, error: dict[str, Any] | None = None) -> None:
    """Set status and error, and count a new revision of the document, which changes its ETag."""
    becomes_ready = status is DocumentStatus.READY and document.status != status
    document.status = status
    document.error = error
    document.revision += 1
    document.updated_at = from_now(0)
    if becomes_ready:
        events.document_ready(document)


def fail_document(project: Project, kind: str, error: dict[str, Any] | None) -> None:
    """Mark the project's document of this kind as failed, if there is one."""
    document = document_of(project.id, kind)
    if document is not None:
        set_document(document, DocumentStatus.FAILED, error)


def skip_document(project: Project, kind: str, reason: dict[str, Any]) -> None:
    """Leave out the project's document of this kind, until a person orders it."""
    document = document_of(project.id, kind)
    if document is not None:
        set_document(document, DocumentStatus.SKIPPED, reason)


def show_document(project: Project, step_name: str) -> None:
    """Mark a document as ready if this was the last step to work on it, with or without pictures. A document
    that failed stays failed.
    """
    document = document_of(project.id, subject_of(step_name))
    if document is None:
        return
    is_written = document.status == DocumentStatus.WRITING and not any(
        works_on(step, document.kind) and step.name != step_name for step in steps_of(project.id)
    )
    status = DocumentStatus.READY if is_written else DocumentStatus(document.status)
    set_document(document, status, document.error)


def works_on(step: Step, kind: str) -> bool:
    """Return whether the step has yet to write a document of this kind, or to take its pictures."""
    is_of_document = kind_of(step.name).of_document and subject_of(step.name) == kind
    return is_of_document and not StepStatus(step.status).is_settled
