"""Exports: ordered by a user, rendered by a step of their own, readable until the project is removed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from sqlalchemy import and_, literal, select, tuple_

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Body, StepPicture
from clueso.domain.documents.parts import illustrated
from clueso.domain.pages.exports import ExportStatus, ExportSubject, RenderedFormat
from clueso.domain.pages.options import USUAL, ExportOptions
from clueso.domain.pages.origin import Origin
from clueso.domain.pages.page import NO_DOUBTS, Doubts
from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepState, StepStatus
from clueso.domain.steps.step_kinds import EXPORT
from clueso.domain.transcript import Segment
from clueso.errors import Conflict, NotFound
from clueso.extensions import db
from clueso.models import (
    Daily,
    Document,
    DocumentVersion,
    Export,
    Project,
    Step,
    Transcript,
    Upload,
    from_now,
)
from clueso.services import audit, events
from clueso.services.audit import Action
from clueso.services.documents import documents
from clueso.services.documents.surroundings import Surroundings
from clueso.services.exports.demands import demand_movable
from clueso.services.limits import daily
from clueso.services.page import Page, Place, cut
from clueso.services.people import brands
from clueso.services.people.brands import Brand
from clueso.services.pipeline import step_rows
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects.ownership import own_locked_project, own_part, own_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import files, transcripts
from clueso.services.transcripts.transcripts import TranscriptView

STATUSES = {StepStatus.RUNNING: ExportStatus.RENDERING, StepStatus.DONE: ExportStatus.READY}
STATUSES |= dict.fromkeys((StepStatus.FAILED, StepStatus.CANCELLED), ExportStatus.FAILED)


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export with the step that renders it. Only the step knows the status.

    `title` is the project's present one: a file that was rendered before a rename is downloaded under the new name.
    """

    export: Export
    step: Step
    title: str

    @property
    def subject(self) -> ExportSubject:
        return ExportSubject.parse(self.export.subject)

    @property
    def filename(self) -> str:
        return _filename(self.title, self.subject)

    @property
    def status(self) -> ExportStatus:
        return STATUSES.get(StepStatus(self.step.status), ExportStatus.QUEUED)

    @property
    def state(self) -> StepState:
        return step_rows.state_of(self.step)


def _filename(title: str, subject: ExportSubject) -> str:
    if subject.format is not RenderedFormat.ZIP:
        title = f"{title} {subject.kind or 'transcript'}"
    return files.filename(title, subject.format)


@dataclass(frozen=True, slots=True)
class Written:
    """A document as readers see it."""

    kind: DocumentKind
    body: Body
    engine: str | None
    doubts: Doubts = NO_DOUBTS

    @property
    def pictures(self) -> dict[int, StepPicture]:
        """The pictures that were taken, by the index of their part."""
        pictures = (placed.part.picture for placed in illustrated(self.body))
        return {index: picture for index, picture in enumerate(pictures) if picture and picture.key}

    def to_json(self) -> dict[str, Any]:
        """Return the document as JSON, which `from_json` reads."""
        return {
            "kind": self.kind,
            "body": self.body.to_json(),
            "engine": self.engine,
            "doubts": asdict(self.doubts),
        }

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> Self:
        """Return the document that `to_json` wrote."""
        kind = DocumentKind(written["kind"])
        doubts = Doubts(**written["doubts"])
        return cls(kind, kind.body.read(written["body"]), written["engine"], doubts)


