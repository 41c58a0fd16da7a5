"""Measure the time of a function call."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """A result, the CPU seconds of this process and its ended children, and the wall-clock seconds."""

    result: T
    cpu_s: float
    wall_s: float

    def __str__(self) -> str:
        return f"{self.cpu_s:.1f} s of CPU, {self.wall_s:.1f} s"


def timed(work: Callable[[], T]) -> Timed[T]:
    cpu_s, wall_s = sum(os.times()[:4]), time.monotonic()
    result = work()
    return Timed(result, sum(os.times()[:4]) - cpu_s, time.monotonic() - wall_s)
