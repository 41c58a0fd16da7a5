"""Documents: the writer's task, its drafts as versions, and the visible version."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import and_, func, select
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption

from clueso.domain.checking import doubts
from clueso.domain.documents.blurs import hides, keep_blurs
from clueso.domain.documents.documents import DocumentKind, DocumentStatus, Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.missing_speech import missing_speech
from clueso.domain.documents.parts import pictures_in, sources, with_visible_titles
from clueso.domain.editing import mentions
from clueso.domain.files.file_names import title_of
from clueso.domain.hearing.transcript_warnings import doubtful_ms, lacking_ms, trusted
from clueso.domain.pages.page import ARRANGED, Doubts
from clueso.domain.pages.written_language import written_language
from clueso.domain.ports.writer import Draft, WritingTask
from clueso.domain.seen.hidden import told, well_described
from clueso.domain.words.visible import visible
from clueso.errors import WriterRefused
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, Step, Transcript, Upload
from clueso.services import passages, screens
from clueso.services.documents import drawn_pictures, pictures, taken_pictures
from clueso.services.documents.surroundings import Surroundings
from clueso.services.pipeline import document_state, step_rows
from clueso.services.projects.ownership import own_part, own_project
from clueso.services.transaction import transactional
from clueso.services.transcripts import speakers, transcripts

ALL_DOUBTFUL = (
    "The whole transcript may be in another language than what was said. Transcribe the recording again in the"
    " right one, then write this again."
)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as the API shows it.

    `shown` is the visible version, `body` its body with the names of the speakers; both are None before the
    first version. `leaving` are the keys of the pictures for copies of its text, by the index of their part.
    `warnings` are those of the version, then those of texts that tell what a blur hides.
    `trouble` is that of the step that works on the document (`StepState`). `language` is the
    recording's. `headline` heads files of a kind without a title of its own. `awaits_screens` says that screens that
    are read late may still complete the version.
    """

    document: Document
    project: Project
    shown: DocumentVersion | None
    body: Body | None
    stale: bool
    trouble: dict[str, Any] | None = None
    language: str | None = None
    headline: str = ""
    leaving: Mapping[int, str] = field(default_factory=dict)
    warnings: Sequence[Warning] = ()
    awaits_screens: bool = False

    @property
    def kind(self) -> DocumentKind:
        return DocumentKind(self.document.kind)


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture of the screen at `at_ms`. `key` is its key in storage."""

    at_ms: int
    key: str
    width: int
    height: int


@transactional
def task_of(project_id: str, kind: DocumentKind, *, is_ordered: bool = True) -> tuple[WritingTask, int]:
    """Return the writer's task and the version of the transcript in it.

    Text in a doubtful language is left out, so that no document is based on it. Raises WriterRefused if no
    other text is there.

    `title` is the one that a person gave, else empty: the name of a file is no headline. `working_title` is the
    title that the project was created with, else the file's name.
    """
    # A changed prompt would be paid for again. So no member may change between two attempts, and a generated
    # title is never among them.
    project = db.session.get_one(Project, project_id)
    upload = db.session.get_one(Upload, project.upload_id)
    filename = title_of(upload.filename)
    document = _of_kind(project_id, kind)
    transcript = transcripts.load(project_id)
    segments = trusted(transcript.segments, transcript.warnings)
    if transcript.segments and not segments:
        raise WriterRefused(ALL_DOUBTFUL)
    task = WritingTask(
        kind=kind,
        segments=segments,
        language=transcript.language or "en",
        title="" if project.title_is_generated else project.title,
        duration_ms=project.duration_ms or 0,
        has_video=bool(project.has_video),
        instructions=document.instructions,
        vocabulary=tuple(project.vocabulary),
        working_title=project.working_title or filename,
        is_ordered=is_ordered,
        screens=tuple(screens.of_project(project_id)),
    )
    return task, transcript.version


def record_draft(
    project: Project, step_name: str, kind: DocumentKind, draft: Draft, *, transcript_version: int
) -> None:
    """Add a new version and make it the visible one. The earlier version stays in the history. Needs a
    transaction.

    A version written from a transcript that was edited meanwhile is stale from the start.
    """
    document = _of_kind(project.id, kind)
    before = document_state.shown_of(document)
    # A picture at a moment that the new version names too is not taken again.
    earlier = readable(before, kind)
    body = pictures.keep_taken(
        _with_references(project, draft), taken_pictures.known_for(document.id, *earlier)
    )
    for shown in earlier:
        body = keep_blurs(body, shown, drawn_pictures.same_screen(screens.of_project(project.id)))
    number = next_number(document.id)
    db.session.add(
        DocumentVersion(
            document_id=document.id,
            number=number,
            body=body.to_json(),
            sources=list(sources(body)),
            coverage=asdict(draft.coverage),
            warnings=[asdict(warning) for warning in (*draft.warnings, *_of_transcript(project.id))],
            generator=asdict(draft.generator),
            transcript_version=transcript_version,
            made_by=None,
        )
    )
    document.version = number
    drawn_pictures.follow(project, document, body, next(iter(earlier), None))
    if _is_of_first_run(project, step_name):
        name_project(project, draft.title)
    passages.index_documents(project, speakers.of_project(project.id), kind)
    if pictures.missing(body):
        pictures.queue_after_writing(project, step_name)
    else:
        document_state.set_document(document, DocumentStatus.READY)


def name_project(project: Project, proposed: str | None) -> None:
    """Give the project a writer's title, unless a person gave it one. Needs a transaction."""
    # The title comes from a model: without control characters, and no longer than the column.
    title = visible(proposed or "").strip()[:255]
    if title and project.title_is_generated:
        project.title = title
        passages.index_title(project)


