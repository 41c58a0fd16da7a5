"""write:<kind>: writes one document from the whole transcript."""

from clueso.domain.documents.documents import DocumentKind
from clueso.services.documents import documents
from clueso.services.pipeline import claimed_steps
from jobs.attempt import Attempt
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime

SPARE_S = 15.0
"""Within this time after its own timeout, the client of the language model gives up by itself."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    """Write the document, and finish the step with it."""
    claim, settings = attempt.claim, runtime.settings
    kind = DocumentKind(claim.subject)
    task, transcript_version = documents.task_of(claim.project_id, kind)
    ledger = PaidCalls(
        runtime.app,
        claim,
        f"{claim.project_id}/{claim.name}",
        attempt,
        tokens_per_day=settings.writer_tokens_per_day,
        longest_s=settings.writer_timeout_s + SPARE_S,
    )
    draft = runtime.toolbox.writer.write(task, ledger, attempt)
    claimed_steps.finish(
        claim,
        lambda project: documents.record_draft(
            project, claim.name, kind, draft, transcript_version=transcript_version
        ),
    )
