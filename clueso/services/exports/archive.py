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
from clueso.services.exports.orders import Order, Written
from clueso.services.transcripts import files
from clueso.services.transcripts.files import ExportFormat

PICTURES = "pictures"


Clips = Mapping[DocumentKind, Mapping[int, Path]]
"""The moving pictures of each document, by the index of their part."""


def page_of(order: Order, pictures: Mapping[str, Path], clips: Clips) -> Page:
    """Return the single page of an order that is not a zip. `pictures` are files by their key in storage."""
    if order.subject.kind is None:
        return _transcript_page(order, pictures)
    return _document_page(order, order.documents[0], pictures, clips)


def write_everything(
    order: Order, renderer: Renderer, pictures: Mapping[str, Path], clips: Clips, into: Path
) -> None:
    """Write transcript, documents, pictures and moving pictures, each in every format, into an existing folder.

    `pictures` are files by their key in storage.
    """
    _write_transcript(order, renderer, pictures, into)
    for document in order.documents:
        files = {index: pictures[key] for index, key in order.shown_pictures(document).items()}
        stills = _copied(files, into / PICTURES, document.kind, "jpg")
        moving = _copied(clips.get(document.kind, {}), into / PICTURES, document.kind, "mp4")
        _write_document(order, document, stills, moving, into)
        _write_page(_document_page(order, document, pictures, clips), renderer, files, into / document.kind)


def _write_transcript(order: Order, renderer: Renderer, pictures: Mapping[str, Path], into: Path) -> None:
    for format in ExportFormat:
        text = files.render(
            order.transcript,
            format,
            speakers=order.subject.options.speakers,
            timestamps=order.subject.options.times is True,
            raw=False,
        )
        (into / f"transcript.{format}").write_text(text)
    _write_page(_transcript_page(order, pictures), renderer, {}, into / TRANSCRIPT)


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


def _transcript_page(order: Order, pictures: Mapping[str, Path]) -> Page:
    view = order.transcript
    page = transcript_page(
        view.segments,
        title=view.headline,
        language=view.language,
        engine=view.engine,
        warnings=view.warnings,
        options=order.subject.options,
    )
    return _dressed(order, page, Label.TRANSCRIPT, pictures)


def _document_page(order: Order, document: Written, pictures: Mapping[str, Path], clips: Clips) -> Page:
    view = order.transcript
    page = document_page(
        document.body,
        title=view.headline,
        language=view.language,
        engine=document.engine,
        doubts=document.doubts,
        options=order.subject.options,
    )
    page = replace(page, clips=clips.get(document.kind, {}))
    return _dressed(order, page, LABELS.get(document.kind.body.label), pictures)


def _dressed(order: Order, page: Page, label: Label | None, pictures: Mapping[str, Path]) -> Page:
    """Return the page with the words about its recording, and the look of the order."""
    logo = pictures[order.brand.logo_key] if order.brand.logo_key else None
    look = Look(order.brand.accent, logo, order.subject.options.paper)
    return replace(page.above(order.origin, label), look=look)
