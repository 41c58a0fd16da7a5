"""Completes documents by what was read on the screens after they were written."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select

from clueso.domain.documents.documents import Coverage, DocumentKind, DocumentStatus, Generator, Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import sources, with_visible_titles
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Draft, WritingTask
from clueso.domain.seen.drafts import completed
from clueso.errors import WriterRefused
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project
from clueso.services.documents import document_editing, documents, drawn_pictures, pictures, taken_pictures
from clueso.services.pipeline import document_state
from clueso.services.projects.headlines import is_untitled
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True)
class Completed:
    """A version of a document as the screens complete it. `draft.title` is a new title for the project, or None."""

    kind: DocumentKind
    number: int
    draft: Draft


def completions(project_id: str, watch: Watch) -> list[Completed]:
    """Return what the screens have to add to the visible versions. Those of a person stay as they are."""
    found = []
    for number, task, draft in _written(project_id):
        watch.check()
        done = completed(draft, task)
        title = done.title if done.title != draft.title else None
        if done.body != draft.body or title:
            found.append(Completed(task.kind, number, replace(done, title=title)))
    return found


@transactional
def _written(project_id: str) -> list[tuple[int, WritingTask, Draft]]:
    """Return the visible versions of a writer as drafts, each with its number and its task as of now."""
    versions = _of_writers(project_id)
    if not versions:
        return []
    try:
        task, _ = documents.task_of(project_id, next(iter(versions)))
    except WriterRefused:
        # The language of the whole transcript is in doubt by now.
        return []
    project = db.session.get_one(Project, project_id)
    title = project.title if project.title_is_generated and not is_untitled(project) else None
    return [
        (version.number, replace(task, kind=kind), _draft(version, body, title))
        for kind, version in versions.items()
        for body in documents.readable(version, kind)
    ]


def _of_writers(project_id: str) -> dict[DocumentKind, DocumentVersion]:
    documents_of = select(Document).where(Document.project_id == project_id)
    shown = {
        DocumentKind(document.kind): document_state.shown_of(document)
        for document in db.session.scalars(documents_of).all()
        # One that could not be written again keeps its error until it is, with all screens.
        if document.status != DocumentStatus.FAILED
    }
    # What a person restored is meant as it is.
    return {
        kind: version
        for kind, version in shown.items()
        if version and version.made_by is None and version.restored_from is None
    }


def _draft(version: DocumentVersion, body: Body, title: str | None) -> Draft:
    # Versions of an older release do not say whether they saw the screens: their pictures stay where they are.
    generator = Generator(**{"saw_screens": True} | version.generator)
    warnings = tuple(Warning(**warning) for warning in version.warnings)
    return Draft(body, Coverage(**version.coverage), warnings, generator, title)


def record(project: Project, found: Sequence[Completed]) -> None:
    """Show the completed versions as new ones. A document of which another version is visible by now stays as it is.
    Needs a transaction.
    """
    for one in found:
        document = document_state.document_of(project.id, one.kind)
        shown = document_state.shown_of(document)
        if document is not None and shown is not None and shown.number == one.number:
            _show(project, document, shown, one.draft)
            documents.name_project(project, one.draft.title)


def _show(project: Project, document: Document, shown: DocumentVersion, draft: Draft) -> None:
    before = shown.content(DocumentKind(document.kind))
    # Pictures may have been taken since the version was read.
    taken = taken_pictures.known_for(document.id, before)
    body = pictures.keep_taken(with_visible_titles(draft.body), taken)
    if body == before:
        return
    version = DocumentVersion(
        document_id=document.id,
        number=documents.next_number(document.id),
        body=body.to_json(),
        sources=list(sources(body)),
        coverage=asdict(draft.coverage),
        warnings=[asdict(warning) for warning in draft.warnings],
        generator=asdict(draft.generator),
        transcript_version=shown.transcript_version,
        made_by=None,
    )
    is_new_moment = document_editing.names_new_moment(body, before)
    document_editing.show(document, project, version, is_new_moment=is_new_moment)
    drawn_pictures.follow(project, document, body, before)
