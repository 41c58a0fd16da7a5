"""A transcript: a language and its ordered segments. All times are in milliseconds from the start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

from clueso.errors import TranscriptTooLong

TEXT_MAX = 4000
"""Most characters of a segment. Nobody speaks more in half a minute."""
CHARACTERS_MAX = 2_000_000
"""Most characters of a transcript. Ten hours of very fast English (300 words a minute) have 1.1 million."""
WORDS_MAX = 300_000
"""Most words of a transcript; those ten hours have 180,000. A word needs more memory than its letters."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, `start_ms` inclusive, `end_ms` exclusive."""

    start_ms: int
    end_ms: int


class Timed(Protocol):
    """Anything with a time in a recording: a span, a word, a segment, a warning."""

    @property
    def start_ms(self) -> int: ...

    @property
    def end_ms(self) -> int: ...


def overlap(one: Timed, other: Timed) -> bool:
    """Return whether two stretches have a moment in common."""
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word. `probability`, from 0 to 1, is the recogniser's own confidence.

    If a vocabulary term replaced recognised text, `heard` of the term's first word is that text, and empty
    for its other words. `maybe` is a term that this word, or this word and its neighbours, may be.
    """

    start_ms: int
    end_ms: int
    text: str
    probability: float
    heard: str | None = None
    maybe: str | None = None

    def to_json(self) -> dict[str, Any]:
        # Written by hand, because dataclasses.asdict takes seconds for the words of ten hours.
        data: dict[str, Any] = {
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "text": self.text,
            "probability": self.probability,
        }
        if self.heard is not None:
            data["heard"] = self.heard
        if self.maybe is not None:
            data["maybe"] = self.maybe
        return data


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech from the recogniser. `words` is empty if the recogniser gives none.

    `language` is a code (ISO 639-1 or BCP 47), None if it is the transcript's. `speaker` is the visible name
    of the speaker with `speaker_id`.
    """

    id: str
    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...] = ()
    speaker: str | None = None
    language: str | None = None
    speaker_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "text": self.text,
            "words": [word.to_json() for word in self.words],
            "speaker": self.speaker,
            "language": self.language,
            "speaker_id": self.speaker_id,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        words = tuple(Word(**word) for word in data["words"])
        place = data["id"], data["start_ms"], data["end_ms"]
        return cls(
            *place, data["text"], words, data.get("speaker"), data.get("language"), data.get("speaker_id")
        )


def characters_of(segments: Iterable[Segment]) -> int:
    return sum(len(segment.text) for segment in segments)


def words_of(segments: Iterable[Segment]) -> int:
    """Return the number of words, also for segments without word times."""
    return sum(max(len(segment.words), len(segment.text.split())) for segment in segments)


def check_length(segments: Sequence[Segment]) -> None:
    """Raise TranscriptTooLong if the segments have more characters or words than a transcript can have."""
    counts = (
        (characters_of(segments), CHARACTERS_MAX, "characters"),
        (words_of(segments), WORDS_MAX, "words"),
    )
    for count, most, what in counts:
        if count > most:
            raise TranscriptTooLong(
                f"{count:,} {what} were written down, and {most:,} are the most that a transcript can have."
                " Try it again with the language that is spoken, or cut the recording into shorter parts."
            )
