"""The client: one method for each thing that a program does with Clueso."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from clueso_client import files, uploads
from clueso_client.connection import Connection
from clueso_client.parts import Seen
from clueso_client.shapes import Document, Export, Hit, NewProject, Project, Status, Transcript, Upload

PAGE = 100
LINKS = ("https://", "http://")


class Clueso:
    """Clueso, signed in with a key. Without arguments, CLUESO_URL and CLUESO_KEY name both. Raises NoKey."""

    def __init__(self, url: str | None = None, key: str | None = None) -> None:
        self._connection = Connection(url, key)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.__exit__()

    def upload(self, path: Path, *, seen: Seen = bool) -> Upload:
        """Upload a recording. The same call again goes on where one broke off."""
        return uploads.send(self._connection, path, seen)

    def process(
        self,
        recording: Path | str,
        *,
        title: str | None = None,
        language: str | None = None,
        documents: Sequence[str] | None = None,
        seen: Seen = bool,
    ) -> Project:
        """Upload a recording, or name a link to its file, and begin the work on it. Without `documents`, every kind is
        written. The server fetches the file at a link: this returns at once.
        """
        upload = (
            uploads.named(self._connection, str(recording))
            if is_link(recording)
            else self.upload(Path(recording), seen=seen)
        )
        return self.create_project(upload["id"], title=title, language=language, documents=documents)

    def create_project(
        self,
        upload_id: str,
        *,
        title: str | None = None,
        language: str | None = None,
        documents: Sequence[str] | None = None,
    ) -> Project:
        """Begin the work on an upload."""
        wanted: NewProject = {"upload_id": upload_id}
        if title is not None:
            wanted["title"] = title
        if language is not None:
            wanted["language"] = language
        if documents is not None:
            wanted["documents"] = list(documents)
        project: Project = self._connection.call("POST", "/projects", json=wanted)
        return project

    def projects(self, *, query: str | None = None, status: Status | None = None) -> Iterator[Project]:
        """Yield the projects, newest first."""
        yield from self._pages("/projects", {"q": query, "status": status})

    def project(self, project_id: str) -> Project:
        project: Project = self._get(f"/projects/{_id(project_id)}")
        return project

    def watch(self, *project_ids: str) -> Iterator[Project]:
        """Yield each project whenever it may have changed, until nothing changes in any of them."""
        due = dict.fromkeys(project_ids, time.monotonic())
        while due:
            project_id = min(due, key=lambda one: due[one])
            time.sleep(max(0.0, due[project_id] - time.monotonic()))
            project = self.project(project_id)
            yield project
            if project["poll_after_ms"] is None:
                del due[project_id]
            else:
                due[project_id] = time.monotonic() + project["poll_after_ms"] / 1000

    def search(
        self, query: str, *, within: Sequence[str] = (), project_id: str | None = None
    ) -> Iterator[Hit]:
        """Yield the moments at which the words stand, the best first."""
        yield from self._pages(
            "/search", {"q": query, "in": ",".join(within) or None, "project_id": project_id}
        )

    def transcript(self, project_id: str) -> Transcript:
        transcript: Transcript = self._get(f"/projects/{_id(project_id)}/transcript")
        return transcript

    def documents(self, project_id: str) -> list[Document]:
        items: list[Document] = self._get(f"/projects/{_id(project_id)}/documents")["items"]
        return items

    def export(self, project_id: str, format: str, *, kind: str | None = None) -> tuple[str, bytes]:
        """Return the name and the bytes of a file: of the document of this kind, else of the transcript.

        The format zip holds everything. Raises Problem, NotWritten.
        """
        document = files.written(self.documents(project_id), kind) if kind is not None else None
        if format in files.RENDERED:
            return self._rendered(project_id, format, document["id"] if document else None)
        path = (
            f"/documents/{document['id']}/export" if document else f"/projects/{_id(project_id)}/transcript"
        )
        response = self._connection.ask("GET", f"{path}.{quote(format, safe='')}")
        return files.name_in(
            response.headers.get("Content-Disposition", ""), f"transcript.{format}"
        ), response.content

    def link(self, project_id: str, *, kind: str | None = None, at_ms: int | None = None) -> str:
        """Return the address of a recording's page, at a tab and a moment."""
        tab = f"/{kind}" if kind else ""
        moment = f"?t={at_ms / 1000:g}" if at_ms is not None else ""
        return f"{self._connection.url}/projects/{project_id}{tab}{moment}"

    def _rendered(self, project_id: str, format: str, document_id: str | None) -> tuple[str, bytes]:
        wanted = {"format": format} | ({"document_id": document_id} if document_id else {})
        export: Export = self._connection.call("POST", f"/projects/{_id(project_id)}/exports", json=wanted)
        while export["poll_after_ms"] is not None:
            time.sleep(export["poll_after_ms"] / 1000)
            export = self._get(f"/exports/{export['id']}")
        if export["url"] is None:
            raise files.NotRendered(export["error"])
        return files.safe(export["filename"] or f"export.{format}"), self._connection.fetch(export["url"])

    def _pages(self, path: str, query: dict[str, Any]) -> Iterator[Any]:
        wanted = {name: value for name, value in query.items() if value is not None} | {"limit": PAGE}
        while True:
            page = self._get(path, wanted)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            wanted["cursor"] = page["next_cursor"]

    def _get(self, path: str, query: dict[str, Any] | None = None) -> Any:
        return self._connection.call("GET", path, params=query)


def is_link(recording: Path | str) -> bool:
    """Return whether this is a link, and no file of this machine."""
    return isinstance(recording, str) and recording.lower().startswith(LINKS)


def _id(text: str) -> str:
    """Return an id as part of a path."""
    return quote(text, safe="")
