"""The ports: the interfaces of the pipeline to storage, media, recognisers, writers and renderers.

Adapters live in `clueso.storage`, `clueso.media`, `clueso.transcription`, `clueso.writing` and
`clueso.rendering`. They raise only errors of `clueso.errors`. Only `clueso.toolbox` chooses among them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator, Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.hearing.turns import Turn
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import Page
from clueso.domain.transcript import Segment, Span


class Watch(Protocol):
    """Connects a long call with the step that it works for.

    A call either calls `check()` between its own steps, or waits on `fileno()` during its work.
    """

    def check(self) -> None:
        """Raise if the step must stop now: its lease is lost, it was cancelled, the worker shuts down."""

    def fileno(self) -> int:
        """Return a descriptor that becomes readable as soon as `check()` would raise."""

    def progress(self, fraction: float) -> None:
        """Report the progress, from 0 to 1. Cheap to call often."""

    def heard(self, segments: Sequence[Segment]) -> None:
        """Report the complete sentences so far, in order. The later Transcription replaces them. Cheap to
        call often.
        """


# Storage --------------------------------------------------------------------------------------------

MIN_PART_BYTES, MAX_PARTS = 5 * 1024**2, 10_000
"""S3's own limits for the parts of an upload. The last part may be smaller."""


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """A part in storage. `etag` has no quotes."""

    number: int
    etag: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A URL that works without credentials until `expires_at`, with exactly these headers."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an object: a key of our own storage (`bucket` None), or the full key in a bucket of the
    host, which is only read.
    """

    bucket: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Ailment:
    """A problem in the setup that will cause a failure one day, with advice. `is_certain` is false if the
    check itself was not possible.
    """

    seen: str
    advice: str
    is_certain: bool = True


class ObjectReader(Protocol):
    """Reads objects by key. It has no method that writes or removes, so a caller with a reader can change
    nothing.

    Every method raises StorageDown if storage does not answer.
    """

    def stat(self, key: str) -> StoredObject | None:
        """Return the size and type of the object under `key`, or None."""

    def sign_get(
        self, key: str, *, lifetime_s: int, content_type: str, filename: str | None = None
    ) -> SignedRequest:
        """Sign a GET that supports Range; `filename` makes it a download. No network.

        The response has this type and disposition, whatever is stored with the object.
        """

    def address(self) -> str:
        """Return the beginning of every URL signed here, up to the "/" before the key. No network."""

    def download(self, key: str, path: Path, watch: Watch | None = None) -> None:
        """Copy an object into a file. Raises UploadMissing if there is none, DiskFull, and at once what
        `watch.check()` raises.
        """


class Storage(ObjectReader, Protocol):
    """Our own objects by key, in S3's terms. Every method raises StorageDown if storage does not answer.

    Keys are relative to our place in the bucket or folder. Whatever key is given, nothing outside of that
    place is read, written, listed or removed.
    """

    def object_key(self, key: str) -> str:
        """Return the full key of the object in the bucket, for other programs."""

    def create_multipart(self, key: str, content_type: str) -> str:
        """Begin a multipart upload and return its id."""

    def sign_part(
        self, key: str, multipart_id: str, number: int, *, size_bytes: int, lifetime_s: int
    ) -> SignedRequest:
        """Sign the PUT of one part (1-based) of exactly `size_bytes`. No network."""

    def list_parts(self, key: str, multipart_id: str) -> list[UploadedPart]:
        """Return the parts that arrived, by number. Raises UploadClosed if the multipart upload is gone."""

    def complete_multipart(self, key: str, multipart_id: str, parts: Sequence[tuple[int, str]]) -> None:
        """Assemble the object from its (number, etag) parts. Raises UploadMismatch if a part is missing or
        has another ETag, UploadClosed if the multipart upload is gone.
        """

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        """Remove a multipart upload and its parts. No error if it is already gone."""

    def upload(self, path: Path, key: str, content_type: str, watch: Watch | None = None) -> None:
        """Copy a file into an object, replacing an existing one. Raises at once what `watch.check()`
        raises.
        """

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects. No error for those that are already gone."""

    def list_keys(self, prefix: str, *, older_than_s: float = 0) -> Iterator[str]:
        """Yield every key that begins with `prefix`, in order, last written at least `older_than_s` ago by
        storage's clock.
        """

    def list_multiparts(self, prefix: str, *, older_than_s: float = 0) -> Iterator[tuple[str, str]]:
        """Yield (key, multipart id) of every unfinished upload whose key begins with `prefix`, begun at least
        `older_than_s` ago.
        """

    def clear_drafts(self, *, older_than_s: float) -> int:
        """Remove half-made files of processes that were killed at least so long ago, which no other method
        shows. Return their number.
        """

    def stray_files(self) -> Iterator[str]:
        """Yield the names of files in our place that are no objects and were not written by this store."""

    def owner(self) -> str | None:
        """Return the id of the installation that owns this place; None if no one has claimed it, empty if the
        marker is damaged.
        """

    def claim(self, owner: str) -> None:
        """Write the marker that names the owner of this place."""

    def ping(self) -> None:
        """Return if storage answers and the bucket exists; raise StorageDown otherwise."""

    def ailments(self, *, origins: Sequence[str], upload_days: float | None) -> list[Ailment]:
        """Return problems in the setup of storage, for operators; none if all is well.

        Pages at `origins` must be able to send parts and read objects (with no known origin, pages at any
        one), and an upload must live for `upload_days`, None if our pages upload nothing.
        """


