"""Writes a whole project as a folder that a person can read."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Body, Json
from clueso.domain.documents.kinds.chapters import Chapters
from clueso.domain.documents.parts import illustrated
from clueso.domain.pages import chapters, markdown
from clueso.domain.pages.exports import TRANSCRIPT, RenderedFormat
from clueso.domain.pages.look import Look
from clueso.domain.pages.page import LABELS, Page, document_page, notes_of, transcript_page
from clueso.domain.ports.renderer import Renderer
from clueso.domain.words.labels import Label
from clueso.services.exports.enclosures import Enclosures
from clueso.services.exports.orders import Order, Written
from clueso.services.transcripts import files
from clueso.services.transcripts.files import ExportFormat

PICTURES = "pictures"


def page_of(order: Order, enclosures: Enclosures) -> Page:
    """Return the single page of an order that is not a zip."""
    if order.subject.kind is None:
        return _transcript_page(order, enclosures)
    return _document_page(order, order.documents[0], enclosures)


def write_everything(order: Order, renderer: Renderer, enclosures: Enclosures, into: Path) -> None:
    """Write transcript, documents, pictures and moving pictures, each in every format, into an existing folder."""
    _write_transcript(order, renderer, enclosures, into)
    for document in order.documents:
        files = enclosures.pictures.get(document.kind, {})
        stills = _copied(files, into / PICTURES, document.kind, "jpg")
        moving = _copied(enclosures.clips.get(document.kind, {}), into / PICTURES, document.kind, "mp4")
        _write_document(order, document, stills, moving, into)
        _write_page(_document_page(order, document, enclosures), renderer, files, into / document.kind)


def _write_transcript(order: Order, renderer: Renderer, enclosures: Enclosures, into: Path) -> None:
    for format in ExportFormat:
        text = files.render(
            order.transcript,
            format,
            speakers=order.subject.options.speakers,
            timestamps=order.subject.options.times is True,
            raw=False,
        )
        (into / f"transcript.{format}").write_text(text)
    _write_page(_transcript_page(order, enclosures), renderer, {}, into / TRANSCRIPT)


def _write_page(page: Page, renderer: Renderer, pictures: Mapping[int, Path], stem: Path) -> None:
    for format in RenderedFormat:
        if format is not RenderedFormat.ZIP:
            renderer.render(page, format, pictures, stem.with_name(f"{stem.name}.{format}"))


def _copied(files: Mapping[int, Path], into: Path, kind: DocumentKind, ending: str) -> dict[int, str]:
    """Copy the files. Return their paths, relative to the parent folder, by the index of their part."""
    # All documents share the folder.
    word = "step" if kind is DocumentKind.GUIDE else kind
    names = {index: f"{word}-{index + 1:02}.{ending}" for index in files}
    if names:
        into.mkdir(exist_ok=True)
    for index, name in names.items():
        copyfile(files[index], into / name)
    return {index: f"{into.name}/{name}" for index, name in names.items()}


def _write_document(
    order: Order, document: Written, pictures: Mapping[int, str], clips: Mapping[int, str], into: Path
) -> None:
    text = markdown.render(
        document.body,
        title=order.transcript.headline,
        pictures=pictures,
        clips=clips,
        language=order.transcript.language,
        engine=document.engine,
        doubts=document.doubts,
        options=order.subject.options,
    )
    (into / f"{document.kind}.md").write_text(text)
    notes = notes_of(document.body, language=order.transcript.language, doubts=document.doubts)
    data = {"notes": notes} | _with_paths(document.body, pictures, clips)
    (into / f"{document.kind}.json").write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    if isinstance(document.body, Chapters):
        (into / "chapters.youtube.txt").write_text(chapters.youtube(document.body.chapters))
        (into / "chapters.vtt").write_text(chapters.webvtt(document.body.chapters, notes))


def _with_paths(body: Body, pictures: Mapping[int, str], clips: Mapping[int, str]) -> Json:
    """Return the body as JSON, with paths in the folder in place of our keys in storage."""
    written = body.to_json()
    for index, placed in enumerate(illustrated(body)):
        if placed.part.picture:
            # Our keys in storage mean nothing to the reader of the folder.
            picture = written[placed.member][placed.index]["picture"]
            picture.pop("key", None)
            picture["file"] = pictures.get(index)
            if index in clips:
                picture["moving"] = clips[index]
    return written


def _transcript_page(order: Order, enclosures: Enclosures) -> Page:
    view = order.transcript
    page = transcript_page(
        view.segments,
        title=view.headline,
        language=view.language,
        engine=view.engine,
        warnings=view.warnings,
        options=order.subject.options,
    )
    return _dressed(order, page, Label.TRANSCRIPT, enclosures)


def _document_page(order: Order, document: Written, enclosures: Enclosures) -> Page:
    view = order.transcript
    page = document_page(
        document.body,
        title=view.headline,
        language=view.language,
        engine=document.engine,
        doubts=document.doubts,
        options=order.subject.options,
    )
    page = replace(page, clips=enclosures.clips.get(document.kind, {}))
    return _dressed(order, page, LABELS.get(document.kind.body.label), enclosures)


def _dressed(order: Order, page: Page, label: Label | None, enclosures: Enclosures) -> Page:
    """Return the page with the words about its recording, and the look of the order."""
    look = Look(order.brand.accent, enclosures.logo, order.subject.options.paper)
    return replace(page.above(order.origin, label), look=look)
