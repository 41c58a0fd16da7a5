"""Documents: the task of a writer, its drafts as versions, and what is shown of them."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from clueso.domain.documents import DocumentKind, DocumentStatus
from clueso.domain.parts import sources
from clueso.domain.ports import Draft, WritingTask
from clueso.domain.steps import PlannedStep, StepStatus
from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, SegmentRow, Transcript
from clueso.services import settle, transcripts
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with the version that is shown, None before the first."""

    document: Document
    project: Project
    shown: DocumentVersion | None
    stale: bool

    @property
    def kind(self) -> DocumentKind:
        return DocumentKind(self.document.kind)


@transactional
def task_of(project_id: str, kind: DocumentKind) -> WritingTask:
    project = db.session.get_one(Project, project_id)
    document = _of_kind(project_id, kind)
    transcript = transcripts.load(project_id)
    return WritingTask(
        kind=kind,
        segments=transcript.segments,
        language=transcript.language or "en",
        title=project.title,
        duration_ms=project.duration_ms or 0,
        has_video=bool(project.has_video),
        instructions=document.instructions,
        vocabulary=tuple(project.vocabulary),
    )


def record_draft(project: Project, step_name: str, kind: DocumentKind, draft: Draft) -> None:
    """Within a transaction: a new version; a guide with pictures is shown once they are taken."""
    document = _of_kind(project.id, kind)
    transcript = db.session.get_one(Transcript, project.id)
    number = _next_number(document.id)
    db.session.add(
        DocumentVersion(
            document_id=document.id,
            number=number,
            body=draft.body,
            sources=list(sources(kind, draft.body)),
            coverage=asdict(draft.coverage),
            warnings=[asdict(warning) for warning in draft.warnings],
            generator=asdict(draft.generator),
            transcript_version=transcript.version,
            made_by=None,
        )
    )
    document.version = number
    if draft.title and project.title_is_generated:
        project.title = draft.title[:255]
    if picture_moments(draft.body):
        _add_pictures_step(project, step_name)
    else:
        settle.set_document(document, DocumentStatus.READY)


def _add_pictures_step(project: Project, step_name: str) -> None:
    name = step_name.replace("write:", "pictures:")
    steps = {step.name: step for step in settle.steps_of(project.id)}
    in_first_run = steps[step_name].in_first_run
    if name in steps:
        settle.make_runnable(steps[name])
        steps[name].progress = 0.0
    else:
        settle.add_step(project, PlannedStep(name), in_first_run=in_first_run)
    finish = steps["finish"]
    if in_first_run and finish.status == StepStatus.WAITING and name not in finish.needs:
        finish.needs = [*finish.needs, name]


def _next_number(document_id: str) -> int:
    query = select(func.max(DocumentVersion.number)).where(DocumentVersion.document_id == document_id)
    return (db.session.scalar(query) or 0) + 1


def picture_moments(body: dict[str, Any]) -> list[int]:
    """The moments that a guide wants pictures of, in the order of its steps."""
    return [step["picture"]["at_ms"] for step in body.get("steps", []) if step.get("picture")]


@transactional
def wanted_pictures(project_id: str, kind: DocumentKind) -> list[int]:
    """The moments of the shown version whose picture is not taken yet."""
    shown = _shown(_of_kind(project_id, kind))
    return picture_moments(shown.body) if shown else []


def record_pictures(project: Project, kind: DocumentKind, pictures: dict[int, dict[str, Any]]) -> None:
    """Within a transaction: where each moment's picture is, `{at_ms: {key, width, height}}`."""
    document = _of_kind(project.id, kind)
    shown = _shown(document)
    if shown is not None:
        steps = [_with_picture(step, pictures) for step in shown.body["steps"]]
        shown.body = shown.body | {"steps": steps}
    settle.set_document(document, DocumentStatus.READY)


def _with_picture(step: dict[str, Any], pictures: dict[int, dict[str, Any]]) -> dict[str, Any]:
    taken = pictures.get(step["picture"]["at_ms"]) if step.get("picture") else None
    return step | {"picture": step["picture"] | taken} if taken else step


@transactional
def list_of(user_id: str, project_id: str) -> list[DocumentView]:
    """In the order of the kinds. Raises NotFound."""
    project = db.session.get(Project, project_id)
    if project is None or project.user_id != user_id or project.deleted_at is not None:
        raise NotFound("There is no such project.")
    order = list(DocumentKind)
    rows = db.session.scalars(select(Document).where(Document.project_id == project_id))
    return [_view(row, project) for row in sorted(rows, key=lambda row: order.index(DocumentKind(row.kind)))]


@transactional
def view(user_id: str, document_id: str) -> DocumentView:
    """Raises NotFound, also for somebody else's."""
    document = db.session.get(Document, document_id)
    project = db.session.get(Project, document.project_id) if document else None
    if document is None or project is None or project.user_id != user_id or project.deleted_at is not None:
        raise NotFound("There is no such document.")
    return _view(document, project)


def _view(document: Document, project: Project) -> DocumentView:
    shown = _shown(document)
    return DocumentView(document, project, shown, shown is not None and _is_stale(document.project_id, shown))


def _is_stale(project_id: str, shown: DocumentVersion) -> bool:
    """Whether a segment that the document rests on was changed or removed since."""
    unchanged = select(func.count()).where(
        SegmentRow.project_id == project_id,
        SegmentRow.id.in_(shown.sources),
        SegmentRow.changed_in <= shown.transcript_version,
    )
    return (db.session.scalar(unchanged) or 0) < len(shown.sources)


def _shown(document: Document) -> DocumentVersion | None:
    return db.session.get(DocumentVersion, (document.id, document.version)) if document.version else None


def _of_kind(project_id: str, kind: DocumentKind) -> Document:
    query = select(Document).where(Document.project_id == project_id, Document.kind == kind)
    return db.session.scalars(query).one()
