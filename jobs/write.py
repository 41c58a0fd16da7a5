"""write:<kind>: one document from the whole transcript."""

from clueso.domain.documents import DocumentKind
from clueso.services import documents, steps
from clueso.services.ledger import StepLedger
from jobs.attempt import Attempt
from jobs.patience import PatientLedger
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    kind = DocumentKind(claim.subject)
    task, transcript_version = documents.task_of(claim.project_id, kind)
    ledger = PatientLedger(StepLedger(claim, subject=f"{claim.project_id}/{claim.name}"), attempt)
    draft = runtime.toolbox.writer.write(task, ledger, attempt)
    steps.finish(
        claim,
        lambda project: documents.record_draft(
            project, claim.name, kind, draft, transcript_version=transcript_version
        ),
    )
