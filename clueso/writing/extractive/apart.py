"""Runs the extractive writer in a separate process: a hard text can delay only its own step."""

from dataclasses import fields

from clueso.child import Child, Json
from clueso.domain.documents.documents import Coverage, DocumentKind, Generator, Warning
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Draft, Ledger, WritingTask
from clueso.domain.transcript import Segment

IDLE_S = 60.0
"""The child ends itself after so long without a document, in seconds."""
SHORT_SEGMENTS = 1000
"""After a longer transcript the child ends at once, because its memory grows with the length."""
TIMEOUT_S = 1800.0
"""Ten hours of talk take 5 s of CPU time, and the worst megabyte that we know takes 20 s."""


class ApartWriter:
    """Runs the writer in a child process. Documents that follow each other closely share one: it takes 0.3 s of CPU
    to start, ten times what the document of a short recording costs.

    A step that is cancelled, deleted or handed back ends at once, with the child. Python code that computes in
    the worker itself would notice neither.
    """

    def __init__(self) -> None:
        self._child = Child("clueso.writing.extractive.child", idle_s=IDLE_S)

    @property
    def engine(self) -> str:
        return "extractive"

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft:  # noqa: ARG002 (pays nothing)
        try:
            return _draft(task.kind, self._child.ask(_request(task), watch, timeout_s=TIMEOUT_S))
        finally:
            if len(task.segments) > SHORT_SEGMENTS:
                self._child.kill()


def _request(task: WritingTask) -> Json:
    # The writer works from the words alone; what the screens say is added to its draft.
    data = {field.name: getattr(task, field.name) for field in fields(task) if field.name != "screens"}
    return data | {"segments": [segment.to_json() for segment in task.segments]}


def task_of(request: Json) -> WritingTask:
    """Return the task in a request."""
    return WritingTask(
        **request
        | {
            "kind": DocumentKind(request["kind"]),
            "segments": tuple(Segment.from_json(segment) for segment in request["segments"]),
            "vocabulary": tuple(request["vocabulary"]),
        }
    )


def _draft(kind: DocumentKind, answer: Json) -> Draft:
    return Draft(
        body=kind.body.read(answer["body"]),
        coverage=Coverage(**answer["coverage"]),
        warnings=tuple(Warning(**warning) for warning in answer["warnings"]),
        generator=Generator(**answer["generator"]),
        title=answer["title"],
    )
