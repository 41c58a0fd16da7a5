"""write:<kind>: writes one document from the whole transcript."""

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.seen.drafts import completed
from clueso.domain.steps.step_kinds import is_ordered
from clueso.errors import NoInstructions
from clueso.services.documents import documents
from clueso.services.pipeline import claimed_steps, consequences, document_state
from jobs.attempt import Attempt
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime

SPARE_S = 15.0
"""Within this time after its own timeout, the client of the language model gives up by itself."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    """Write the document, or leave it out, and finish the step with it."""
    claim, settings = attempt.claim, runtime.settings
    kind = DocumentKind(claim.subject)
    task, transcript_version = documents.task_of(claim.project_id, kind, is_ordered=is_ordered(claim.name))
    ledger = PaidCalls(
        runtime.app,
        claim,
        f"{claim.project_id}/{claim.name}",
        attempt,
        tokens_per_day=settings.writer_tokens_per_day,
        longest_s=settings.writer_timeout_s + SPARE_S,
    )
    try:
        draft = completed(runtime.toolbox.writer.write(task, ledger, attempt), task)
    except NoInstructions as reason:
        why = consequences.error_json(reason, claim.name)
        claimed_steps.finish(claim, lambda project: document_state.skip_document(project, kind, why))
        return
    claimed_steps.finish(
        claim,
        lambda project: documents.record_draft(
            project, claim.name, kind, draft, transcript_version=transcript_version
        ),
    )
