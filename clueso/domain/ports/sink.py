"""Takes a text piece by piece, so that the whole of it is never in memory."""

from typing import Protocol, TypeVar


class Sink(Protocol):
    """Where a long text goes."""

    def write(self, text: str, /) -> object:
        """Add a piece."""


S = TypeVar("S", bound=Sink)
"""The sink that a caller gave and gets back."""
