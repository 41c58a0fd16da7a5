"""purge: a deleted project leaves no object, no message and no row."""

from clueso.services import purge, steps
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    project_id = attempt.claim.project_id
    purge.clear_storage(project_id, runtime.toolbox.storage)
    steps.finish_by_removal(attempt.claim, lambda: purge.remove_rows(project_id))
