"""The child process of the extractive writer: `python -m clueso.writing.extractive.child`, started by
`apart`.
"""

from collections.abc import Callable
from dataclasses import asdict

from clueso.child import Json, serve
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Reply
from clueso.writing.extractive.apart import IDLE_S, task_of
from clueso.writing.extractive.writer import ExtractiveWriter


class NothingIsPaid:
    """The ledger of a writer that makes no paid call."""

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        del part, prompt, model, send
        raise AssertionError("the extractive writer pays for nothing")


def handle(request: Json, watch: Watch) -> Json:
    return asdict(ExtractiveWriter().write(task_of(request), NothingIsPaid(), watch))


if __name__ == "__main__":
    serve(handle, idle_s=IDLE_S)