@dataclass(frozen=True, slots=True)
class Order:
    """Everything to render, except the segments, which `write_segments` writes into a file of their own.

    `replaces` is the key of the earlier file of this export.
    """

    subject: ExportSubject
    transcript: TranscriptView
    documents: tuple[Written, ...]
    origin: Origin
    brand: Brand = Brand()
    replaces: str | None = None

    @property
    def filename(self) -> str:
        return _filename(self.transcript.title, self.subject)

    def shown_pictures(self, document: Written) -> dict[int, StepPicture]:
        """Return the pictures that the files show, by the index of their part."""
        return document.pictures if self.subject.options.pictures else {}

    @property
    def stored_pictures(self) -> list[str]:
        """The keys of everything in storage that the files hold: pictures, and the logo."""
        pictures = (picture for one in self.documents for picture in self.shown_pictures(one).values())
        shown = {picture.key for picture in pictures if picture.key}
        return sorted(shown | ({self.brand.logo_key} if self.brand.logo_key else set()))

    def to_json(self) -> dict[str, Any]:
        """Return the order as JSON for the child process that renders it, without segments."""
        return {
            "subject": str(self.subject),
            "transcript": self.transcript.to_json(),
            "documents": [document.to_json() for document in self.documents],
            "origin": self.origin.to_json(),
            "brand": self.brand.to_json(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any], segments: Sequence[Segment]) -> Self:
        documents = map(Written.from_json, data["documents"])
        transcript = TranscriptView.from_json(data["transcript"], segments)
        origin = Origin.from_json(data["origin"])
        brand = Brand(**data["brand"])
        return cls(ExportSubject.parse(data["subject"]), transcript, tuple(documents), origin, brand)


@transactional
def write_segments(project_id: str, path: Path) -> None:
    """Write the segments as lines of JSON."""
    # Streamed: the words of a long transcript need more memory than everything else in a worker.
    with path.open("w") as file:
        for segment in transcripts.stream(project_id):
            file.write(json.dumps(segment.to_json()) + "\n")


def read_segments(path: Path) -> list[Segment]:
    """Return the segments that `write_segments` wrote."""
    with path.open() as file:
        return [Segment.from_json(json.loads(line)) for line in file]


def ask(
    owner_id: str,
    project_id: str,
    format: RenderedFormat,
    *,
    document_id: str | None,
    options: ExportOptions = USUAL,
    settings: Settings,
    dispatcher: Dispatcher,
) -> ExportView:
    """Queue the rendering. It renders the version that is visible when the step runs. The project keeps its
    status. There is one export of each subject, format and set of options.

    Raises NotFound, QuotaExceeded, Conflict while there is nothing to render, and what `demand_movable` raises.
    """
    export_id = _queue(owner_id, project_id, ExportSubject(format, options=options), document_id, settings)
    dispatcher.dispatch(owner_id)
    return view(owner_id, export_id)


@transactional
def _queue(
    owner_id: str, project_id: str, wanted: ExportSubject, document_id: str | None, settings: Settings
) -> str:
    project = own_locked_project(owner_id, project_id)
    found = _subject(project, wanted, document_id)
    demand_movable(project, found)
    subject = str(found)
    mine = (Export.project_id == project_id, Export.owner_id == owner_id)
    export = db.session.scalar(select(Export).where(*mine, Export.subject == subject))
    if export is None:
        export = Export(project_id=project_id, owner_id=owner_id, document_id=document_id, subject=subject)
        db.session.add(export)
        step_rows.add_step(project, PlannedStep(f"{EXPORT.name}:{subject}"), in_first_run=False)
        daily.take_one(owner_id, Daily.EXPORTS, per_day=settings.exports_per_day)
    else:
        export.asked_at = from_now(0)
        step = _step_of(export)
        if step.status != StepStatus.QUEUED or step.error is not None:
            # A running step may have read an older version. A queued step without an error has not read
            # anything yet.
            step_rows.begin_anew(step)
            daily.take_one(owner_id, Daily.EXPORTS, per_day=settings.exports_per_day)
    db.session.flush()
    audit.record(Action.EXPORT_ORDERED, export.id, owner_id, project_id=project_id)
    return export.id


