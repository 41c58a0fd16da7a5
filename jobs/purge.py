"""purge: removes every object, message and row of a deleted project."""

import logging

from redis import RedisError

from clueso.services.pipeline import claimed_steps, outcomes
from clueso.services.projects import purge
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)


def run(attempt: Attempt, runtime: Runtime) -> None:
    project_id = attempt.claim.project_id
    cleared = purge.clear_storage(project_id, runtime.toolbox.storage)
    # Read the ids first: the rows are gone afterwards.
    job_ids = outcomes.jobs_of(project_id)
    claimed_steps.finish_by_removal(attempt.claim, lambda: purge.remove_rows(project_id, cleared))
    try:
        runtime.toolbox.courier.forget(job_ids)
    except RedisError as error:
        log.warning("Redis does not answer, the jobs of %s expire by themselves: %s", project_id, error)
