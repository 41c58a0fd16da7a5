"""Lists by cursor: newest first, stable while new rows arrive."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from clueso.errors import RequestError

T = TypeVar("T")
UNKNOWN_CURSOR = "The cursor is not one that a list gave. Start again without it."


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: list[T]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of the last row that was shown."""

    created_at: datetime
    id: str

    def encode(self) -> str:
        text = json.dumps([self.created_at.isoformat(), self.id], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Raises RequestError for a text that `encode` has not made."""
        try:
            created_at, row_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            moment = datetime.fromisoformat(created_at).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise RequestError(UNKNOWN_CURSOR) from error
        if not isinstance(row_id, str) or not row_id.isalnum():
            raise RequestError(UNKNOWN_CURSOR)
        return cls(moment, row_id)


def cut(rows: Sequence[T], limit: int, place_of: Callable[[T], Cursor]) -> Page[T]:
    """A page of `limit` rows, given up to one more that tells whether there is a next page."""
    items = list(rows[:limit])
    return Page(items, place_of(items[-1]).encode() if len(rows) > limit else None)
