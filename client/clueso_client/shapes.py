"""The answers of the API as this package reads them: each names the members that it uses.

A server may send more. `client/tests/test_shapes.py` compares them with the description of the API.
"""

from typing import Literal, NotRequired, TypedDict

Status = Literal["queued", "processing", "ready", "failed", "cancelled"]


class WorkError(TypedDict):
    """Why work failed."""

    title: str
    detail: str


class Upload(TypedDict):
    """A file on its way into storage, or there. The site of a link may not have said how large its file is."""

    id: str
    source: Literal["own", "linked", "fetched"]
    filename: str
    size_bytes: int | None
    status: Literal["pending", "stored", "aborted", "expired"]
    part_size_bytes: int
    part_count: int


class SignedPart(TypedDict):
    """A presigned PUT of one part."""

    part_number: int
    url: str
    headers: dict[str, str]
    expires_at: str


class StoredPart(TypedDict):
    """A part that storage holds."""

    part_number: int
    etag: str


class Media(TypedDict):
    """What the recording is."""

    duration_ms: int


class Step(TypedDict):
    """One step of the work on a recording."""

    name: str
    status: Literal["waiting", "queued", "running", "done", "failed", "cancelled"]
    progress: float


class Project(TypedDict):
    """A recording and everything made from it."""

    id: str
    title: str
    status: Status
    progress: float
    steps: list[Step]
    media: Media | None
    error: WorkError | None
    remaining_s: int | None
    poll_after_ms: int | None
    created_at: str


class Segment(TypedDict):
    """A sentence of a transcript."""

    id: str
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None


class Transcript(TypedDict):
    """What is said in a recording. `complete` is false while more will follow."""

    language: str | None
    complete: bool
    version: int
    segments: list[Segment]


class Document(TypedDict):
    """A text that was written about a recording."""

    id: str
    kind: str
    status: Literal["queued", "writing", "ready", "failed", "skipped"]
    markdown: str | None
    error: WorkError | None
    poll_after_ms: int | None


class Hit(TypedDict):
    """A moment at which the words of a search stand."""

    project_id: str
    title: str
    where: Literal["title", "transcript", "document", "screen"]
    document_kind: str | None
    at_ms: int
    snippet: str


class Export(TypedDict):
    """A file that a worker renders."""

    id: str
    status: Literal["queued", "rendering", "ready", "failed"]
    url: str | None
    filename: str | None
    error: WorkError | None
    poll_after_ms: int | None


class NewProject(TypedDict):
    """What to make of an upload."""

    upload_id: str
    title: NotRequired[str]
    language: NotRequired[str]
    documents: NotRequired[list[str]]
