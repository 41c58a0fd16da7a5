"""The port to a recogniser."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment, Span


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
