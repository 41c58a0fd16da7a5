"""see: brings into documents, and into the offered corrections, what was read on the screens after they were made."""

from clueso.models import Project
from clueso.services.documents import completing
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import corrections
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    """Complete the documents that are still as a writer wrote them, without asking a language model."""
    del runtime
    claim = attempt.claim
    documents = completing.completions(claim.project_id, attempt)
    attempt.check()
    offers = corrections.seen(claim.project_id)

    def write(project: Project) -> None:
        completing.record(project, documents)
        corrections.record_seen(project, offers)

    claimed_steps.finish(claim, write)
