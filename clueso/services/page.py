"""Lists in pages: newest first, stable while new rows arrive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a row in its list, newest first."""

    created_at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list. `end` is the position of its last row, None if no page follows."""

    items: list[T]
    end: Place | None


def cut(rows: Sequence[T], limit: int, place_of: Callable[[T], Place]) -> Page[T]:
    """Return a page of `limit` rows. `rows` may hold one more row, which shows that another page follows."""
    items = list(rows[:limit])
    # A position, not a number of rows: rows that arrive meanwhile do not move it.
    return Page(items, place_of(items[-1]) if len(rows) > limit else None)
