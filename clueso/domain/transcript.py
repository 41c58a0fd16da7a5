"""A transcript: a language and its ordered segments. All times are milliseconds from the start."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, `start_ms` inclusive, `end_ms` exclusive."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word; `probability` from 0 to 1 is the recogniser's own confidence."""

    start_ms: int
    end_ms: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech that the recogniser returned; `words` may be empty where it gives none."""

    id: str
    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...] = ()
    speaker: str | None = None

    def to_json(self) -> dict[str, Any]:
        # By hand: dataclasses.asdict takes seconds for the words of ten hours.
        words = [
            {
                "start_ms": word.start_ms,
                "end_ms": word.end_ms,
                "text": word.text,
                "probability": word.probability,
            }
            for word in self.words
        ]
        return {
            "id": self.id,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "text": self.text,
            "words": words,
            "speaker": self.speaker,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        words = tuple(Word(**word) for word in data["words"])
        return cls(data["id"], data["start_ms"], data["end_ms"], data["text"], words, data.get("speaker"))
