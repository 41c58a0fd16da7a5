"""The queues, and the courier that sends the pipeline's messages through RQ.

The database is the source of truth: a message says `(step id, attempt)` and may arrive twice, late or never.
"""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from redis import BlockingConnectionPool, Redis, RedisError
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Dependency, Job, JobStatus
from rq.registry import (
    BaseRegistry,
    CanceledJobRegistry,
    DeferredJobRegistry,
    FailedJobRegistry,
    StartedJobRegistry,
)
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from clueso.domain.steps.step_kinds import PIPELINE, StepKind, kind_of
from clueso.job_ends import FAILURE_SHOWN_S, SHOWN_S, Outcome, show
from clueso.trusted_jobs import JOB, StepJob, StepQueue, ids_in_list, ids_in_registry, mend

QUEUES = ("media", "transcribe", "write", "default")


SPARE_S = 300
"""How much longer than the slowest kind of its queue a job may take, by RQ's clock.

The worker ends each step after the timeout of its own kind, with a message for a person. RQ only ends what
hangs before or after the step.
"""


def timeout_s(queue: str) -> int:
    """Return after how many seconds RQ ends a job of this queue. The timeout in the job itself is ignored."""
    return max(kind.timeout_s for kind in PIPELINE.values() if kind.queue == queue) + SPARE_S


@dataclass(frozen=True, slots=True)
class Message:
    """One attempt of one step, and the job ids that it waits for."""

    step_id: str
    attempt: int
    name: str
    project_id: str
    owner_id: str
    after: tuple[str, ...] = ()

    @property
    def job_id(self) -> str:
        return job_id_of(self.step_id, self.attempt)

    @property
    def meta(self) -> dict[str, object]:
        """The fields that rq-dashboard shows for the job. RQ forgets the dependencies of a running job, but
        `after` stays.
        """
        return {
            "project": self.project_id,
            "user": self.owner_id,
            "step": self.name,
            "attempt": self.attempt,
            "after": self.after,
        }

    @property
    def kind(self) -> StepKind:
        return kind_of(self.name)


def job_id_of(step_id: str, attempt: int) -> str:
    return f"{step_id}-{attempt}"


def parts_of(job_id: str) -> tuple[str, int]:
    """Return the step id and the attempt in a job id."""
    step_id, _, attempt = job_id.rpartition("-")
    return step_id, int(attempt)


CONNECTIONS = 2
"""How many connections a client keeps: plans of hosted Redis begin at 20 for all processes together.

A command takes less than a millisecond, so threads hardly wait for each other.
"""


