"""Edits documents: a person's versions beside the writer's, and restoring any of them."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import defer

from clueso.domain.checking.edited_bodies import problems, standing
from clueso.domain.documents.blurs import keep_blurs, spread_blurs
from clueso.domain.documents.documents import DocumentKind, DocumentStatus, Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import sources, with_kept_head_sources
from clueso.domain.editing import mentions
from clueso.domain.editing.document_edits import Edit
from clueso.errors import Conflict, Invalid, NotFound, StaleVersion
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, Transcript, from_now
from clueso.services import audit, passages, screens
from clueso.services.audit import Action
from clueso.services.documents import documents, drawn_pictures, pictures, taken_pictures
from clueso.services.documents.documents import DocumentView
from clueso.services.documents.surroundings import Surroundings
from clueso.services.pipeline import document_state, step_rows
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.transaction import transactional
from clueso.services.transcripts import history, speakers
from clueso.services.transcripts.history import ONE_VERSION_S

Save = tuple[int, int]
"""The number of a version, and the number of its save."""


def edit(
    owner_id: str,
    document_id: str,
    wanted: Edit,
    *,
    if_save: Save,
    new_version: bool = False,
    dispatcher: Dispatcher,
) -> DocumentView:
    """Save and show the body that a person wants.

    Saves of one person within ten minutes become one version, unless `new_version` is set. Pictures at new
    moments are queued; pictures that were taken stay. A body without a change is not saved.

    Raises NotFound, Conflict if there is no version to edit yet, StaleVersion, Invalid with pointers into the
    request.
    """
    _save_edit(owner_id, document_id, wanted, if_save, new_version)
    dispatcher.dispatch(owner_id)
    return documents.view(owner_id, document_id)


@transactional
def _save_edit(owner_id: str, document_id: str, wanted: Edit, if_save: Save, new_version: bool) -> None:
    document, project, shown = _locked(owner_id, document_id, if_save)
    before = shown.content(DocumentKind(document.kind))
    who = speakers.of_project(project.id)
    # A person edits what they read: the names of speakers, not our references to them.
    body = wanted.body(mentions.with_names(before, who), has_video=bool(project.has_video))
    # Keys of pictures come from the stored versions, never from the request.
    body = pictures.keep_taken(body, taken_pictures.known_for(document.id, before))
    body = spread_blurs(body, before, drawn_pictures.same_screen(screens.of_project(project.id)))
    with_owners = mentions.with_references(body, who.ids_by_name, is_prose=False)
    kept = mentions.with_kept_references(with_owners, before, who, speakers.names_of(project.id))
    kept = with_kept_head_sources(kept, before)
    cited = sources(kept)
    cited_before = _cited_before(document.id, set(cited) - set(shown.sources))
    _check(kept, wanted, project, {*shown.sources, *cited_before})
    if kept == before:
        return
    rests_on = _rests_on(project, shown, cited_before)
    warnings = standing(body, [Warning(**warning) for warning in shown.warnings])
    version = version_to_save(shown, owner_id, new_version=new_version)
    version.body = kept.to_json()
    version.sources = list(cited)
    version.warnings = [asdict(warning) for warning in warnings]
    version.transcript_version = rests_on
    show(document, project, version, is_new_moment=names_new_moment(kept, before))
    drawn_pictures.follow(project, document, kept, before)


def version_to_save(shown: DocumentVersion, owner_id: str, *, new_version: bool) -> DocumentVersion:
    """Return the version that the save goes into: the person's recent one, else a new one."""
    # A restored version is never changed.
    author = audit.author(owner_id)
    if not new_version and shown.made_by == author and shown.restored_from is None and _is_recent(shown):
        shown.saves += 1
        shown.updated_at = from_now(0)
        return shown
    number = documents.next_number(shown.document_id)
    audit.record(Action.DOCUMENT_EDITED, shown.document_id, owner_id, version=number)
    return DocumentVersion(
        document_id=shown.document_id,
        number=number,
        coverage=shown.coverage,
        generator=shown.generator,
        made_by=author,
    )


def _is_recent(version: DocumentVersion) -> bool:
    query = select(DocumentVersion.number).where(
        DocumentVersion.document_id == version.document_id,
        DocumentVersion.number == version.number,
        DocumentVersion.created_at > from_now(-ONE_VERSION_S),
    )
    return db.session.scalar(query) is not None


def _check(body: Body, wanted: Edit, project: Project, cited_before: set[str]) -> None:
    # A cited segment may have been removed from the transcript since: that makes the document stale, not
    # invalid.
    new = set(sources(body)) - cited_before
    known = cited_before | history.existing(project.id, new)
    wrong = problems(
        body, segment_ids=known, duration_ms=project.duration_ms, has_video=bool(project.has_video)
    )
    found: dict[str, str] = {}
    for pointer, detail in wrong:
        # One moment of a request may be both the time of a step and that of its picture.
        found.setdefault(wanted.pointer(body, pointer), detail)
    if found:
        errors = [{"pointer": pointer, "detail": detail} for pointer, detail in found.items()]
        raise Invalid(extra={"errors": errors})


