"""A Watch over work that belongs to no step."""

import os
from collections.abc import Sequence
from typing import Self

from clueso.domain.transcript import Segment


class Unhurried:
    """A watch that never stops the work. `with` closes its pipe."""

    def __init__(self) -> None:
        self._readable, self._writable = os.pipe()  # never written to

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._readable)
        os.close(self._writable)

    def check(self) -> None:
        return None

    def fileno(self) -> int:
        return self._readable

    def progress(self, fraction: float) -> None:
        del fraction

    def heard(self, segments: Sequence[Segment]) -> None:
        del segments
