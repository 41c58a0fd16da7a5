"""The port ScreenReader on a sandboxed child process, which ends after the pictures of one recording."""

from collections.abc import Generator, Sequence
from pathlib import Path

from clueso import sandbox
from clueso.child import Child, Json
from clueso.confinement import Limits
from clueso.domain.box import Box
from clueso.domain.ports.watch import Watch
from clueso.domain.screens.screen import ScreenLine
from clueso.errors import ChildDied, TimedOut

START_S, PICTURE_S = 300, 120
"""Longest time for loading the models, and for one picture. On a busy machine they take 5 and 3 seconds."""
CPU_S = 4 * 3600
MOST_DEATHS = 3
"""A child that died so often has another cause than one bad picture."""


class LocalReader:
    """Reads pictures on this machine; implements `clueso.domain.ports.screen_reader.ScreenReader`.

    The pictures come from frames of an untrusted recording, so the child is confined like the media child:
    it gets `memory_bytes` of address space, writes nothing, and has no network.
    """

    def __init__(self, *, memory_bytes: int, is_sandboxed: bool) -> None:
        self._memory_bytes = memory_bytes
        self._is_sandboxed = is_sandboxed

    def read(self, pictures: Sequence[Path], watch: Watch) -> Generator[tuple[ScreenLine, ...], None, None]:
        pictures = [picture.resolve(strict=True) for picture in pictures]
        wrapper = sandbox.wrapper(reads=pictures) if self._is_sandboxed else []
        child = Child("clueso.reading.child", wrapper=wrapper)
        deaths = 0
        try:
            for picture in pictures:
                try:
                    yield self._lines(child, picture, watch)
                except (ChildDied, TimedOut):
                    deaths += 1
                    if deaths == MOST_DEATHS:
                        raise
                    yield ()
        finally:
            child.kill()

    def _lines(self, child: Child, picture: Path, watch: Watch) -> tuple[ScreenLine, ...]:
        if child.pid is None:
            child.ask({"limits": self._limits}, watch, timeout_s=START_S)
        answer = child.ask({"picture": str(picture)}, watch, timeout_s=PICTURE_S)
        return tuple(
            ScreenLine(text, _box(box), confidence, _box(control) if control else None)
            for text, box, confidence, control in answer["lines"]
        )

    @property
    def _limits(self) -> Json:
        threads = sandbox.MAX_THREADS if self._is_sandboxed else None
        limits = Limits(memory_bytes=self._memory_bytes, file_bytes=0, cpu_s=CPU_S, threads=threads)
        return limits.to_json()


def _box(sides: Sequence[float]) -> Box:
    left, top, width, height = sides
    return left, top, width, height
