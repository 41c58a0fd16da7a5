"""The RQ worker: one queue, one step at a time in this process, and a quick good-bye."""

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


def worker_name(queue: str) -> str:
    """A name that says the queue, the host and the process. It ends with letters of its own: RQ refuses a
    name whose owner was killed a moment ago, and a restarted container gives the same host and pid again."""
    return f"{queue}.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(2)}"


class StepWorker(SimpleWorker):
    """Runs steps in its own process: what may crash or hang is a child process of each step.

    On SIGTERM or SIGINT, however often, the running step hands itself back and the worker goes. Redis only
    brings it ids: it calls one function, and nothing that stands there can stop it or hold it up.
    """

    shutdown: Shutdown
    job_class = StepJob
    queue_class = StepQueue  # type: ignore[assignment]
    max_connection_wait_time = 2.0  # RQ's pause doubles to a minute: Redis would long be back

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named | {"serializer": JSONSerializer})

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """As RQ does, also after somebody put another kind of value in the place of the queue."""
        while True:
            try:
                return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
            except ResponseError:
                if not mend(self.connection, [queue.name for queue in self.queues]):
                    raise

    def execute_job(self, job: Job, queue: Queue) -> None:
        """As SimpleWorker does, and tell RQ meanwhile that both worker and job are alive."""
        job.origin = queue.name  # whatever it said
        execution = self.prepare_execution(job)
        job.started_at = now()
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(job, execution, over), daemon=True)
        beat.start()
        try:
            self.perform_job(job, queue, execution)
        finally:
            over.set()
            beat.join(1)  # a heartbeat that waits for Redis holds nobody up
        self.set_state(WorkerStatus.IDLE)

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run the job and let RQ show how it ended. RQ itself would count each return as work done and let
        the jobs behind it run, which only dispatch may."""
        self.prepare_job_execution(job, remove_from_intermediate_queue=True)
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
        """Forget workers that are gone. The sweep tidies the rest: RQ would call a job failed whose worker
        died, though its step goes on."""
        for queue in self.queues:
            try:
                clean_worker_registry(queue)
            except (ValueError, ResponseError) as error:  # names that no worker of ours has
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
        """Seconds after which RQ may think this worker dead; leases of our own decide, not this."""
        del job, working_time
        return WORKER_TTL_S

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """The handler of SIGTERM and SIGINT. Unlike RQ's it talks to nobody, and a second signal is the
        same wish again: a step that hands itself back must not be cut off."""
        del signum, frame
        if self.shutdown.is_requested:
            return
        self._stop_requested = True
        self.shutdown.request()
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested

    def subscribe(self) -> None:
        """Take no orders: a step is cancelled in the database, and a worker is stopped by a signal."""

    def check_for_suspension(self, burst: bool) -> None:
        """Never stand still: nobody here suspends workers."""
        del burst

    def clean_group_registries(self) -> None:
        """Leave them alone: no job of ours has a group."""
