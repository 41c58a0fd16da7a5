"""Kinds of steps that only tests know: a file for each in this folder, and its line below."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

import jobs
from clueso.domain.steps.step_kinds import PIPELINE, AlsoFails, Shown, StepKind

NEW = (
    StepKind("count", "default", 60, after=("join",), shown=Shown.IN_RUN, weight=0.1),
    StepKind("nap", "default", 1, also_fails=AlsoFails.NOTHING),
    StepKind("doze", "default", 60, also_fails=AlsoFails.NOTHING),
)


@contextmanager
def added(*names: str) -> Iterator[None]:
    """Let this process know some of them, for as long as the block runs."""
    folder = str(Path(__file__).parent)
    kinds: MutableMapping[str, StepKind] = PIPELINE
    before = dict(kinds)
    jobs.__path__.append(folder)
    kinds.update({kind.name: kind for kind in NEW if kind.name in names})
    try:
        yield
    finally:
        kinds.clear()
        kinds.update(before)
        jobs.__path__.remove(folder)
