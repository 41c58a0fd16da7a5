"""An MCP server: agents search, read, process and export recordings. Each answer cites moments by links."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from typing_extensions import TypedDict  # on Python 3.11 pydantic reads no other

from clueso_client.client import Clueso, is_link
from clueso_client.clock import clock
from clueso_client.errors import CluesoError
from clueso_client.files import written
from clueso_client.shapes import Hit, Project, Segment, Status

PAGE_CHARACTERS = 12_000
"""Longest text of one answer, about 3,000 tokens."""
HITS_MAX = 50
INSTRUCTIONS = """Recordings that Clueso turned into transcripts and documents. Find moments with `search`, or
recordings with `list`, then `read` what is said or written. Cite a moment with its link, which opens the recording
there. `process` begins the work on a local file and returns at once; `status` says how far it is."""


class Recording(TypedDict):
    """A recording. `link` opens its page; `documents` are the finished ones, null where nobody looked."""

    project_id: str
    title: str
    status: Status
    progress: float
    length: str | None
    documents: list[str] | None
    problem: str | None
    link: str


class Moment(TypedDict):
    """A moment at which the words of a search stand. `link` opens the recording there."""

    project_id: str
    title: str
    where: str
    at_ms: int
    at: str
    snippet: str
    link: str


class Page(TypedDict):
    """A part of a text. With `next`, call again with it as `start`."""

    text: str
    link: str
    next: int | None


class Saved(TypedDict):
    """A file on this disk."""

    path: str
    size_bytes: int


def serve(clueso: Clueso | None = None) -> None:
    """Serve on standard input and output until the input ends. Raises NoKey."""
    with clueso or Clueso() as signed_in:
        server(signed_in).run()


def server(clueso: Clueso) -> MCPServer:
    """Return the server of what this key may see."""
    made = MCPServer("clueso", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = _Tools(clueso)
    reads = ToolAnnotations(read_only_hint=True)
    made.tool("search", annotations=reads)(tools.search)
    made.tool("list", annotations=reads)(tools.list_recordings)
    made.tool("read", annotations=reads)(tools.read)
    made.tool("status", annotations=reads)(tools.status)
    made.tool("process", annotations=ToolAnnotations(destructive_hint=False))(tools.process)
    made.tool("export", annotations=ToolAnnotations(destructive_hint=False))(tools.export)
    return made


class _Tools:
    """The tools. The docstring of each is what the agent reads about it."""

    def __init__(self, clueso: Clueso) -> None:
        self._clueso = clueso

    def search(self, query: str, project_id: str | None = None, limit: int = 10) -> list[Moment]:
        """Find moments at which something is said, written or shown, the best first, each with a link to it. Quotes
        hold words together, -word leaves out. With `project_id`, only in this recording. At most 50.
        """
        with _told():
            hits = self._clueso.search(query, project_id=project_id)
            return [self._moment(hit) for hit in islice(hits, min(limit, HITS_MAX))]

    def list_recordings(
        self, title: str | None = None, status: Status | None = None, limit: int = 20
    ) -> list[Recording]:
        """List recordings, newest first; with `title`, those whose title has these words. At most 50."""
        with _told():
            projects = self._clueso.projects(query=title, status=status)
            return [self._recording(project) for project in islice(projects, min(limit, HITS_MAX))]

    def read(self, project_id: str, document: str = "transcript", start: int = 0) -> Page:
        """Read the transcript of a recording or one of its documents (summary, chapters, guide, article, script) as
        text. Each line of a transcript begins with its moment. A long text comes in pages: call again with `next` as
        `start`.
        """
        with _told():
            if document == "transcript":
                return self._transcript_page(project_id, start)
            found = written(self._clueso.documents(project_id), document)
            text, link = found["markdown"] or "", self._clueso.link(project_id, kind=document)
            rest = start + PAGE_CHARACTERS < len(text)
            return {
                "text": text[start : start + PAGE_CHARACTERS],
                "link": link,
                "next": start + PAGE_CHARACTERS if rest else None,
            }

    def status(self, project_id: str) -> Recording:
        """Say how far the work on a recording is, and which documents are finished."""
        with _told():
            documents = self._clueso.documents(project_id)
            ready = [document["kind"] for document in documents if document["status"] == "ready"]
            return self._recording(self._clueso.project(project_id), ready)

    def process(
        self,
        path: str,
        documents: list[str] | None = None,
        language: str | None = None,
        title: str | None = None,
    ) -> Recording:
        """Upload a recording from this machine, or name an https link to one, which the server fetches, and begin the work
        on it. It returns once the file is sent; `status` says how far the work is. Without `documents` every kind is
        written. `language` is the spoken one, such as en.
        """
        with _told():
            file = path if is_link(path) else Path(path).expanduser()
            project = self._clueso.process(file, title=title, language=language, documents=documents)
            return self._recording(project)

    def export(self, project_id: str, format: str, document: str = "transcript", folder: str = ".") -> Saved:
        """Save the transcript or a document as a file on this machine: txt, md, srt, vtt, json, tsv, csv, docx, pdf or html;
        zip holds everything.
        """
        with _told():
            kind = None if document == "transcript" else document
            name, data = self._clueso.export(project_id, format, kind=kind)
            target = Path(folder).expanduser().resolve()
            target.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
            return {"path": str(target / name), "size_bytes": len(data)}

    def _transcript_page(self, project_id: str, start: int) -> Page:
        """Return the lines from a segment on, as many as fit. `next` counts segments."""
        segments = self._clueso.transcript(project_id)["segments"]
        lines: list[str] = []
        length = 0
        for segment in segments[start:]:
            line = _line(segment)
            length += len(line) + 1
            if lines and length > PAGE_CHARACTERS:
                break
            lines.append(line)
        end = start + len(lines)
        at_ms = segments[start]["start_ms"] if start < len(segments) else None
        return {
            "text": "\n".join(lines),
            "link": self._clueso.link(project_id, at_ms=at_ms),
            "next": end if end < len(segments) else None,
        }

    def _moment(self, hit: Hit) -> Moment:
        link = self._clueso.link(hit["project_id"], kind=hit["document_kind"], at_ms=hit["at_ms"])
        return {
            "project_id": hit["project_id"],
            "title": hit["title"],
            "where": hit["document_kind"] or hit["where"],
            "at_ms": hit["at_ms"],
            "at": clock(hit["at_ms"]),
            "snippet": hit["snippet"],
            "link": link,
        }

    def _recording(self, project: Project, documents: list[str] | None = None) -> Recording:
        media, error = project["media"], project["error"]
        return {
            "project_id": project["id"],
            "title": project["title"],
            "status": project["status"],
            "progress": project["progress"],
            "length": clock(media["duration_ms"]) if media else None,
            "documents": documents,
            "problem": f"{error['title']}. {error['detail']}" if error else None,
            "link": self._clueso.link(project["id"]),
        }


def _line(segment: Segment) -> str:
    """Return a line of a transcript with its moment, in milliseconds for links and as people read it."""
    speaker = f"{segment['speaker']}: " if segment["speaker"] else ""
    return f"[{clock(segment['start_ms'])}, at_ms {segment['start_ms']}] {speaker}{segment['text']}"


@contextmanager
def _told() -> Iterator[None]:
    """Turn expected errors into answers that the agent reads."""
    try:
        yield
    except CluesoError as error:
        raise ToolError(str(error)) from error
    except OSError as error:
        raise ToolError(f"{error.filename or 'A file'}: {error.strerror or error}") from error