def _subject(project: Project, wanted: ExportSubject, document_id: str | None) -> ExportSubject:
    if not db.session.get_one(Transcript, project.id).complete:
        raise Conflict("The transcript is still being made. Export it once it is complete.")
    if document_id is None:
        return wanted
    document = db.session.scalar(
        select(Document).where(
            Document.id == document_id,
            Document.project_id == project.id,
            Document.owner_id == project.owner_id,
        )
    )
    if document is None:
        raise NotFound("The project has no such document.")
    if not document.version:
        raise Conflict("The document is not written yet. Wait until it is ready.")
    return replace(wanted, kind=DocumentKind(document.kind))


@transactional
def view(owner_id: str, export_id: str) -> ExportView:
    """Return the export. Raises NotFound, also for another owner's export."""
    export, project = own_part(owner_id, Export, export_id, otherwise="There is no such export.")
    return ExportView(export, _step_of(export), project.title)


@transactional
def page(owner_id: str, project_id: str, *, limit: int, after: Place | None = None) -> Page[ExportView]:
    """Return a page of the project's exports, those asked for last first. Raises NotFound."""
    project = own_project(owner_id, project_id)
    renders = (
        Step.project_id == Export.project_id,
        Step.owner_id == owner_id,
        Step.name == literal(f"{EXPORT.name}:") + Export.subject,
    )
    query = (
        select(Export, Step)
        .join(Step, and_(*renders))
        .where(Export.project_id == project_id, Export.owner_id == owner_id)
    )
    if after:
        query = query.where(tuple_(Export.asked_at, Export.id) < (after.created_at, after.id))
    rows = db.session.execute(query.order_by(Export.asked_at.desc(), Export.id.desc()).limit(limit + 1))
    views = [ExportView(export, step, project.title) for export, step in rows]
    return cut(views, limit, lambda view: Place(view.export.asked_at, view.export.id))


@transactional
def order_of(project_id: str, subject: str, *, public_url: str | None = None) -> Order:
    """Return what the step of this subject renders; for a zip, each document that has a version. Times link
    to the recording's page below `public_url`.
    """
    export = _of_subject(project_id, subject)
    wanted = ExportSubject.parse(subject)
    beside = Surroundings(db.session.get_one(Project, project_id))
    is_whole = wanted.format is RenderedFormat.ZIP
    written = [
        _written(document, shown, beside)
        for document, shown in documents.with_shown(beside.project)
        if shown and (is_whole or document.kind == wanted.kind)
    ]
    return Order(
        subject=wanted,
        transcript=transcripts.head(project_id),
        documents=tuple(written),
        brand=brands.brand_of(export.owner_id),
        origin=_origin(beside.project, public_url),
        replaces=export.key,
    )


def _origin(project: Project, public_url: str | None) -> Origin:
    return Origin(
        added_on=project.created_at.date(),
        duration_ms=project.duration_ms,
        filename=db.session.get_one(Upload, project.upload_id).filename,
        address=f"{public_url.rstrip('/')}/projects/{project.id}" if public_url else None,
    )


def _written(document: Document, shown: DocumentVersion, beside: Surroundings) -> Written:
    body = documents.read_body(document, shown, beside)
    doubts = documents.doubts_of(shown, is_stale=beside.is_stale(shown))
    return Written(DocumentKind(document.kind), body, documents.engine_of(shown), doubts)


def record(project: Project, subject: str, *, key: str, filename: str, size_bytes: int) -> None:
    """Record the key, name and size of the rendered file. Needs a transaction."""
    export = _of_subject(project.id, subject)
    export.key, export.filename, export.size_bytes = key, filename, size_bytes
    events.export_ready(project, export)


def _of_subject(project_id: str, subject: str) -> Export:
    query = select(Export).where(Export.project_id == project_id, Export.subject == subject)
    return db.session.scalars(query).one()


def _step_of(export: Export) -> Step:
    name = f"{EXPORT.name}:{export.subject}"
    mine = (Step.project_id == export.project_id, Step.owner_id == export.owner_id)
    return db.session.scalars(select(Step).where(*mine, Step.name == name)).one()
