"""Lists page by page: newest first, stable while new rows arrive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in its list, the newest first."""

    created_at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`end` is the place of the last row; None where no other page follows."""

    items: list[T]
    end: Place | None


def cut(rows: Sequence[T], limit: int, place_of: Callable[[T], Place]) -> Page[T]:
    """A page of `limit` rows, given up to one more that tells whether there is a next page."""
    items = list(rows[:limit])
    return Page(items, place_of(items[-1]) if len(rows) > limit else None)
