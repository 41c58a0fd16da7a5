"""The ports: what the pipeline asks of storage, media, recognisers, writers and renderers.

Adapters live in `clueso.storage`, `clueso.media`, `clueso.transcription`, `clueso.writing` and
`clueso.rendering`, raise only errors of `clueso.errors`, and are chosen in `clueso.toolbox` alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self

from clueso.domain.documents import Coverage, DocumentKind, Generator, Warning
from clueso.domain.kinds.body import Body
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import Page
from clueso.domain.transcript import Segment, Span
from clueso.domain.turns import Turn


class Watch(Protocol):
    """The line between a long call and the step that it works for.

    A call asks `check()` between its own steps, or waits on `fileno()` beside its own work.
    """

    def check(self) -> None:
        """Raise when the step must stop now: its lease is lost, it was cancelled, the worker shuts down."""

    def fileno(self) -> int:
        """A descriptor that is readable as soon as `check()` would raise."""

    def progress(self, fraction: float) -> None:
        """Tell how much is done, from 0 to 1. Cheap to call often."""

    def heard(self, segments: Sequence[Segment]) -> None:
        """Tell the whole sentences that a recogniser has so far, in order, as in its Transcription, which
        replaces them. Cheap to call often."""


# Storage --------------------------------------------------------------------------------------------

MIN_PART_BYTES, MAX_PARTS = 5 * 1024**2, 10_000
"""S3's own limits for the parts of an upload; the last part may be smaller."""


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """A part that storage holds. `etag` without quotes."""

    number: int
    etag: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A URL that may be used without credentials until `expires_at`, with exactly these headers."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is: under a key of our own storage (`bucket` None), or under the full key of a bucket
    of the host, which is only read."""

    bucket: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something about how a part is set up that will go wrong one day, and what to do about it; not certain
    where it could not be looked at."""

    seen: str
    advice: str
    is_certain: bool = True


class ObjectReader(Protocol):
    """Reads objects by key. It has no method that writes or removes, so whoever is given only a reader can
    change nothing. Every method raises StorageDown when storage does not answer."""

    def stat(self, key: str) -> StoredObject | None:
        """What storage holds under `key`, or None."""

    def sign_get(
        self, key: str, *, lifetime_s: int, content_type: str, filename: str | None = None
    ) -> SignedRequest:
        """Sign a GET that supports Range; `filename` makes it a download. No network.

        The answer has this type, and says whether it is shown or saved, whatever is stored with the object.
        """

    def address(self) -> str:
        """What every URL that is signed here begins with, up to the "/" before the key. No network."""

    def download(self, key: str, path: Path, watch: Watch | None = None) -> None:
        """Copy an object into a file. Raises UploadMissing when there is none, DiskFull, and at once what
        `watch.check()` raises."""


