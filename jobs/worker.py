"""The RQ worker: serves its queues, runs one step at a time in its process, and exits quickly on SIGTERM."""

import logging
import os
import secrets
import signal
import socket
import threading
import traceback
from types import FrameType
from typing import Any

from redis import RedisError, ResponseError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException
from rq.utils import now
from rq.worker.base import WorkerStatus
from rq.worker_registration import REDIS_WORKER_KEYS, WORKERS_BY_QUEUE_KEY, clean_worker_registry
from sqlalchemy.exc import InterfaceError, OperationalError

from clueso.job_ends import End, Outcome, show
from clueso.queue import timeout_s
from clueso.trusted_jobs import StepJob, StepQueue, mend
from jobs.shutdown import Shutdown

log = logging.getLogger(__name__)

HEARTBEAT_S = 15
WORKER_TTL_S = 60
MAINTENANCE_S = 30
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def worker_name(*queues: str) -> str:
    """Return a name with the queues, the host and the process id.

    It ends with random letters: RQ refuses the name of a worker that was killed a moment ago, and a restarted
    container has the same host and pid again.
    """
    return f"{'+'.join(queues)}.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(2)}"


class StepWorker(SimpleWorker):
    """Runs steps in its own process. Work that may crash or hang runs in a child process of the step.

    On SIGTERM or SIGINT, however often, the running step hands itself back and the worker exits. The worker
    takes only ids from Redis: it calls one function, and no value in Redis can stop it or block it.
    """

    shutdown: Shutdown
    job_class = StepJob
    queue_class = StepQueue  # type: ignore[assignment]
    max_connection_wait_time = 2.0  # RQ's pause doubles up to a minute, longer than a restart of Redis

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named | {"serializer": JSONSerializer})

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """Dequeue as RQ does, but repair the queue if somebody replaced it with a value of another type."""
        while True:
            try:
                return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
            except ResponseError:
                if not mend(self.connection, [queue.name for queue in self.queues]):
                    raise

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run the job as SimpleWorker does, with heartbeats for worker and job in a thread."""
        job.origin = queue.name  # the job in Redis may claim another origin
        execution = self.prepare_execution(job)
        job.started_at = now()
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(job, execution, over), daemon=True)
        beat.start()
        try:
            self.perform_job(job, queue, execution)
        finally:
            over.set()
            beat.join(1)  # do not wait for a heartbeat that waits for Redis
        self.set_state(WorkerStatus.IDLE)

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run the job and record in RQ how it ended.

        RQ itself would count each return as success and run the dependent jobs, which only dispatch may do.
        """
        # RQ puts the message of a worker of one queue there. That of several queues is only taken: if this
        # process is killed before its claim, the sweep sends the message again.
        self.prepare_job_execution(job, remove_from_intermediate_queue=len(self.queues) == 1)
        job.started_at = now()
        outcome = self._outcome(job, timeout_s(queue.name))
        job.ended_at = now()
        try:
            self._tell(job, execution, outcome)
        except RedisError as error:
            log.warning("Redis does not answer, the sweep shows how %s ended: %s", job.description, error)
        return outcome is not None and outcome.end is End.DONE

    def _outcome(self, job: Job, longest_s: int) -> Outcome | None:
        try:
            with self.death_penalty_class(longest_s, JobTimeoutException, job_id=job.id):
                outcome: Outcome | None = job.perform()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer, %s is left to the sweep: %s", job.description, error)
            return Outcome(End.GIVEN_UP, "The database did not answer. The sweep sends the message again.")
        except Exception:
            log.exception("%s met a defect of ours and is left to the sweep", job.description)
            return Outcome(End.GIVEN_UP, traceback.format_exc())
        return outcome

    def _tell(self, job: Job, execution: Execution, outcome: Outcome | None) -> None:
        # None means that another worker still runs the attempt, or that the sweep finds out.
        if outcome is not None:
            show(job, outcome, worker_name=self.name)
        with self.connection.pipeline() as pipeline:
            self.cleanup_execution(job, pipeline=pipeline, execution=execution)
            if outcome is not None and outcome.end is End.DONE:
                self.increment_successful_job_count(pipeline)
            if outcome is not None and outcome.end is End.FAILED:
                self.increment_failed_job_count(pipeline)
            if job.started_at and job.ended_at:
                self.increment_total_working_time(job.ended_at - job.started_at, pipeline)
            pipeline.execute()

    def clean_registries(self) -> None:
        """Forget workers that are gone. The sweep tidies the other registries: RQ would mark the job of a
        dead worker as failed, although its step continues.
        """
        for queue in self.queues:
            try:
                clean_worker_registry(queue)
            except (ValueError, ResponseError) as error:  # names that none of our workers has
                log.warning("the list of workers is begun anew: %s", error)
                self.connection.delete(REDIS_WORKER_KEYS, WORKERS_BY_QUEUE_KEY % queue.name)
        self.last_cleaned_at = now()  # type: ignore[assignment]

    def _beat(self, job: Job, execution: Execution, over: threading.Event) -> None:
        while not over.wait(HEARTBEAT_S):
            try:
                self.maintain_heartbeats(job, execution)
            except RedisError as error:
                log.warning("Redis does not answer a heartbeat: %s", error)

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Seconds after which RQ may consider this worker dead. Our leases decide, not this value."""
        del job, working_time
        return WORKER_TTL_S

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Handle SIGTERM and SIGINT.

        Unlike RQ's handler, it does not contact Redis, and a second signal changes nothing: a step that hands
        itself back must not be interrupted.
        """
        del signum, frame
        if self.shutdown.is_requested:
            return
        self._stop_requested = True
        self.shutdown.request()
        # A worker without a job waits for Redis, and only an exception ends that wait.
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested

    def subscribe(self) -> None:
        """Subscribe to nothing: a step is cancelled in the database, and a worker is stopped by a signal."""

    def check_for_suspension(self, burst: bool) -> None:
        """Never suspend: no worker here is suspended through Redis."""
        del burst

    def clean_group_registries(self) -> None:
        """Do nothing: none of our jobs has a group."""
