"""What a link shows: the released parts of its project, as pages and keys of files in storage, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.page import LABELS, Page, document_page, transcript_page
from clueso.domain.transcript import Segment
from clueso.domain.words.labels import Label, in_language
from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, SharedLink, Transcript, Upload, UploadStatus
from clueso.services.documents import documents, drawn_pictures
from clueso.services.documents.surroundings import Surroundings
from clueso.services.people import brands
from clueso.services.people.brands import Brand
from clueso.services.sharing.links import TRANSCRIPT, VIDEO
from clueso.services.transaction import transactional
from clueso.services.transcripts import subtitles, transcripts


@dataclass(frozen=True, slots=True)
class Section:
    """A released document, or the transcript. `pictures` are keys in storage by the index of a Figure."""

    part: str
    label: str
    page: Page
    pictures: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything on a link's page.

    `recording` is None unless it is released and still stored. `captions` are WebVTT, None unless recording and
    transcript are released.
    """

    project: Project
    brand: Brand
    language: str | None
    recording: Upload | None
    captions: str | None
    sections: Sequence[Section]


@transactional
def of_link(link: SharedLink) -> Contents:
    """Return what a link shows now. Raises NotFound if its project has gone."""
    project = db.session.scalar(
        select(Project).where(
            Project.id == link.project_id, Project.owner_id == link.owner_id, Project.deleted_at.is_(None)
        )
    )
    if project is None:
        raise NotFound("There is no such link.")
    segments = _segments(link)
    beside = Surroundings(project)
    sections = [
        _document(document, shown, beside)
        for document, shown in documents.with_shown(project)
        if shown and document.kind in link.shows
    ]
    if segments:
        sections.append(_transcript(project, segments))
    recording = _recording(project) if VIDEO in link.shows else None
    return Contents(
        project=project,
        brand=brands.brand_of(link.owner_id),
        language=db.session.get_one(Transcript, project.id).language,
        recording=recording,
        # Cue by cue as it was segmented: shaping cues needs the words, most of a transcript's data.
        captions="".join(subtitles.write_vtt(segments, raw=True)) if recording and segments else None,
        sections=sections,
    )


def _recording(project: Project) -> Upload | None:
    upload = db.session.get_one(Upload, project.upload_id)
    return upload if upload.status == UploadStatus.STORED else None


def _document(document: Document, shown: DocumentVersion, beside: Surroundings) -> Section:
    """Return the visible version of a document."""
    body = documents.read_body(document, shown, beside)
    page = document_page(
        body,
        title=beside.headline,
        language=beside.language,
        engine=documents.engine_of(shown),
        doubts=documents.doubts_of(shown, is_stale=beside.is_stale(shown)),
    )
    name = LABELS.get(body.label)
    label = in_language(name, page.language) if name else body.label
    return Section(
        DocumentKind(document.kind), label, page, drawn_pictures.released_keys(document, body, beside.steps)
    )


def _segments(link: SharedLink) -> Sequence[Segment]:
    """Return the segments of the transcript that have a text; none unless it is released and complete."""
    if TRANSCRIPT not in link.shows:
        return ()
    view = transcripts.read(link.owner_id, link.project_id)
    return [segment for segment in view.segments if segment.text.strip()] if view.complete else ()


def _transcript(project: Project, segments: Sequence[Segment]) -> Section:
    head = transcripts.head(project.id)
    page = transcript_page(
        segments, title=head.headline, language=head.language, engine=head.engine, warnings=head.warnings
    )
    return Section(TRANSCRIPT, in_language(Label.TRANSCRIPT, head.language), page, {})
