"""The origin of a page: the recording that it was made from."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from clueso.domain.pages import notes
from clueso.domain.words.clock import clock


@dataclass(frozen=True, slots=True)
class Origin:
    """The recording of a page: when it was added, its length, its file, and the address of its page (None
    where the installation has no public address).
    """

    added_on: date
    duration_ms: int | None
    filename: str
    address: str | None = None

    def line(self, language: str | None) -> tuple[str, ...]:
        """Return the parts of the line under a title: date, length and source."""
        length = clock(self.duration_ms) if self.duration_ms else ""
        return tuple(part for part in (notes.day(self.added_on, language), length, self.filename) if part)

    def to_json(self) -> dict[str, Any]:
        return {
            "added_on": self.added_on.isoformat(),
            "duration_ms": self.duration_ms,
            "filename": self.filename,
            "address": self.address,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**data | {"added_on": date.fromisoformat(data["added_on"])})