# Media ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """The properties of a recording. `width` and `height` are in pixels as shown (rotation applied), None
    without video.

    `plays_everywhere` is true if every browser plays the recording itself, with times from zero.
    """

    duration_ms: int
    container: str
    has_audio: bool
    has_video: bool
    width: int | None
    height: int | None
    size_bytes: int
    plays_everywhere: bool = True


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A few minutes of 16 kHz mono 16-bit WAV, cut at silences.

    `start_ms`, `end_ms` and `speech` (the stretches that hold speech) are positions in the recording.
    """

    number: int
    start_ms: int
    end_ms: int
    speech: tuple[Span, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class BreakOff:
    """A file that ends early, as a crashed recorder leaves it: at `at_ms` of `announced_ms`."""

    at_ms: int
    announced_ms: int


@dataclass(frozen=True, slots=True)
class AudioExtract:
    """The sound of a recording: a compact mono copy to store, and the chunks to transcribe.

    `tracks` are the numbers (from 1) of the recording's tracks in it. `turns` are known if two channels have
    a voice each.
    """

    copy: Path
    chunks: list[AudioChunk]
    tracks: tuple[int, ...] = (1,)
    break_off: BreakOff | None = None
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of the screen at `at_ms`."""

    at_ms: int
    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A stretch of a recording in which to look for other pictures. `known` are JPEGs from it, in the folder
    that the call writes into.
    """

    from_ms: int
    to_ms: int
    known: tuple[Path, ...] = ()


class Media(Protocol):
    """Reads recordings, each call in its own sandboxed process. `into` is an existing folder.

    Raises NotMedia, MediaDamaged, MediaTooLong, NoAudio, NoSpeech (permanent), ChildDied, TimedOut.
    """

    def probe(self, source: Path, watch: Watch) -> MediaInfo: ...

    def extract(self, source: Path, into: Path, watch: Watch) -> AudioExtract:
        """Decode the sound once, as a stream, cut it at silences into numbered chunks (from 1), and make a
        compact copy of it.
        """

    def cut(self, copy: Path, speech: Sequence[Span], into: Path, watch: Watch) -> list[AudioChunk]:
        """Cut the compact copy of an earlier `extract`, which found this speech, into chunks as `extract`
        does.
        """

    def copy(
        self, source: Path, tracks: Sequence[int], into: Path, watch: Watch, *, with_pictures: bool
    ) -> Path:
        """Make a copy that every browser plays, with the sound of these tracks (numbers from 1) and the
        video, at their times in the recording.

        The ending of its name says the format: mp4, m4a or webm.
        """

    def pictures(self, source: Path, at_ms: Sequence[int], into: Path, watch: Watch) -> list[Picture]:
        """Return one picture per requested moment, in the same order. A moment past the end gives the last
        frame.
        """

    def candidates(
        self, source: Path, around: Sequence[Surroundings], into: Path, watch: Watch
    ) -> list[Picture]:
        """Return a few other pictures from each of the surroundings, in order of time.

        They show still screens, each unlike the others there and unlike the known ones. The call ends in
        bounded time with the pictures found by then.
        """


# Recognisers ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known before transcription.

    `language` is an ISO 639-1 code, the only language to transcribe, or None to detect it, among `languages`
    if there are any. `vocabulary` holds the user's names and terms: a recogniser may use it only if a
    measurement shows that no word is lost by it (today none does). `request_key` is the stable key of a paid
    call, sent to the provider for idempotency.
    """

    language: str | None = None
    vocabulary: tuple[str, ...] = ()
    request_key: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcription:
    """The segments of one chunk, in order, with times from the chunk's start. Their ids are placeholders.

    `language` is that of most of the speech. `language_probability` (0 to 1) is the certainty of its
    detection, None without detection. `doubtful` are the stretches whose language is doubtful.
    """

    language: str
    segments: tuple[Segment, ...]
    language_probability: float | None = None
    doubtful: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "segments": [segment.to_json() for segment in self.segments],
            "language_probability": self.language_probability,
            "doubtful": [[span.start_ms, span.end_ms] for span in self.doubtful],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            data["language"],
            tuple(map(Segment.from_json, data["segments"])),
            data.get("language_probability"),
            tuple(Span(*span) for span in data.get("doubtful", ())),
        )


class Transcriber(Protocol):
    """Turns speech into segments.

    Raises LanguageUnknown, ModelUnavailable, RecogniserMissing, TranscriberDown.
    """

    @property
    def engine(self) -> str:
        """Return the engine's name for the user: "whisper small (int8)"."""

    def prepare(self) -> None:
        """Load everything that the first chunk would otherwise wait for. Raises RecogniserMissing."""

    def transcribe(self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch) -> Transcription:
        """Transcribe the `speech` stretches (from the chunk's start) of a 16 kHz mono 16-bit WAV.

        Speech without words in the first result is transcribed again by itself, if that may help. `join`
        marks speech that still has no words. A recogniser that runs for long reports its segments so far to
        `watch.heard`.
        """


# Voices ---------------------------------------------------------------------------------------------


class Diariser(Protocol):
    """Tells voices apart. Raises ModelUnavailable, ChildDied, TimedOut."""

    def turns(self, audio: Path, speech: Sequence[Span], count: int | None, watch: Watch) -> list[Turn]:
        """Return who speaks when, in order of time. If two people speak at once, turns overlap.

        `audio` is a whole recording as raw 16 kHz mono 16-bit samples, `speech` the stretches of it that hold
        speech, `count` the number of speakers, None to detect it.
        """


# Writers --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WritingTask:
    """The input of a writer: the whole transcript, except text whose language is doubtful.

    `title` names documents that get no other title, and may change at any time. A model's prompt contains the
    `working_title`, which never changes.
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
    """Writes one document from a whole transcript. Raises WriterRefused, WriterDown, ModelUnavailable."""

    @property
    def engine(self) -> str:
        """Return the writer's name for the user: "extractive" or "openai gpt-…"."""

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft: ...


# Renderers ------------------------------------------------------------------------------------------


class Renderer(Protocol):
    """Writes pages as files. Text in a page never becomes markup. Raises NotRendered."""

    def render(self, page: Page, format: RenderedFormat, pictures: Mapping[int, Path], into: Path) -> None:
        """Write one self-contained file, `into`. `pictures` are JPEGs by the index of their Figure. A Figure
        without a picture is left out.
        """
