"""Documents: list them, read them with their sources and doubts, download them."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from flask import Response
from pydantic import Field

from clueso.api.context import settings
from clueso.api.document_bodies import AnyBody, picture_urls, shown_body
from clueso.api.downloads import download
from clueso.api.guards.auth import owner_id
from clueso.api.guards.conditional import etag, links_age, unless_known, values_etag
from clueso.api.links import PICTURE_TYPE, link_to
from clueso.api.openapi import api_blueprint
from clueso.api.project_answers import Trouble, WorkError
from clueso.api.responses import Responses, problems
from clueso.api.schemas import Answer, Path, Query, answer
from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.kinds.chapters import Chapters
from clueso.domain.pages import chapters, markdown
from clueso.domain.pages.options import USUAL, ExportOptions
from clueso.domain.pages.page import notes_of
from clueso.domain.steps.pace import poll_after_ms
from clueso.errors import Conflict, NotFound
from clueso.models import DocumentVersion
from clueso.services.documents import documents
from clueso.services.documents.documents import DocumentView
from clueso.services.transcripts import files

routes = api_blueprint("documents", __name__, tag="documents")


class Coverage(Answer):
    """The number of segments that the writer read, and of all segments."""

    segments_read: int
    segments_total: int


class Doubt(Answer):
    """Text to check: the recording does not contain it, or a blur hides it. `pointer` (RFC 6901) leads to it in the
    body.
    """

    pointer: str
    text: str
    reason: str


class Generator(Answer):
    """The writer of the version."""

    engine: str
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int


class Document(Answer):
    id: str
    project_id: str
    kind: DocumentKind
    status: DocumentStatus
    version: int = Field(description="0 before the first version.")
    body: AnyBody | None
    markdown: str | None = Field(
        description="The body as Markdown. Its pictures are drawn with their marks. One with a blur is missing until"
        " a worker has drawn it."
    )
    markdown_pictures: list[str] = Field(description="The URLs of the pictures that `markdown` links to.")
    sources: list[str] = Field(description="Every segment that the body cites.")
    coverage: Coverage | None
    warnings: list[Doubt]
    caution: str | None = Field(
        description="A warning to read before the document: text that the recording never says."
    )
    stale: bool = Field(description="A segment in `sources` was edited later.")
    edited: bool = Field(description="A person wrote this version.")
    generator: Generator | None
    instructions: str | None = Field(description="The instructions of the last request.")
    error: WorkError | None = Field(description="Why it is `failed` or `skipped`.")
    trouble: Trouble | None = Field(description="Set while its writing waits for a retry.")
    poll_after_ms: int | None = Field(
        description="Milliseconds until the client should read it again; null when nothing will change."
    )

    @classmethod
    def of(cls, view: DocumentView) -> Self:
        row, shown = view.document, view.shown
        pictures = picture_urls(view.body) if view.body else {}
        leaving = _leaving(view)
        return cls(
            id=row.id,
            project_id=row.project_id,
            kind=view.kind,
            status=DocumentStatus(row.status),
            version=row.version,
            body=shown_body(view.kind, view.body, pictures) if view.body else None,
            markdown=_markdown(view, shown, view.body, leaving) if shown and view.body else None,
            markdown_pictures=list(leaving.values()),
            sources=shown.sources if shown else [],
            coverage=Coverage.model_validate(shown.coverage) if shown else None,
            warnings=[Doubt.model_validate(warning) for warning in view.warnings],
            caution=documents.caution_of(shown) if shown else None,
            stale=view.stale,
            edited=shown is not None and shown.made_by is not None,
            generator=Generator.model_validate(shown.generator) if shown else None,
            instructions=row.instructions,
            error=WorkError.model_validate(row.error) if row.error else None,
            trouble=Trouble.model_validate(view.trouble) if view.trouble else None,
            poll_after_ms=poll_after_ms(
                is_final=DocumentStatus(row.status).is_final and not view.awaits_screens,
                is_running=row.status == DocumentStatus.WRITING,
                idle_s=(datetime.now(UTC) - row.updated_at).total_seconds(),
            ),
        )


class DocumentList(Answer):
    items: list[Document]
    next_cursor: None = None  # there is one document of a kind: never a second page


class TakenPicture(Answer):
    """The screen at `at_ms`; `url` is signed for fifteen minutes."""

    at_ms: int
    url: str
    width: int
    height: int


class TakenPictures(Answer):
    items: list[TakenPicture]
    next_cursor: None = None


class FileFormat(StrEnum):
    MD = "md"
    JSON = "json"
    YOUTUBE = "youtube.txt"
    VTT = "vtt"


MEDIA_TYPES = {
    FileFormat.MD: "text/markdown; charset=utf-8",
    FileFormat.JSON: "application/json",
    FileFormat.YOUTUBE: "text/plain; charset=utf-8",
    FileFormat.VTT: "text/vtt; charset=utf-8",
}
FORMATS = ",".join(f'"{format}"' for format in FileFormat)
FILES: Responses = {
    200: {
        "description": "The file",
        "content": {
            media_type.partition(";")[0]: {
                "schema": {"type": "object" if format is FileFormat.JSON else "string"}
            }
            for format, media_type in MEDIA_TYPES.items()
        },
    }
}


class FilePath(Path):
    format: FileFormat = Field(description="`youtube.txt` and `vtt` are for chapters only.")


class DocumentListing(Query):
    bodies: bool = Field(
        True,
        description="False leaves out `body`, `markdown` and `markdown_pictures`, and the warnings about texts that tell"
        " what a blur hides.",
    )


@routes.get("/projects/<id>/documents", responses={200: DocumentList, 304: None})
def list_documents(path: Path, query: DocumentListing) -> Any:
    """List a project's documents"""
    list_of = documents.list_of if query.bodies else documents.outlines_of
    views = list_of(owner_id(), path.id)
    headers = unless_known(values_etag((*map(document_etag, views), links_age(settings()))))
    return answer(DocumentList(items=[Document.of(view) for view in views]), 200, headers)