def connect(url: str, *, timeout_s: float = 2, retries: int = 1, connections: int = CONNECTIONS) -> Redis:
    """Return a client that gives up within seconds. Its retries are bounded, with jitter.

    Retries multiply: each try of a command may also retry the connection. A thread waits for one of the
    `connections`, at most as long as for an answer.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        socket_timeout=timeout_s,
        retry=Retry(ExponentialWithJitterBackoff(cap=0.5, base=0.05), retries),
        health_check_interval=30,
    )
    return Redis(connection_pool=pool)


class Courier:
    """Sends messages to RQ. Raises RedisError if Redis does not answer; the sweep then sends again."""

    def __init__(self, redis_url: str) -> None:
        self.redis_url = redis_url
        self.connection = connect(redis_url)

    def queue(self, name: str) -> StepQueue:
        return StepQueue(name, connection=self.connection)

    def send(self, message: Message) -> None:
        """Put a message into its queue. A message that was deferred behind others no longer waits
        for them.
        """
        self._forget(message.job_id, JobStatus.DEFERRED, JobStatus.CANCELED)
        self._enqueue(message, None)

    def move_before(self, message: Message, others: Collection[str]) -> None:
        """Move a waiting message before the first of these job ids in its queue."""
        if not others:
            return  # without reading the whole queue
        queue = self.queue(message.kind.queue)
        standing = queue.get_job_ids()
        first = next((job_id for job_id in standing if job_id in others), None)
        if first is None or message.job_id not in standing[standing.index(first) :]:
            return
        # For a moment the message is in the queue twice, which is harmless. It must never be missing.
        if self.connection.linsert(queue.key, "BEFORE", first, message.job_id) > 0:
            self.connection.lrem(queue.key, -1, message.job_id)

    def defer(self, messages: Sequence[Message]) -> None:
        """Enqueue messages as deferred jobs behind those that they wait for, so that RQ shows the chain."""
        for message in messages:
            # RQ would leave the job deferred for ever if a dependency failed. Our own steps decide what a
            # failure means.
            dependency = Dependency(jobs=list(message.after), allow_failure=True)
            self._forget(message.job_id, JobStatus.DEFERRED)
            self._enqueue(message, dependency)

    def _enqueue(self, message: Message, depends_on: Dependency | None) -> None:
        self.queue(message.kind.queue).enqueue_call(
            JOB,
            args=[message.step_id, message.attempt],
            job_id=message.job_id,
            timeout=timeout_s(message.kind.queue),
            result_ttl=SHOWN_S,
            failure_ttl=FAILURE_SHOWN_S,
            description=f"{message.name} of {message.project_id}, attempt {message.attempt}",
            meta=message.meta,
            depends_on=depends_on,
        )

    def _forget(self, job_id: str, *statuses: JobStatus) -> None:
        """Delete a job that has one of these statuses. In any case, end its dependencies on other jobs.

        A dependent job that was sent again without dependencies would make RQ 3 report an error of the job
        before it.
        """
        # Another courier may delete it at the same moment.
        with suppress(NoSuchJobError, InvalidJobOperation):
            job = StepJob.fetch(job_id, self.connection)
            # Removed by its ids, because RQ 3 cannot cancel a job if one of its dependencies has expired.
            for dependency_id in job._dependency_ids:
                self.connection.srem(Job.dependents_key_for(dependency_id), job_id)
            if job.get_status(refresh=False) in statuses:
                job.delete()

    def show(self, outcomes: Mapping[str, Outcome]) -> None:
        """Show in RQ how the jobs with these ids ended. A job that has already ended stays as it is."""
        for job_id, outcome in outcomes.items():
            with suppress(NoSuchJobError):
                show(StepJob.fetch(job_id, self.connection), outcome)

    def forget_failed(self, job_ids: Iterable[str]) -> None:
        """Delete failed jobs, such as those whose steps run again."""
        for job_id in job_ids:
            self._forget(job_id, JobStatus.FAILED)

    def forget(self, job_ids: Iterable[str]) -> None:
        """Delete jobs in any state, except a running one."""
        for job_id in job_ids:
            self._forget(job_id, *(status for status in JobStatus if status is not JobStatus.STARTED))

    def held(self) -> set[str]:
        """Return the job ids in the queues.

        Jobs that RQ shows as started are left out: a worker killed before its claim stays there for minutes,
        and a living worker has claimed the step.
        """
        return {job_id for queue in self._queues() for job_id in ids_in_list(self.connection, queue.key)}

    def deferred(self) -> set[str]:
        """Return the ids of the jobs that wait for others."""
        return self._registered(DeferredJobRegistry)

    def failed(self) -> set[str]:
        """Return the ids of the jobs that RQ shows as failed."""
        return self._registered(FailedJobRegistry)

    def _registered(self, kind: type[BaseRegistry]) -> set[str]:
        keys = [kind(queue=queue).key for queue in self._queues()]
        return {job_id for key in keys for job_id in ids_in_registry(self.connection, key)}

    def abandoned(self) -> set[str]:
        """Return the ids of the jobs that RQ shows as started although their worker's heartbeat is
        overdue.
        """
        found = set()
        for queue in self._queues():
            key = queue.started_job_registry.key
            # The score is the moment at which the worker's heartbeat is overdue.
            for entry in cast("list[bytes]", self.connection.zrangebyscore(key, 0, time.time())):
                job_id = StartedJobRegistry.parse_job_id(entry.decode(errors="replace"))
                if self._is_started(job_id):
                    found.add(job_id)
                else:
                    # The job has ended or expired, and only its entry is left.
                    self.connection.zrem(key, entry)
        return found

    def _is_started(self, job_id: str) -> bool:
        with suppress(NoSuchJobError):
            return StepJob.fetch(job_id, self.connection).get_status(refresh=False) is JobStatus.STARTED
        return False

    def mend(self) -> None:
        """Remove values of a wrong type under the keys of our queues and registries."""
        mend(self.connection, QUEUES)

    def tidy(self) -> None:
        """Remove RQ's entries of expired jobs, and of messages whose worker died while it took them.

        RQ's workers do this too, but count such messages as failed jobs and keep cancelled ones for ever.
        """
        for queue in self._queues():
            queue.finished_job_registry.cleanup()
            queue.failed_job_registry.cleanup()
            canceled = CanceledJobRegistry(queue=queue)
            self.connection.zremrangebyscore(canceled.key, 0, time.time())
            taken = queue.intermediate_queue
            for job_id in ids_in_list(self.connection, taken.key):
                # RQ's rule: the first look notes the time, and an entry is removed when that is long enough
                # ago.
                if not taken.set_first_seen(job_id) and taken.should_be_cleaned_up(job_id):
                    taken.remove(job_id)

    def _queues(self) -> list[StepQueue]:
        return [self.queue(name) for name in QUEUES]

    def depths(self) -> dict[str, int]:
        """Return the number of messages in each queue."""
        return {name: self.queue(name).count for name in QUEUES}

    def workers(self) -> dict[str, int]:
        """Return the number of workers of each queue that have given a sign of life within two minutes."""
        names = {queue: self._names_of_workers(queue) for queue in QUEUES}
        known = sorted(set().union(*names.values()))
        with self.connection.pipeline(transaction=False) as pipeline:
            for name in known:
                pipeline.exists(name)
            alive = {name for name, exists in zip(known, pipeline.execute(), strict=True) if exists}
        return {queue: len(found & alive) for queue, found in names.items()}

    def _names_of_workers(self, queue: str) -> set[bytes]:
        return cast("set[bytes]", self.connection.smembers(WORKERS_BY_QUEUE_KEY % queue))

    def evicts(self) -> str | None:
        """Return the policy by which Redis removes messages when its memory is full; None if it removes none,
        or does not tell.
        """
        policy = cast("dict[str, object]", self.connection.info("memory")).get("maxmemory_policy")
        return None if policy in (None, "noeviction") else str(policy)

    def ping(self) -> None:
        self.connection.ping()


__all__ = ["JOB", "QUEUES", "Courier", "Message", "RedisError", "connect"]