class Storage(ObjectReader, Protocol):
    """Our own objects by key, in S3's words. Every method raises StorageDown when storage does not answer.

    Keys are relative to the place that is ours: whatever key is given, nothing outside of that place is
    read, written, listed or removed.
    """

    def object_key(self, key: str) -> str:
        """The key by which other programs find the object in the bucket."""

    def create_multipart(self, key: str, content_type: str) -> str:
        """Begin a multipart upload and return its id."""

    def sign_part(
        self, key: str, multipart_id: str, number: int, *, size_bytes: int, lifetime_s: int
    ) -> SignedRequest:
        """Sign the PUT of one part (1-based) of exactly `size_bytes`. No network."""

    def list_parts(self, key: str, multipart_id: str) -> list[UploadedPart]:
        """The parts that arrived, by number. Raises UploadClosed when the multipart upload is gone."""

    def complete_multipart(self, key: str, multipart_id: str, parts: Sequence[tuple[int, str]]) -> None:
        """Make the object of its (number, etag) parts. Raises UploadMismatch when a part is missing or
        has another ETag, UploadClosed when the multipart upload is gone."""

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        """Forget a multipart upload and its parts; quiet when it is gone already."""

    def upload(self, path: Path, key: str, content_type: str, watch: Watch | None = None) -> None:
        """Copy a file into an object, replacing what is there. Raises at once what `watch.check()` does."""

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects; quiet about those that are gone already."""

    def list_keys(self, prefix: str, *, older_than_s: float = 0) -> Iterator[str]:
        """Every key that begins with `prefix`, in order; those last written so long ago, by storage's clock."""

    def list_multiparts(self, prefix: str, *, older_than_s: float = 0) -> Iterator[tuple[str, str]]:
        """The (key, multipart id) of every upload under way whose key begins with `prefix` and which was
        begun so long ago."""

    def clear_drafts(self, *, older_than_s: float) -> int:
        """Remove what processes that were killed so long ago left half made and no other method shows.
        Returns how many."""

    def stray_files(self) -> Iterator[str]:
        """The names of files that lie in our place, are no objects, and were not written by this store."""

    def owner(self) -> str | None:
        """The id of the installation whose place this is; None while nobody has claimed it, empty when the
        marker that says so is damaged."""

    def claim(self, owner: str) -> None:
        """Write the marker that names the owner of this place."""

    def ping(self) -> None:
        """Return when storage answers and the bucket is there; raise StorageDown otherwise."""

    def ailments(self, *, origins: Sequence[str], upload_days: float | None) -> list[Ailment]:
        """What is wrong with how storage is set up, for those who run this; nothing when it is well.

        Pages at `origins` must be able to send parts and read objects (where none are known, pages at any
        one), and an upload must live for `upload_days`; None where nothing is uploaded by pages of ours.
        """