def readable(version: DocumentVersion | None, kind: DocumentKind) -> list[Body]:
    """Return the body of a version; none when there is no version, or when its body has another shape."""
    try:
        return [version.content(kind)] if version else []
    except ValidationError:
        return []


def _with_references(project: Project, draft: Draft) -> Body:
    """Return the body of a draft with references to speakers in place of their names.

    If the text is the speakers' own words, a name in it was spoken and stays.
    """
    # The extractive writer and the small one copy sentences, and so does a script of the speech.
    is_prose = draft.generator.engine not in ARRANGED and not draft.body.is_speech
    ids = speakers.names_of(project.id)
    return mentions.with_references(with_visible_titles(draft.body), ids, is_prose=is_prose)


def read_body(document: Document, version: DocumentVersion, beside: Surroundings) -> Body:
    """Return the body of a version as people read it: with the names of the speakers, and without what the visible
    version hides. Needs a transaction.
    """
    body = mentions.with_names(version.content(DocumentKind(document.kind)), beside.speakers)
    if not pictures_in(body):
        return body
    if version.number != document.version:
        # What the visible version hides does not leave by an older one.
        body = keep_blurs(body, _visible_body(document), drawn_pictures.same_screen(beside.screens))
    return well_described(body, beside.screens)


def _of_transcript(project_id: str) -> list[Warning]:
    """Return warnings about the transcript for the readers of any document written from it."""
    transcript = db.session.get_one(Transcript, project_id)
    still_open = transcripts.open_warnings(transcript)
    return missing_speech(lacking_ms=lacking_ms(still_open), doubtful_ms=doubtful_ms(still_open))


def _is_of_first_run(project: Project, step_name: str) -> bool:
    """Return whether the step is of the first run. When a document is written again, perhaps in another
    language, its owner knows the project's title already.
    """
    query = select(Step.in_first_run).where(Step.project_id == project.id, Step.name == step_name)
    return bool(db.session.scalar(query))


def next_number(document_id: str) -> int:
    query = select(func.max(DocumentVersion.number)).where(DocumentVersion.document_id == document_id)
    return (db.session.scalar(query) or 0) + 1


@transactional
def list_of(owner_id: str, project_id: str) -> list[DocumentView]:
    """Return the project's documents in the order of the kinds. Raises NotFound."""
    beside = Surroundings(own_project(owner_id, project_id))
    return [view_of(row, shown, beside) for row, shown in with_shown(beside.project)]


@transactional
def outlines_of(owner_id: str, project_id: str) -> list[DocumentView]:
    """Return the project's documents like `list_of`, without reading their bodies. `warnings` are those of the
    versions only. Raises NotFound.
    """
    beside = Surroundings(own_project(owner_id, project_id))
    rows = with_shown(beside.project, defer(DocumentVersion.body, raiseload=True))
    return [_outline(row, shown, beside) for row, shown in rows]


def with_shown(
    project: Project, *options: ExecutableOption
) -> Sequence[tuple[Document, DocumentVersion | None]]:
    """Return the project's documents in the order of the kinds, each with its visible version, as the database has them
    now. Needs a transaction.
    """
    is_shown = (DocumentVersion.document_id == Document.id, DocumentVersion.number == Document.version)
    query = (
        select(Document, DocumentVersion)
        .outerjoin(DocumentVersion, and_(*is_shown))
        .where(Document.project_id == project.id, Document.owner_id == project.owner_id)
        .options(*options)
        .execution_options(populate_existing=True)
    )
    order = list(DocumentKind)
    rows = [(document, shown) for document, shown in db.session.execute(query)]
    return sorted(rows, key=lambda row: order.index(DocumentKind(row[0].kind)))