@routes.get("/documents/<id>", responses={200: Document, 304: None})
def read(path: Path) -> Any:
    """Read a document"""
    view = documents.view(owner_id(), path.id)
    headers = unless_known(document_etag(view))
    return answer(Document.of(view), 200, headers)


@routes.get("/documents/<id>/pictures", responses={200: TakenPictures})
def list_pictures(path: Path) -> Any:
    """List all pictures taken for a document, including those that no step shows"""
    items = [
        TakenPicture(
            at_ms=taken.at_ms,
            url=link_to(taken.key, PICTURE_TYPE).url,
            width=taken.width,
            height=taken.height,
        )
        for taken in documents.pictures_of(owner_id(), path.id)
    ]
    return answer(TakenPictures(items=items))


class FileOptions(Query):
    times: bool | None = Field(
        None,
        description="Write times (md). When left out, chapters and scripts have them, other kinds don't.",
    )


@routes.get(f"/documents/<id>/export.<any({FORMATS}):format>", responses=FILES | problems(Conflict))
def download_document(path: FilePath, query: FileOptions) -> Response:
    """Download a document"""
    view = documents.view(owner_id(), path.id)
    if view.shown is None or view.body is None:
        raise Conflict("The document is not written yet. Wait until it is ready.")
    text = _rendered(view, view.shown, view.body, path.format, ExportOptions(query.times))
    filename = files.filename(f"{view.project.title} {view.kind}", path.format)
    return download(text, MEDIA_TYPES[path.format], filename)


def _rendered(
    view: DocumentView, shown: DocumentVersion, body: Body, format: FileFormat, options: ExportOptions
) -> str:
    if format is FileFormat.MD:
        # Signed URLs expire long before anybody opens the file again.
        return _markdown(view, shown, body, {}, options)
    doubts = documents.doubts_of(shown, is_stale=view.stale)
    notes = notes_of(body, language=view.language, doubts=doubts)
    if format is FileFormat.JSON:
        data = {"notes": notes} | shown_body(view.kind, body, {}).model_dump(mode="json")
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if not isinstance(body, Chapters):
        raise NotFound("Only chapters are available in this format.")
    if format is FileFormat.YOUTUBE:
        # People paste this text as it is. It has no place for a note.
        return chapters.youtube(body.chapters)
    return chapters.webvtt(body.chapters, notes)


def _leaving(view: DocumentView) -> dict[int, str]:
    """Return a fresh URL for each picture of a copied text, by the index of its part."""
    return {index: link_to(key, PICTURE_TYPE).url for index, key in view.leaving.items()}


def _markdown(
    view: DocumentView,
    shown: DocumentVersion,
    body: Body,
    pictures: dict[int, str],
    options: ExportOptions = USUAL,
) -> str:
    return markdown.render(
        body,
        title=view.headline,
        pictures=pictures,
        language=view.language,
        engine=documents.engine_of(shown),
        doubts=documents.doubts_of(shown, is_stale=view.stale),
        options=options,
    )


def document_etag(view: DocumentView) -> str:
    """Return the tag of the save that can be edited, and of everything else that the response shows: the
    document's state, the project's title in the Markdown, and whether it is stale.
    """
    row, saves = view.document, view.shown.saves if view.shown else 0
    return etag(
        f"{row.version}.{saves}", row.revision, view.project.version, *(["stale"] if view.stale else [])
    )
