"""Exports: asked for, rendered by a step of their own, read until the project goes."""

from dataclasses import dataclass

from sqlalchemy import select

from clueso.config import Settings
from clueso.domain.documents import Body, DocumentKind
from clueso.domain.exports import ExportStatus, ExportSubject, RenderedFormat
from clueso.domain.steps import PlannedStep, StepState, StepStatus
from clueso.errors import Conflict, NotFound
from clueso.extensions import db
from clueso.models import Document, Export, Project, Step, Transcript, from_now
from clueso.queue import Courier
from clueso.services import exports, settle, transcripts
from clueso.services.dispatch import dispatch
from clueso.services.ownership import belongs_to, own_locked_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import TranscriptView

STATUSES = {StepStatus.RUNNING: ExportStatus.RENDERING, StepStatus.DONE: ExportStatus.READY}
STATUSES |= dict.fromkeys((StepStatus.FAILED, StepStatus.CANCELLED), ExportStatus.FAILED)


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export with the step that renders it, which alone knows how far it is."""

    export: Export
    step: Step

    @property
    def subject(self) -> ExportSubject:
        return ExportSubject.parse(self.export.subject)

    @property
    def status(self) -> ExportStatus:
        return STATUSES.get(StepStatus(self.step.status), ExportStatus.QUEUED)

    @property
    def state(self) -> StepState:
        return settle.state_of(self.step)


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it is shown."""

    kind: DocumentKind
    body: Body
    engine: str

    @property
    def pictures(self) -> dict[int, str]:
        """The keys of the pictures that were taken, by the index of their guide step."""
        steps = enumerate(self.body.get("steps", []))
        found = {index: (step.get("picture") or {}).get("key") for index, step in steps}
        return {index: key for index, key in found.items() if key}


@dataclass(frozen=True, slots=True)
class Order:
    """All that is to be rendered. `replaces` is the key of the file that was rendered before."""

    subject: ExportSubject
    transcript: TranscriptView
    documents: tuple[Written, ...]
    replaces: str | None

    @property
    def filename(self) -> str:
        title, format = self.transcript.title, self.subject.format
        if format is not RenderedFormat.ZIP:
            title = f"{title} {self.subject.kind or 'transcript'}"
        return exports.filename(title, format)


def ask(
    user_id: str,
    project_id: str,
    format: RenderedFormat,
    *,
    document_id: str | None,
    settings: Settings,
    courier: Courier,
) -> ExportView:
    """Queue the rendering of what is shown when the step runs; the project stays what it is.

    Raises NotFound, Conflict while there is nothing to render.
    """
    export_id = _queue(user_id, project_id, format, document_id)
    dispatch(user_id, courier, user_steps_in_queue=settings.user_steps_in_queue)
    return view(user_id, export_id)


@transactional
def _queue(user_id: str, project_id: str, format: RenderedFormat, document_id: str | None) -> str:
    project = own_locked_project(user_id, project_id)
    subject = str(_subject(project, format, document_id))
    query = select(Export).where(Export.project_id == project_id, Export.subject == subject)
    export = db.session.scalars(query).one_or_none()
    if export is None:
        export = Export(project_id=project_id, user_id=user_id, document_id=document_id, subject=subject)
        db.session.add(export)
        settle.add_step(project, PlannedStep(f"export:{subject}"), in_first_run=False)
    else:
        export.asked_at = from_now(0)
        step = _step_of(export)
        if step.status != StepStatus.QUEUED or step.error is not None:
            # One that runs may have read what was edited since; one that waits for its next try has no need.
            settle.begin_anew(step)
    db.session.flush()
    return export.id


def _subject(project: Project, format: RenderedFormat, document_id: str | None) -> ExportSubject:
    if not db.session.get_one(Transcript, project.id).complete:
        raise Conflict("The transcript is still being made. Export it once it is complete.")
    if document_id is None:
        return ExportSubject(format)
    document = db.session.get(Document, document_id)
    if document is None or document.project_id != project.id:
        raise NotFound("The project has no such document.")
    if not document.version:
        raise Conflict("The document is not written yet. Wait until it is ready.")
    return ExportSubject(format, DocumentKind(document.kind))


@transactional
def view(user_id: str, export_id: str) -> ExportView:
    """Raises NotFound, also for somebody else's."""
    export = db.session.get(Export, export_id)
    project = db.session.get(Project, export.project_id) if export else None
    if export is None or not belongs_to(project, user_id):
        raise NotFound("There is no such export.")
    return ExportView(export, _step_of(export))


@transactional
def order_of(project_id: str, subject: str) -> Order:
    """What the step of this subject renders: of everything, each document that was written."""
    export = _of_subject(project_id, subject)
    wanted = ExportSubject.parse(subject)
    rows = db.session.scalars(select(Document).where(Document.project_id == project_id)).all()
    is_whole = wanted.format is RenderedFormat.ZIP
    written = {
        DocumentKind(row.kind): shown
        for row in rows
        if (is_whole or row.kind == wanted.kind) and (shown := settle.shown_of(row))
    }
    return Order(
        subject=wanted,
        transcript=transcripts.load(project_id),
        documents=tuple(
            Written(kind, written[kind].body, written[kind].generator["engine"])
            for kind in DocumentKind
            if kind in written
        ),
        replaces=export.key,
    )


def record(project: Project, subject: str, *, key: str, filename: str, size_bytes: int) -> None:
    """Within a transaction: where the rendered file is."""
    export = _of_subject(project.id, subject)
    export.key, export.filename, export.size_bytes = key, filename, size_bytes


def _of_subject(project_id: str, subject: str) -> Export:
    query = select(Export).where(Export.project_id == project_id, Export.subject == subject)
    return db.session.scalars(query).one()


def _step_of(export: Export) -> Step:
    name = f"export:{export.subject}"
    return db.session.scalars(
        select(Step).where(Step.project_id == export.project_id, Step.name == name)
    ).one()
