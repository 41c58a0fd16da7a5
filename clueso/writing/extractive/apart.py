"""Runs the extractive writer in a separate process: a hard text can delay only its own step."""

from dataclasses import fields

from clueso.child import Child, Json
from clueso.domain.documents.documents import Coverage, DocumentKind, Generator, Warning
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Draft, Ledger, WritingTask
from clueso.domain.transcript import Segment

TIMEOUT_S = 1800.0
"""Ten hours of talk take 5 s of CPU time, and the worst megabyte that we know takes 20 s."""


class ApartWriter:
    """Runs a child process for each document and ends it afterwards.

    A step that is cancelled, deleted or handed back ends at once. Python code that computes in the worker
    itself would notice neither.
    """

    @property
    def engine(self) -> str:
        return "extractive"

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft:  # noqa: ARG002 (pays nothing)
        child = Child("clueso.writing.extractive.child")
        try:
            return _draft(task.kind, child.ask(_request(task), watch, timeout_s=TIMEOUT_S))
        finally:
            child.kill()


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
