"""Puts a replacement of words in the transcript into the project's title and documents."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from clueso.domain.checking.edited_bodies import standing
from clueso.domain.documents.documents import DocumentKind, Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import sources
from clueso.domain.editing import replacements
from clueso.domain.editing.operations import ReplaceAll
from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, Transcript
from clueso.services import audit, passages
from clueso.services.audit import Action
from clueso.services.documents import document_editing, documents
from clueso.services.documents.surroundings import Surroundings
from clueso.services.pipeline import step_rows
from clueso.services.projects.ownership import own_locked_project, own_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import history

LONGEST_TITLE = 255


@dataclass(frozen=True, slots=True)
class Found:
    """In how many places of a document the words stand."""

    document_id: str
    kind: DocumentKind
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Where a replacement would change something. `title` is the number of places in the project's title."""

    title: int
    items: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A document that got the replacement as version `version`. Restoring `version_before` takes it back."""

    document_id: str
    kind: DocumentKind
    count: int
    version: int
    version_before: int


@dataclass(frozen=True, slots=True)
class Replacements:
    """What was changed. The titles are None if the title stayed."""

    title: str | None
    title_before: str | None
    items: tuple[Replaced, ...]


@transactional
def preview(owner_id: str, project_id: str, replacement: ReplaceAll) -> Preview:
    """Return in how many places of the title and of each document the words stand. Raises NotFound."""
    project = own_project(owner_id, project_id)
    rows, found = _shown(project), []
    said = _said(project, rows)
    for document, shown in rows:
        _, count = _changed(document, shown, replacement, said)
        if count:
            found.append(Found(document.id, DocumentKind(document.kind), count))
    _, count = _titled(project, replacement)
    return Preview(count, tuple(found))


@transactional
def replace(
    owner_id: str, project_id: str, replacement: ReplaceAll, *, title: bool, document_ids: Collection[str]
) -> Replacements:
    """Replace the words in these documents and, if wanted, in the title: all of it or nothing.

    Each changed document gets a version of its own, by the person. Only the texts in which the words stand
    change, in the version that is visible now, so that no other edit is lost. Raises NotFound.
    """
    project = own_locked_project(owner_id, project_id)
    rows = [(document, shown) for document, shown in _shown(project) if document.id in document_ids]
    if len(rows) != len(set(document_ids)):
        raise NotFound("There is no such document.")
    said, beside = _said(project, rows), Surroundings(project)
    made = [_replace(owner_id, beside, document, shown, replacement, said) for document, shown in rows]
    before = project.title
    is_renamed = title and _rename(owner_id, project, replacement)
    return Replacements(
        project.title if is_renamed else None,
        before if is_renamed else None,
        tuple(one for one in made if one),
    )


def _shown(project: Project) -> list[tuple[Document, DocumentVersion]]:
    """Return the documents that have a version, in the order of the kinds, each with its visible version."""
    return [(document, shown) for document, shown in documents.with_shown(project) if shown]


def _said(project: Project, rows: Sequence[tuple[Document, DocumentVersion]]) -> dict[str, str]:
    """Return the present texts of the segments that these documents quote, by id."""
    bodies = [shown.content(DocumentKind(document.kind)) for document, shown in rows]
    quoted = {id_ for body in bodies for id_ in replacements.quoted(body)}
    return {id_: state["text"] for id_, state in history.states(project.id, quoted).items()}


def _changed(
    document: Document, shown: DocumentVersion, replacement: ReplaceAll, said: Mapping[str, str]
) -> tuple[Body, int]:
    body = shown.content(DocumentKind(document.kind))
    still_said = {id_ for id_ in replacements.quoted(body) if replacement.applied(said.get(id_, ""))[1]}
    return replacements.in_body(body, replacement, still_said=still_said)


def _replace(
    owner_id: str,
    beside: Surroundings,
    document: Document,
    shown: DocumentVersion,
    replacement: ReplaceAll,
    said: Mapping[str, str],
) -> Replaced | None:
    body, count = _changed(document, shown, replacement, said)
    if not count:
        return None
    before = shown.number
    version = document_editing.version_to_save(shown, owner_id, new_version=True)
    version.body = body.to_json()
    version.sources = list(sources(body))
    version.warnings = [
        asdict(warning) for warning in standing(body, [Warning(**warning) for warning in shown.warnings])
    ]
    version.transcript_version = _rests_on(beside, shown, replacement)
    document_editing.show(document, beside.project, version, is_new_moment=False)
    return Replaced(document.id, DocumentKind(document.kind), count, version.number, before)


def _rests_on(beside: Surroundings, shown: DocumentVersion, replacement: ReplaceAll) -> int:
    """Return the version of the transcript on which the document is based once it has the replacement.

    If nothing but this replacement has changed the segments that it cites, it is as up to date as before. If
    anything else has, it stays stale.
    """
    project = beside.project
    changed = beside.changed_sources(shown.sources, shown.transcript_version)
    then = history.segments_at(project.id, changed, shown.transcript_version)
    now = history.segments(project.id, changed)
    is_all = all(
        id_ in then and id_ in now and replacements.differ_only_by(replacement, then[id_], now[id_])
        for id_ in changed
    )
    return db.session.get_one(Transcript, project.id).version if is_all else shown.transcript_version


def _titled(project: Project, replacement: ReplaceAll) -> tuple[str, int]:
    """Return the title with the replacement, and in how many places; unchanged if it cannot be a title."""
    title, count = replacement.applied(project.title)
    title = " ".join(title.split())
    return (title, count) if title and len(title) <= LONGEST_TITLE else (project.title, 0)


def _rename(owner_id: str, project: Project, replacement: ReplaceAll) -> bool:
    title, count = _titled(project, replacement)
    if not count:
        return False
    project.title = title
    project.title_is_generated = False
    passages.index_title(project)
    audit.record(Action.PROJECT_RENAMED, project.id, owner_id)
    step_rows.touch(project)
    return True
