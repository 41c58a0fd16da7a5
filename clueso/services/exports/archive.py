"""Writes a whole project as a folder that a person can read."""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Body, Json
from clueso.domain.documents.kinds.chapters import Chapters
from clueso.domain.documents.parts import illustrated
from clueso.domain.pages import chapters, markdown
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import Page, document_page, transcript_page
from clueso.domain.ports.renderer import Renderer
from clueso.services.exports.orders import Order, Written
from clueso.services.transcripts import files
from clueso.services.transcripts.files import ExportFormat

PICTURES = "pictures"


def page_of(order: Order) -> Page:
    """Return the single page of an order that is not a zip."""
    if order.subject.kind is None:
        return _transcript_page(order)
    return _document_page(order, order.documents[0])


def write_everything(order: Order, renderer: Renderer, pictures: Mapping[str, Path], into: Path) -> None:
    """Write transcript, documents and pictures, each in every text format, into an existing folder.

    `pictures` are files by their key in storage.
    """
    _write_transcript(order, renderer, into)
    for document in order.documents:
        files = {index: pictures[key] for index, key in document.pictures.items()}
        names = _copy_pictures(files, into / PICTURES, document.kind)
        _write_document(order, document, names, into)
        path = into / f"{document.kind}.html"
        renderer.render(_document_page(order, document), RenderedFormat.HTML, files, path)


def _write_transcript(order: Order, renderer: Renderer, into: Path) -> None:
    for format in ExportFormat:
        text = files.render(order.transcript, format, speakers=True, timestamps=False, raw=False)
        (into / f"transcript.{format}").write_text(text)
    renderer.render(_transcript_page(order), RenderedFormat.HTML, {}, into / "transcript.html")


def _copy_pictures(files: Mapping[int, Path], into: Path, kind: DocumentKind) -> dict[int, str]:
    """Copy the pictures. Return their paths, relative to the parent folder, by the index of their part."""
    # All documents share the folder.
    word = "step" if kind is DocumentKind.GUIDE else kind
    names = {index: f"{word}-{index + 1:02}.jpg" for index in files}
    if names:
        into.mkdir(exist_ok=True)
    for index, name in names.items():
        copyfile(files[index], into / name)
    return {index: f"{into.name}/{name}" for index, name in names.items()}


def _write_document(order: Order, document: Written, pictures: Mapping[int, str], into: Path) -> None:
    title = order.transcript.title
    text = markdown.render(
        document.body,
        title=title,
        pictures=pictures,
        language=order.transcript.language,
        engine=document.engine,
        doubts=document.doubts,
    )
    (into / f"{document.kind}.md").write_text(text)
    body = json.dumps(_with_paths(document.body, pictures), ensure_ascii=False, indent=2)
    (into / f"{document.kind}.json").write_text(body + "\n")
    if isinstance(document.body, Chapters):
        (into / "chapters.youtube.txt").write_text(chapters.youtube(document.body.chapters))
        (into / "chapters.vtt").write_text(chapters.webvtt(document.body.chapters))


def _with_paths(body: Body, pictures: Mapping[int, str]) -> Json:
    """Return the body as JSON, with paths in the folder in place of our keys in storage."""
    written = body.to_json()
    for index, placed in enumerate(illustrated(body)):
        if placed.part.picture:
            # Our keys in storage mean nothing to the reader of the folder.
            picture = written[placed.member][placed.index]["picture"]
            picture.pop("key", None)
            picture["file"] = pictures.get(index)
    return written


def _transcript_page(order: Order) -> Page:
    view = order.transcript
    return transcript_page(
        view.segments,
        title=view.title,
        language=view.language,
        engine=view.engine,
        warnings=view.warnings,
    )


def _document_page(order: Order, document: Written) -> Page:
    view = order.transcript
    return document_page(
        document.body,
        title=view.title,
        language=view.language,
        engine=document.engine,
        doubts=document.doubts,
    )