@transactional
def view(owner_id: str, document_id: str) -> DocumentView:
    """Return the document. Raises NotFound, also for another owner's document."""
    document, project = own(owner_id, document_id)
    return view_of(document, document_state.shown_of(document), Surroundings(project))


def caution_of(version: DocumentVersion) -> str | None:
    """Return the warning at the head of a version about text that the recording never says; None without such
    text.
    """
    return doubts.caution(_warnings_of(version))


def doubts_of(version: DocumentVersion, *, is_stale: bool) -> Doubts:
    """Return what a reader of this version should know before reading it."""
    warnings = _warnings_of(version)
    return Doubts(
        unsaid=doubts.unsaid(warnings),
        of_the_whole=tuple(warning.reason for warning in warnings if not warning.pointer),
        is_stale=is_stale,
    )


def engine_of(version: DocumentVersion) -> str | None:
    """Return the writer of a version; None if a person has written it."""
    return None if version.made_by else version.generator["engine"]


def _warnings_of(version: DocumentVersion) -> list[Warning]:
    return [Warning(**warning) for warning in version.warnings]


@transactional
def pictures_of(owner_id: str, document_id: str) -> list[TakenPicture]:
    """Return every picture taken for a document, in order of time. Raises NotFound, also for another owner's
    document.
    """
    document, _ = own(owner_id, document_id)
    shown = document_state.shown_of(document)
    bodies = [shown.content(DocumentKind(document.kind))] if shown else []
    taken = taken_pictures.known_for(document_id, *bodies)
    moments = sorted(name for name in taken if isinstance(name, int))
    return [TakenPicture(at_ms, **taken[at_ms]) for at_ms in moments]


def own(owner_id: str, document_id: str) -> tuple[Document, Project]:
    """Return the document with its project. Needs a transaction. Raises NotFound, also for another owner's
    document.
    """
    return own_part(owner_id, Document, document_id, otherwise="There is no such document.")


def view_of(document: Document, shown: DocumentVersion | None, beside: Surroundings) -> DocumentView:
    """Return the document as if this version were the visible one. Needs a transaction."""
    body = read_body(document, shown, beside) if shown else None
    leaving = (
        drawn_pictures.leaving_keys(document, body, _visible_body(document), beside.steps) if body else {}
    )
    return DocumentView(
        document,
        beside.project,
        shown,
        body,
        shown is not None and beside.is_stale(shown),
        _trouble(document, beside),
        beside.language,
        beside.headline,
        leaving,
        [*(_warnings_of(shown) if shown else ()), *_told(body, beside)],
        _awaits_screens(shown, beside),
    )


def _outline(document: Document, shown: DocumentVersion | None, beside: Surroundings) -> DocumentView:
    """Return the document without its body."""
    return DocumentView(
        document,
        beside.project,
        shown,
        body=None,
        stale=shown is not None and beside.is_stale(shown),
        trouble=_trouble(document, beside),
        warnings=_warnings_of(shown) if shown else (),
        awaits_screens=_awaits_screens(shown, beside),
    )


def _awaits_screens(shown: DocumentVersion | None, beside: Surroundings) -> bool:
    return shown is not None and shown.made_by is None and beside.awaits_screens


def _told(body: Body | None, beside: Surroundings) -> Sequence[Warning]:
    """Return warnings about the texts of a body that tell what its pictures hide."""
    if body is None or not hides(body):
        return ()
    return told(body, beside.screens, written_language(body, spoken=beside.language or "en"))


def _visible_body(document: Document) -> Body:
    version = db.session.get_one(DocumentVersion, (document.id, document.version))
    return version.content(DocumentKind(document.kind))


def _trouble(document: Document, beside: Surroundings) -> dict[str, Any] | None:
    if DocumentStatus(document.status).is_final:
        return None
    working = (step for step in beside.steps if document_state.works_on(step, document.kind))
    troubles = (step_rows.state_of(step).trouble for step in working)
    return next((trouble for trouble in troubles if trouble), None)


def _of_kind(project_id: str, kind: DocumentKind) -> Document:
    query = select(Document).where(Document.project_id == project_id, Document.kind == kind)
    return db.session.scalars(query).one()
