"""Shows finished attempts in RQ. The database decides what happened; this is only for people who look at RQ."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from redis.client import Pipeline
from rq.exceptions import InvalidJobOperation
from rq.job import Job, JobStatus
from rq.registry import CanceledJobRegistry, DeferredJobRegistry, FailedJobRegistry, FinishedJobRegistry
from rq.results import Result
from rq.utils import now

from clueso.trusted_jobs import StepQueue

SHOWN_S = 600
"""How long RQ keeps a job that is done or was given up, so that rq-dashboard can show it."""
FAILURE_SHOWN_S = 24 * 3600
"""How long RQ keeps a job that failed, unless its step runs again before."""


class End(StrEnum):
    DONE = "done"
    FAILED = "failed"
    GIVEN_UP = "given up"
    """The step was cancelled, or another attempt continues it."""
    NOTHING = "nothing to do"
    """The message came at the wrong time. Its job is deleted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, and why. RQ shows the reason as the job's exception info.

    `code` is that of the error, if there was one.
    """

    end: End
    reason: str = ""
    code: str = ""


def reason_of(error: Mapping[str, Any] | None) -> str:
    """Return an error of the API as two lines: "code: title" and the detail."""
    return "{code}: {title}\n{detail}".format_map(error) if error else "unknown"


def show(job: Job, outcome: Outcome, *, worker_name: str = "") -> None:
    """Move the job to the registry of its end. Do nothing if the job has ended already, or no longer exists.

    Raises RedisError.
    """

    def write(pipeline: Pipeline) -> None:
        status = _status(job)
        pipeline.multi()
        if outcome.end is End.NOTHING:
            # If the job was enqueued again in the meantime, it is a new message and must stay.
            if status is JobStatus.STARTED:
                job.delete(pipeline=pipeline, remove_from_queue=False)
        elif status in OPEN:
            _take_out(job, pipeline)
            _put_in(job, outcome, worker_name, pipeline)

    # Redis watches the job's key: if it changes between the read and the writes, `write` runs again.
    job.connection.transaction(write, job.key)


OPEN = frozenset({JobStatus.QUEUED, JobStatus.DEFERRED, JobStatus.READY_TO_ENQUEUE, JobStatus.STARTED})


def _status(job: Job) -> JobStatus | None:
    try:
        return job.get_status()
    except InvalidJobOperation:  # Redis has lost the job
        return None


def _take_out(job: Job, pipeline: Pipeline) -> None:
    StepQueue(job.origin, job.connection).remove(job.id, pipeline=pipeline)
    DeferredJobRegistry(job.origin, connection=job.connection).remove(job, pipeline=pipeline)
    # By their ids alone: RQ reads each execution and fails on one that its worker has just removed.
    if ids := job.execution_registry.get_execution_ids():
        pipeline.zrem(job.started_job_registry.key, *(f"{job.id}:{id}" for id in ids))


def _put_in(job: Job, outcome: Outcome, worker_name: str, pipeline: Pipeline) -> None:
    registry, status, kind, ttl_s = ENDS[outcome.end]
    job.ended_at = job.ended_at or now()
    job.meta["end"] = outcome.end
    job.set_status(status, pipeline=pipeline)
    job.save(pipeline=pipeline, include_result=False)
    result = Result(
        job.id,
        kind,
        job.connection,
        exc_string=outcome.reason or None,
        worker_name=worker_name,
        serializer=job.serializer,
    )
    result.save(ttl=ttl_s, pipeline=pipeline)  # type: ignore[no-untyped-call]
    registry(job.origin, connection=job.connection).add(job, ttl_s, pipeline=pipeline)
    job.cleanup(ttl_s, pipeline=pipeline, remove_from_queue=False)


ENDS = {
    End.DONE: (FinishedJobRegistry, JobStatus.FINISHED, Result.Type.SUCCESSFUL, SHOWN_S),
    End.FAILED: (FailedJobRegistry, JobStatus.FAILED, Result.Type.FAILED, FAILURE_SHOWN_S),
    End.GIVEN_UP: (CanceledJobRegistry, JobStatus.CANCELED, Result.Type.RETRIED, SHOWN_S),
}