# Media ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a recording is. `width` and `height` in pixels as shown (rotation applied), None without video.
    `plays_everywhere` says whether every browser plays it as it is, with times from zero."""

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
    """A file that ends before its time, as a recorder leaves it that dies: at `at_ms` of `announced_ms`."""

    at_ms: int
    announced_ms: int


@dataclass(frozen=True, slots=True)
class AudioExtract:
    """The sound of a recording: a compact mono copy to keep, and the chunks that are transcribed. `tracks` are
    the numbers (from 1) of the recording's tracks that are heard in it, `turns` tell who speaks when where two
    channels have a voice each."""

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
    """A stretch of a recording in which other pictures are looked for; `known` are JPEGs of it,
    in the folder that the call writes into."""

    from_ms: int
    to_ms: int
    known: tuple[Path, ...] = ()


class Media(Protocol):
    """Reads recordings, each call in a sandboxed process of its own. `into` is an existing folder.

    Raises NotMedia, MediaDamaged, MediaTooLong, NoAudio, NoSpeech (permanent), ChildDied, TimedOut.
    """

    def probe(self, source: Path, watch: Watch) -> MediaInfo: ...

    def extract(self, source: Path, into: Path, watch: Watch) -> AudioExtract:
        """Decode the sound once, as a stream, cut it at silences into numbered chunks (from 1), and make a
        compact copy of it."""

    def cut(self, copy: Path, speech: Sequence[Span], into: Path, watch: Watch) -> list[AudioChunk]:
        """Cut the compact copy of an earlier extract, which found this speech, into chunks as `extract`
        does."""

    def copy(
        self, source: Path, tracks: Sequence[int], into: Path, watch: Watch, *, with_pictures: bool
    ) -> Path:
        """A copy that every browser plays, of the sound of these tracks (by number, from 1) and of the pictures,
        each at its time in the recording. Its ending tells what it is: mp4, m4a or webm."""

    def pictures(self, source: Path, at_ms: Sequence[int], into: Path, watch: Watch) -> list[Picture]:
        """One picture per moment asked for, in the same order; a moment past the end gives the last frame."""

    def candidates(
        self, source: Path, around: Sequence[Surroundings], into: Path, watch: Watch
    ) -> list[Picture]:
        """A few other pictures from each of the surroundings, in time order: of screens that stand still, each
        unlike the others there and unlike the known ones. Ends in bounded time, with those found by then."""


# Recognisers ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known before listening. `language` is an ISO 639-1 code, the only one that is heard, or None to
    detect it, among `languages` where there are any. `vocabulary` is the user's names and terms: a recogniser
    may use it only where a measurement shows that no word is lost by it (today none does). `request_key` is
    the stable key of a paid call, sent to the provider for idempotency."""

    language: str | None = None
    vocabulary: tuple[str, ...] = ()
    request_key: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcription:
    """The segments of one chunk, in order, with times from the chunk's start. Their ids are placeholders.

    `language` is that of most of the speech, `language_probability` (from 0 to 1) how sure its detection was,
    None where nothing was detected. `doubtful` are the stretches whose language is doubtful.
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
    """Turns speech into segments. Raises LanguageUnknown, ModelUnavailable, RecogniserMissing, TranscriberDown."""

    @property
    def engine(self) -> str:
        """What wrote the transcript, as a person is told: "whisper small (int8)"."""

    def prepare(self) -> None:
        """Load what the first chunk would have to wait for. Raises RecogniserMissing."""

    def transcribe(self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch) -> Transcription:
        """Transcribe the `speech` stretches (from the chunk's start) of a 16 kHz mono 16-bit WAV.

        Speech for which the first answer has no words is heard again by itself, where that may give another
        answer. `join` marks what has no words even then. A recogniser that goes on for long tells
        `watch.heard` what it has.
        """


# Voices ---------------------------------------------------------------------------------------------


class Diariser(Protocol):
    """Tells voices apart. Raises ModelUnavailable, ChildDied, TimedOut."""

    def turns(self, audio: Path, speech: Sequence[Span], count: int | None, watch: Watch) -> list[Turn]:
        """Say who speaks when, in order of time; where two speak at once, turns overlap.

        `audio` is a whole recording as raw 16 kHz mono 16-bit samples, `speech` the stretches of it that hold
        speech, `count` how many people speak, None to find that out.
        """


# Writers --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WritingTask:
    """All that a writer is given: the whole transcript, but for text whose language is doubtful. `title` names what gets no other
    title and may change at any time; a model is told the `working_title`, which never does."""

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
    """A document that stood every check. A guide's steps hold `picture: {"at_ms": n}` when there is video.

    `title` is a title for the project that the writer may suggest, or None.
    """

    body: Body
    coverage: Coverage
    warnings: tuple[Warning, ...]
    generator: Generator
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A provider's answer as it came. `finish_reason` in OpenAI's words ("stop", "length", "content_filter")."""

    text: str
    finish_reason: str
    input_tokens: int
    output_tokens: int


class Ledger(Protocol):
    """Sees to it that nothing is paid for twice."""

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """Return the reply to `prompt`: a committed one for free, else that of `send(idempotency_key)`.

        `part` names what is asked for within the document ("section-3", "section-3-repair"). The row is
        committed before the call and the reply before it is returned. Raises NoAnswer once three paid
        tries gave no reply.
        """


class Writer(Protocol):
    """Writes one document from a whole transcript. Raises WriterRefused, WriterDown, ModelUnavailable."""

    @property
    def engine(self) -> str:
        """Who writes, as a person is told: "extractive" or "openai gpt-…"."""

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft: ...


# Renderers ------------------------------------------------------------------------------------------


class Renderer(Protocol):
    """Writes pages as files in which every text stays text. Raises NotRendered."""

    def render(self, page: Page, format: RenderedFormat, pictures: Mapping[int, Path], into: Path) -> None:
        """Write one file, `into`, that needs nothing beside it. `pictures` are JPEGs by the index of
        their Figure; a Figure without one leaves no trace."""