def _cited_before(document_id: str, ids: Collection[str]) -> dict[str, int]:
    """Return those of these segments that a version of the document cites.

    The value is the version of the transcript on which the newest such version rests.
    """
    # An undo may bring back a deleted part, with the segments that it cites.
    if not ids:
        return {}
    query = select(DocumentVersion.sources, DocumentVersion.transcript_version)
    oldest_first = query.where(DocumentVersion.document_id == document_id).order_by(DocumentVersion.number)
    found: dict[str, int] = {}
    # From oldest to newest, so that the newest version wins.
    for cited, transcript_version in db.session.execute(oldest_first):
        found |= dict.fromkeys(set(cited).intersection(ids), transcript_version)
    return found


def _rests_on(project: Project, shown: DocumentVersion, brought_back: Mapping[str, int]) -> int:
    """Return the version of the transcript on which an edit of `shown` is based.

    A stale document stays stale. A document that gets back a part with changed segments becomes stale again.
    """
    beside = Surroundings(project)
    if beside.is_stale(shown):
        return shown.transcript_version
    oldest = min(brought_back.values(), default=None)
    if oldest is not None and beside.changed_sources(brought_back, oldest):
        return oldest
    return db.session.get_one(Transcript, project.id).version


@transactional
def versions(owner_id: str, document_id: str) -> list[DocumentVersion]:
    """Return the history without the bodies, newest first. Raises NotFound."""
    documents.own(owner_id, document_id)
    query = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    # With `raiseload` a body that is read all the same is an error, not one more query for each version.
    newest_first = query.order_by(DocumentVersion.number.desc())
    return list(db.session.scalars(newest_first.options(defer(DocumentVersion.body, raiseload=True))))


@transactional
def version(owner_id: str, document_id: str, number: int) -> DocumentView:
    """Return the document as if version `number` were the visible one. Raises NotFound."""
    document, project = documents.own(owner_id, document_id)
    return documents.view_of(document, _version(document_id, number), Surroundings(project))


def restore(
    owner_id: str,
    document_id: str,
    number: int,
    *,
    if_save: Save | None = None,
    dispatcher: Dispatcher,
) -> DocumentView:
    """Show the text of version `number` as a new version, with the same author.

    Raises NotFound, StaleVersion.
    """
    _save_restored(owner_id, document_id, number, if_save)
    dispatcher.dispatch(owner_id)
    return documents.view(owner_id, document_id)


@transactional
def _save_restored(owner_id: str, document_id: str, number: int, if_save: Save | None) -> None:
    document, project, shown = _locked(owner_id, document_id, if_save)
    then = _version(document_id, number)
    if number == document.version:
        return
    audit.record(Action.DOCUMENT_RESTORED, document_id, owner_id, version=number)
    kind = DocumentKind(document.kind)
    before, restored = shown.content(kind), then.content(kind)
    taken = taken_pictures.known_for(document.id, before, restored)
    # A blur goes only when a person removes it.
    hidden = keep_blurs(restored, before, drawn_pictures.same_screen(screens.of_project(project.id)))
    body = pictures.keep_taken(hidden, taken)
    show(
        document,
        project,
        DocumentVersion(
            document_id=document.id,
            number=documents.next_number(document.id),
            body=body.to_json(),
            sources=then.sources,
            coverage=then.coverage,
            warnings=then.warnings,
            generator=then.generator,
            transcript_version=then.transcript_version,
            made_by=then.made_by,
            restored_from=number,
        ),
        is_new_moment=names_new_moment(body, before),
    )
    drawn_pictures.follow(project, document, body, before)


def names_new_moment(body: Body, before: Body) -> bool:
    """Return whether the body names a moment without a picture that `before` did not name.

    Pictures that were missing before are already queued: an edit of another part does not restart them.
    """
    return bool(set(pictures.missing(body)) - set(pictures.missing(before)))


def show(document: Document, project: Project, version: DocumentVersion, *, is_new_moment: bool) -> None:
    """Make a version, new or saved again, the visible one. Queue its pictures if it names a new moment."""
    db.session.add(version)
    document.version = version.number
    passages.index_documents(project, speakers.of_project(project.id), DocumentKind(document.kind))
    # A document that is being written again keeps its status beside the edit.
    is_at_work = document.status in (DocumentStatus.QUEUED, DocumentStatus.WRITING)
    document_state.set_document(
        document, DocumentStatus(document.status) if is_at_work else DocumentStatus.READY
    )
    if is_new_moment:
        pictures.queue_for_edit(project, DocumentKind(document.kind))


def _version(document_id: str, number: int) -> DocumentVersion:
    found = db.session.get(DocumentVersion, (document_id, number))
    if found is None:
        raise NotFound("There is no such version.")
    return found


def _locked(
    owner_id: str, document_id: str, if_save: Save | None
) -> tuple[Document, Project, DocumentVersion]:
    """Lock the project and return the document, the project and the visible version."""
    _, project = documents.own(owner_id, document_id)
    step_rows.lock_project(project.id)
    # The rows were read before the lock, so they may be older than it.
    db.session.expire_all()
    document, project = documents.own(owner_id, document_id)
    shown = document_state.shown_of(document)
    if shown is None:
        raise Conflict("The document is not written yet; edit it once it is ready.")
    if if_save is not None and (shown.number, shown.saves) != if_save:
        raise StaleVersion()
    return document, project, shown
