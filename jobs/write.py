"""write:<kind>: one document from the whole transcript."""

from collections.abc import Callable

from flask import Flask

from clueso.domain.documents import DocumentKind
from clueso.domain.ports import Ledger, Reply
from clueso.services.documents import documents
from clueso.services.pipeline import steps
from clueso.services.pipeline.ledger import StepLedger
from jobs.attempt import Attempt
from jobs.patience import PatientLedger
from jobs.runtime import Runtime

SPARE_S = 15.0
"""The client of the language model gives up by itself before this is over."""


class SharedLedger:
    """A ledger that any thread may ask: each call has an app context, and with it a session, of its own."""

    def __init__(self, ledger: Ledger, app: Flask) -> None:
        self._ledger = ledger
        self._app = app

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        with self._app.app_context():
            return self._ledger.paid(part, prompt, model, send)


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    kind = DocumentKind(claim.subject)
    task, transcript_version = documents.task_of(claim.project_id, kind)
    draft = runtime.toolbox.writer.write(task, _ledger(attempt, runtime), attempt)
    steps.finish(
        claim,
        lambda project: documents.record_draft(
            project, claim.name, kind, draft, transcript_version=transcript_version
        ),
    )


def _ledger(attempt: Attempt, runtime: Runtime) -> Ledger:
    claim = attempt.claim
    own = StepLedger(
        claim,
        f"{claim.project_id}/{claim.name}",
        attempt,
        tokens_per_day=runtime.settings.writer_tokens_per_day,
    )
    longest_s = runtime.settings.writer_timeout_s + SPARE_S
    return SharedLedger(PatientLedger(own, attempt, longest_s=longest_s), runtime.app)
