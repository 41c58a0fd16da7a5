"""Editing documents: a person's versions beside the writer's, and going back to any of them."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import defer

from clueso.config import Settings
from clueso.domain.documents import Body, DocumentKind, DocumentStatus, Warning
from clueso.domain.edited_bodies import problems, standing
from clueso.domain.parts import sources
from clueso.errors import Conflict, Invalid, NotFound, StaleVersion
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, Transcript
from clueso.queue import Courier
from clueso.services import documents, pictures, settle, taken_pictures, transcript_history
from clueso.services.dispatch import dispatch
from clueso.services.documents import DocumentView
from clueso.services.transaction import transactional


def edit(
    user_id: str, document_id: str, body: Body, *, if_version: int, settings: Settings, courier: Courier
) -> DocumentView:
    """Show what a person has written; the body has its kind's shape. New moments of pictures are queued,
    those that were taken stay. What changes nothing makes no version.

    Raises NotFound, Conflict before there is a version to edit, StaleVersion, Invalid with pointers that
    begin with `/body`.
    """
    _save_edit(user_id, document_id, body, if_version)
    dispatch(user_id, courier, user_steps_in_queue=settings.user_steps_in_queue)
    return documents.view(user_id, document_id)


@transactional
def _save_edit(user_id: str, document_id: str, body: Body, if_version: int) -> None:
    document, project, shown = _locked(user_id, document_id, if_version)
    kind = DocumentKind(document.kind)
    body = pictures.keep_taken(body, taken_pictures.known_for(document.id, shown.body))
    _check(kind, body, project, shown)
    if body == shown.body:
        return
    _show(
        document,
        project,
        DocumentVersion(
            body=body,
            sources=list(sources(kind, body)),
            coverage=shown.coverage,
            warnings=[asdict(left) for left in standing(kind, body, [Warning(**w) for w in shown.warnings])],
            generator=shown.generator,
            transcript_version=_rests_on(project, shown),
            made_by=user_id,
        ),
    )


def _check(kind: DocumentKind, body: Body, project: Project, shown: DocumentVersion) -> None:
    cited = sources(kind, body)
    # What was cited before may be gone from the transcript: that makes the document stale, not wrong.
    known = {*shown.sources, *transcript_history.existing(project.id, set(cited) - set(shown.sources))}
    wrong = problems(
        kind, body, segment_ids=known, duration_ms=project.duration_ms, has_video=bool(project.has_video)
    )
    errors = [{"pointer": f"/body{pointer}", "detail": detail} for pointer, detail in wrong]
    if errors:
        raise Invalid(extra={"errors": errors})


def _rests_on(project: Project, shown: DocumentVersion) -> int:
    """The version of the transcript that an edit of `shown` rests on: a stale document stays stale."""
    if documents.is_stale(project.id, shown):
        return shown.transcript_version
    return db.session.get_one(Transcript, project.id).version


@transactional
def versions(user_id: str, document_id: str) -> list[DocumentVersion]:
    """The history without the bodies, newest first. Raises NotFound."""
    documents.own(user_id, document_id)
    query = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    newest_first = query.order_by(DocumentVersion.number.desc())
    return list(db.session.scalars(newest_first.options(defer(DocumentVersion.body, raiseload=True))))


@transactional
def version(user_id: str, document_id: str, number: int) -> DocumentView:
    """The document as if version `number` were shown. Raises NotFound."""
    document, project = documents.own(user_id, document_id)
    then = _version(document_id, number)
    return DocumentView(document, project, then, documents.is_stale(project.id, then))


def restore(
    user_id: str,
    document_id: str,
    number: int,
    *,
    if_version: int | None = None,
    settings: Settings,
    courier: Courier,
) -> DocumentView:
    """Show what version `number` says as a new version; its maker stays who wrote it.

    Raises NotFound, StaleVersion.
    """
    _save_restored(user_id, document_id, number, if_version)
    dispatch(user_id, courier, user_steps_in_queue=settings.user_steps_in_queue)
    return documents.view(user_id, document_id)


@transactional
def _save_restored(user_id: str, document_id: str, number: int, if_version: int | None) -> None:
    document, project, shown = _locked(user_id, document_id, if_version)
    then = _version(document_id, number)
    if number == document.version:
        return
    _show(
        document,
        project,
        DocumentVersion(
            body=pictures.keep_taken(then.body, taken_pictures.known_for(document.id, shown.body, then.body)),
            sources=then.sources,
            coverage=then.coverage,
            warnings=then.warnings,
            generator=then.generator,
            transcript_version=then.transcript_version,
            made_by=then.made_by,
            restored_from=number,
        ),
    )


def _show(document: Document, project: Project, version: DocumentVersion) -> None:
    version.document_id = document.id
    version.number = documents.next_number(document.id)
    db.session.add(version)
    document.version = version.number
    is_at_work = document.status in (DocumentStatus.QUEUED, DocumentStatus.WRITING)
    settle.set_document(document, DocumentStatus(document.status) if is_at_work else DocumentStatus.READY)
    if pictures.missing(version.body):
        pictures.queue_for_edit(project, DocumentKind(document.kind))


def _version(document_id: str, number: int) -> DocumentVersion:
    found = db.session.get(DocumentVersion, (document_id, number))
    if found is None:
        raise NotFound("There is no such version.")
    return found


def _locked(
    user_id: str, document_id: str, if_version: int | None
) -> tuple[Document, Project, DocumentVersion]:
    """The document with the version that is shown, while nobody else changes either."""
    _, project = documents.own(user_id, document_id)
    settle.lock_project(project.id)
    db.session.expire_all()
    document, project = documents.own(user_id, document_id)
    shown = settle.shown_of(document)
    if shown is None:
        raise Conflict("The document is not written yet; edit it once it is ready.")
    if if_version is not None and document.version != if_version:
        raise StaleVersion()
    return document, project, shown
