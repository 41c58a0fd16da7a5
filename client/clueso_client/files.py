"""The files that Clueso makes: their formats, what each is of, and their names on this disk."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from clueso_client.errors import CluesoError
from clueso_client.shapes import Document, WorkError

RENDERED = ("docx", "pdf", "html", "zip")
"""Formats that a worker renders; the zip holds everything."""
OF_TRANSCRIPT = ("txt", "md", "srt", "vtt", "json", "tsv", "csv", "docx", "pdf", "html")
OF_DOCUMENT = ("md", "json", "docx", "pdf", "html")
FORMATS = tuple(dict.fromkeys((*OF_TRANSCRIPT, *RENDERED)))
NAME = re.compile(r"filename\*=UTF-8''([^;]+)|filename=\"?([^\";]+)", re.IGNORECASE)


class NotWritten(CluesoError):
    """A document is not there, or not yet."""


class NotRendered(CluesoError):
    """A worker could not make the file."""

    def __init__(self, error: WorkError | None) -> None:
        super().__init__(f"{error['title']}. {error['detail']}" if error else "The file could not be made.")


def written(documents: Sequence[Document], kind: str) -> Document:
    """Return the document of this kind. Raises NotWritten."""
    for document in documents:
        if document["kind"] == kind and document["status"] == "ready":
            return document
    ready = ", ".join(document["kind"] for document in documents if document["status"] == "ready") or "none"
    raise NotWritten(f"There is no finished document '{kind}' here. Finished documents: {ready}.")


def subjects(format: str, documents: Sequence[Document]) -> list[str | None]:
    """Return what a recording has in this format: kinds of documents, and None for the transcript.

    A zip is one file of everything, and None stands for it, too.
    """
    kinds = [document["kind"] for document in documents if document["status"] == "ready"]
    return [None, *(kinds if format in OF_DOCUMENT else ())]


def name_in(disposition: str, otherwise: str) -> str:
    """Return the file's name in a Content-Disposition header."""
    found = NAME.search(disposition)
    return safe(unquote(found[1] or found[2])) if found else otherwise


def safe(name: str) -> str:
    """Return a name that stays in its folder."""
    return re.sub(r"[/\\\x00-\x1f]", "_", name).lstrip(".") or "file"
