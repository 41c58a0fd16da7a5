"""The port to a writer, and to the ledger of its paid calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator, Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.ports.watch import Watch
from clueso.domain.screens.screen import Screen
from clueso.domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class WritingTask:
    """The input of a writer: the whole transcript, except text whose language is doubtful.

    `title` is the one that a person gave, or empty. It names documents that get no other title, and may change
    at any time. A model's prompt contains the `working_title`, which never changes. `is_ordered` says that a
    person ordered this document by itself: then it is written whatever was said. `screens` are what was read
    on the screens of the recording, in order of time.
    """

    kind: DocumentKind
    segments: tuple[Segment, ...]
    language: str
    title: str
    duration_ms: int
    has_video: bool
    instructions: str | None = None
    vocabulary: tuple[str, ...] = ()
    working_title: str = ""
    is_ordered: bool = True
    screens: tuple[Screen, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that passed every check. A guide's steps hold `picture: {"at_ms": n}` if there is video.

    `title` is the writer's suggestion for the project's title, or None.
    """

    body: Body
    coverage: Coverage
    warnings: tuple[Warning, ...]
    generator: Generator
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A provider's reply as received. `finish_reason` has OpenAI's values ("stop", "length",
    "content_filter").
    """

    text: str
    finish_reason: str
    input_tokens: int
    output_tokens: int


class Ledger(Protocol):
    """Makes sure that nothing is paid for twice."""

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """Return the reply to `prompt`: a committed one for free, else that of `send(idempotency_key)`.

        `part` names the request within the document ("section-3", "section-3-repair"). The row is committed
        before the call, and the reply before it is returned. Raises NoAnswer after three paid tries without a
        reply.
        """


class Writer(Protocol):
    """Writes one document from a whole transcript.

    Raises WriterRefused, WriterDown, ModelUnavailable, and NoInstructions for a guide that nobody ordered.
    """

    @property
    def engine(self) -> str:
        """Return the writer's name for the user: "extractive" or "openai gpt-…"."""

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft: ...
