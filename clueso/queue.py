"""The pipeline as data, and the courier that carries its messages through RQ.

The database is the truth: a message says `(step id, attempt)` and may come twice, late or never.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from redis import Redis, RedisError
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry
from rq import Queue
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Dependency, Job, JobStatus
from rq.registry import DeferredJobRegistry
from rq.serializers import JSONSerializer

from clueso.domain.steps import handler_of

QUEUES = ("media", "transcribe", "write", "default")
JOB = "jobs.step.run"
MESSAGE_TTL_S = 600
"""How long RQ keeps what it knows of a finished message, for rq-dashboard's sake."""


@dataclass(frozen=True, slots=True)
class StepKind:
    """Where a kind of step runs and the longest it may take, in seconds."""

    queue: str
    timeout_s: int


PIPELINE = {
    "probe": StepKind("media", 3600),
    "extract": StepKind("media", 4 * 3600),
    "transcribe": StepKind("transcribe", 2 * 3600),
    "join": StepKind("default", 900),
    "write": StepKind("write", 2 * 3600),
    "pictures": StepKind("media", 3600),
    "export": StepKind("media", 1800),
    "finish": StepKind("default", 900),
    "purge": StepKind("default", 3600),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One try of one step, and the messages that it waits for."""

    step_id: str
    attempt: int
    name: str
    project_id: str
    after: tuple[str, ...] = ()

    @property
    def job_id(self) -> str:
        return f"{self.step_id}-{self.attempt}"

    @property
    def kind(self) -> StepKind:
        return PIPELINE[handler_of(self.name)]


def is_known(name: str) -> bool:
    """Whether this release can run a step of this name; while two releases work side by side, or after a
    rollback, there may be others."""
    return handler_of(name) in PIPELINE


def connect(url: str) -> Redis:
    """A client that gives up within seconds; its retries are bounded and jittered. They multiply: a
    command is tried again, and at each try the connection."""
    return Redis.from_url(
        url,
        socket_connect_timeout=2,
        socket_timeout=2,
        retry=Retry(ExponentialWithJitterBackoff(cap=0.5, base=0.05), 1),
        health_check_interval=30,
    )


class Courier:
    """Hands messages to RQ. Raises RedisError where Redis does not answer; the sweep sends again."""

    def __init__(self, redis_url: str) -> None:
        self.redis_url = redis_url
        self.connection = connect(redis_url)

    def queue(self, name: str) -> Queue:
        return Queue(name, connection=self.connection, serializer=JSONSerializer)

    def send(self, message: Message) -> None:
        """Put a message into its queue; one that was deferred behind others stops waiting for them."""
        self._forget(message.job_id, JobStatus.DEFERRED)
        self._enqueue(message, None)

    def defer(self, messages: Sequence[Message]) -> None:
        """Put messages behind those that they wait for, so that RQ shows the chain as what it is."""
        for message in messages:
            dependency = Dependency(jobs=list(message.after), allow_failure=True)
            self._enqueue(message, dependency)

    def _enqueue(self, message: Message, depends_on: Dependency | None) -> None:
        self.queue(message.kind.queue).enqueue_call(
            JOB,
            args=[message.step_id, message.attempt],
            job_id=message.job_id,
            # A backstop only: a step has its own limits, which end in words for a person.
            timeout=message.kind.timeout_s + 300,
            result_ttl=MESSAGE_TTL_S,
            failure_ttl=MESSAGE_TTL_S,
            description=f"{message.name} of {message.project_id}",
            depends_on=depends_on,
        )

    def _forget(self, job_id: str, *statuses: JobStatus) -> None:
        """Delete a job that has one of these statuses. It waits for no other any more in any case: RQ 3 takes
        a dependent that was sent again, without dependencies, for an error of the job before it."""
        # Another courier may forget it at the same moment.
        with suppress(NoSuchJobError, InvalidJobOperation):
            job = Job.fetch(job_id, connection=self.connection, serializer=JSONSerializer)
            # By its ids: RQ 3 cannot cancel a job one of whose dependencies has expired.
            for dependency_id in job._dependency_ids:
                self.connection.srem(Job.dependents_key_for(dependency_id), job_id)
            if job.get_status(refresh=False) in statuses:
                job.delete()

    def withdraw(self, job_ids: Iterable[str]) -> None:
        """Take messages that nobody has begun out of their queues."""
        for job_id in job_ids:
            self._forget(job_id, JobStatus.QUEUED, JobStatus.DEFERRED)

    def stop_waiting(self, job_ids: Iterable[str]) -> None:
        """Drop messages that are deferred; one that was sent meanwhile stays."""
        for job_id in job_ids:
            self._forget(job_id, JobStatus.DEFERRED)

    def held(self) -> set[str]:
        """The job ids that stand in a queue. What RQ calls started does not count: a worker that was
        killed before its claim stays there for minutes, and one that lives has claimed the step."""
        return {job_id for name in QUEUES for job_id in self.queue(name).get_job_ids()}

    def deferred(self) -> dict[str, str]:
        """The ids of deferred jobs, each with the name of its queue."""
        return {
            job_id: name
            for name in QUEUES
            for job_id in DeferredJobRegistry(
                name, connection=self.connection, serializer=JSONSerializer
            ).get_job_ids(cleanup=False)
        }

    def depths(self) -> dict[str, int]:
        """How many messages stand in each queue."""
        return {name: self.queue(name).count for name in QUEUES}

    def ping(self) -> None:
        self.connection.ping()


__all__ = ["JOB", "PIPELINE", "QUEUES", "Courier", "Message", "RedisError", "StepKind", "connect", "is_known"]
